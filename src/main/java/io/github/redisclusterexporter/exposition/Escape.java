package io.github.redisclusterexporter.exposition;

/** What must not stand in a text as it is. */
final class Escape {

  private Escape() {}

  /** For a place between quotation marks. */
  static String quoted(String text) {
    return escaped(text, true);
  }

  /** For the rest of a line. */
  static String unquoted(String text) {
    return escaped(text, false);
  }

  private static String escaped(String text, boolean quotes) {
    StringBuilder escaped = null;
    int from = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\\' || c == '\n' || (quotes && c == '"')) {
        escaped = escaped == null ? new StringBuilder(text.length() + 8) : escaped;
        escaped.append(text, from, i).append('\\').append(c == '\n' ? 'n' : c);
        from = i + 1;
      }
    }
    return escaped == null ? text : escaped.append(text, from, text.length()).toString();
  }
}
