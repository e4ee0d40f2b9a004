package io.github.redisclusterexporter.web;

import at.favre.lib.crypto.bcrypt.BCrypt;
import io.github.redisclusterexporter.config.Secret;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Bytes as the headers of a scraper: only the right password lets it in, and only what it accepts
 * is sent.
 */
public final class LoginFuzz {
  /** Of a length that fills its last letters: no other text is decoded to the same. */
  private static final String RIGHT = WebFiles.basic("prometheus:s3crets");

  private static final String HASH = BCrypt.withDefaults().hashToString(4, "s3crets".toCharArray());
  private static final Map<String, Secret> USERS = Map.of("prometheus", new Secret(HASH));

  private LoginFuzz() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    String header = new String(bytes, StandardCharsets.ISO_8859_1);
    boolean compressed = AcceptEncoding.isGzip(List.of(header));
    if (compressed && !header.contains("*") && !header.toLowerCase(Locale.ROOT).contains("gzip")) {
      throw new AssertionError("compressed by " + header);
    }
    Logins logins = new Logins(USERS);
    boolean in = logins.refusal(header).isEmpty();
    if (in && !says(header, RIGHT)) {
      throw new AssertionError("let in by " + header);
    }
    if (logins.refusal(RIGHT).isPresent()) {
      throw new AssertionError("kept out after " + header);
    }
    // What was wrong once is wrong still when somebody has logged in.
    if (logins.refusal(header).isEmpty() != in) {
      throw new AssertionError("answered in two ways: " + header);
    }
  }

  /** The same but for what the format leaves open: the case of its first word, and blanks. */
  private static boolean says(String header, String right) {
    return header.regionMatches(true, 0, right, 0, "Basic ".length())
        && header.substring("Basic ".length()).strip().equals(right.substring("Basic ".length()));
  }
}
