package io.github.redisclusterexporter.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.LinkedHashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The {@code name[]} parameters of a query string. */
final class WantedNames {

  static final int MAX_LENGTH = 65_536;
  static final int MAX_PAIRS = 1_024;

  private static final String PARAMETER = "name[]";

  private WantedNames() {}

  /**
   * Reads a query string; other parameters are ignored.
   *
   * @param rawQuery as sent, percent-encoded
   * @return empty when none is asked for; an empty name is not one
   */
  static Set<String> in(@Nullable String rawQuery) throws BadRequestException {
    if (rawQuery == null || rawQuery.isEmpty()) {
      return Set.of();
    }
    if (rawQuery.length() > MAX_LENGTH) {
      throw new BadRequestException(
          "The query string is longer than " + MAX_LENGTH + " characters.");
    }
    if (rawQuery.chars().filter(c -> c == '&').count() >= MAX_PAIRS) {
      throw new BadRequestException("The query string has more than " + MAX_PAIRS + " parameters.");
    }
    Set<String> names = new LinkedHashSet<>();
    int start = 0;
    while (start <= rawQuery.length()) {
      int and = rawQuery.indexOf('&', start);
      int end = and < 0 ? rawQuery.length() : and;
      String pair = rawQuery.substring(start, end);
      int equals = pair.indexOf('=');
      String key = decode(equals < 0 ? pair : pair.substring(0, equals));
      String value = equals < 0 ? "" : decode(pair.substring(equals + 1));
      if (key.equals(PARAMETER) && !value.isEmpty()) {
        names.add(value);
      }
      start = end + 1;
    }
    return names;
  }

  /** {@link java.net.URLDecoder} replaces bytes that are no UTF-8 instead of refusing them. */
  private static String decode(String encoded) throws BadRequestException {
    if (!US_ASCII.newEncoder().canEncode(encoded)) {
      throw new BadRequestException("The query string has characters that need percent-encoding.");
    }
    if (encoded.indexOf('%') < 0 && encoded.indexOf('+') < 0) {
      return encoded;
    }
    ByteArrayOutputStream bytes = new ByteArrayOutputStream(encoded.length());
    for (int i = 0; i < encoded.length(); i++) {
      char c = encoded.charAt(i);
      if (c == '%') {
        bytes.write(hexByte(encoded, i + 1));
        i += 2;
      } else {
        bytes.write(c == '+' ? ' ' : c);
      }
    }
    try {
      return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes.toByteArray())).toString();
    } catch (CharacterCodingException e) {
      throw new BadRequestException("The query string is not percent-encoded UTF-8.");
    }
  }

  private static int hexByte(String text, int at) throws BadRequestException {
    int high = at < text.length() ? Character.digit(text.charAt(at), 16) : -1;
    int low = at + 1 < text.length() ? Character.digit(text.charAt(at + 1), 16) : -1;
    if (high < 0 || low < 0) {
      throw new BadRequestException("The query string has a % without two hexadecimal digits.");
    }
    return high << 4 | low;
  }
}
