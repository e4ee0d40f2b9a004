package io.github.redisclusterexporter.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A token of valid HOCON: a quoted text, a reference, a line break, a separator, a bracket, or some
 * other characters. Comments and spaces are none. The library does not show its own tokens.
 *
 * @param start where it begins in the text
 * @param end where what follows it begins
 * @param line the line in which it begins
 */
record HoconToken(String text, int start, int end, int line) {
  /** What ends a comment, a text or a reference must not be taken for a bracket. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<comment>(?:#|//)[^\\n]*)"
              + "|\"\"\"[\\s\\S]*?\"\"\"+|\"[^\"\\\\\\n]*+(?:\\\\.[^\"\\\\\\n]*+)*+\""
              + "|\\$\\{[^}]*\\}"
              + "|\\+=|[\\n,:={}\\[\\]]"
              + "|[^\\s{}\\[\\],:=+\"#$/]+"
              + "|\\S");

  static List<HoconToken> of(String hocon) {
    List<HoconToken> tokens = new ArrayList<>();
    int line = 1;
    for (Matcher token = TOKEN.matcher(hocon); token.find(); ) {
      if (token.group("comment") == null) {
        tokens.add(new HoconToken(token.group(), token.start(), token.end(), line));
      }
      line += (int) token.group().chars().filter(character -> character == '\n').count();
    }
    return tokens;
  }

  boolean is(String... texts) {
    return Set.of(texts).contains(text);
  }

  boolean isQuoted() {
    return text.startsWith("\"");
  }

  boolean isReference() {
    return text.startsWith("${");
  }
}
