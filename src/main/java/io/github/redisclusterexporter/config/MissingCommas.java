package io.github.redisclusterexporter.config;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds items of lists in HOCON without a comma or a line break between them. HOCON merges such
 * sections into one and joins such texts, so that items would disappear without a problem.
 */
final class MissingCommas {
  /** What ends a comment, a text or a reference must not be taken for a bracket. */
  private static final Pattern TOKEN =
      Pattern.compile(
          "(?<comment>(?:#|//)[^\\n]*)"
              + "|(?<text>\"\"\"[\\s\\S]*?\"\"\"+|\"[^\"\\\\\\n]*+(?:\\\\.[^\"\\\\\\n]*+)*+\")"
              + "|(?<reference>\\$\\{[^}]*\\})"
              + "|(?<break>\\n)"
              + "|(?<other>\\S)");

  private MissingCommas() {}

  /** The lines of a file that is valid HOCON in which a comma is missing. */
  static List<Integer> lines(String hocon) {
    List<Integer> found = new ArrayList<>();
    Deque<String> open = new ArrayDeque<>();
    int line = 1;
    String before = "";
    for (Matcher token = TOKEN.matcher(hocon); token.find(); ) {
      String now = token.group();
      if (token.group("text") != null) {
        now = "\"";
      }
      boolean inList = "[".equals(open.peek());
      if (inList && (before + now).matches("\\}\\{|\"\"")) {
        found.add(line);
      }
      if (now.equals("{") || now.equals("[")) {
        open.push(now);
      } else if (now.equals("}") || now.equals("]")) {
        open.poll();
      }
      before = token.group("comment") == null ? now : "";
      line += (int) token.group().chars().filter(character -> character == '\n').count();
    }
    return found;
  }
}
