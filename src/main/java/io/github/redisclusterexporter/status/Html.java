package io.github.redisclusterexporter.status;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * Writes HTML that is also well-formed XML. Every text and every value of an attribute is escaped:
 * names of nodes, shards and queues come from servers. Names of elements and attributes come from
 * this package only.
 */
final class Html {
  /** A name that is longer says no more to a reader, and a key may have megabytes. */
  private static final int MAX_TEXT = 2000;

  private final StringBuilder out = new StringBuilder();
  private final Deque<String> open = new ArrayDeque<>();

  /** Opens an element, which {@link #end} closes. */
  Html begin(String name, String... attributes) {
    tag(name, attributes);
    out.append('>');
    open.push(name);
    return this;
  }

  /** Closes the element that was opened last. */
  Html end() {
    out.append("</").append(open.pop()).append('>');
    return this;
  }

  /** An element that contains only text. */
  Html element(String name, String text, String... attributes) {
    return begin(name, attributes).text(text).end();
  }

  /** An element without content, as HTML and XML both write it. */
  Html empty(String name, String... attributes) {
    tag(name, attributes);
    out.append("/>");
    return this;
  }

  /**
   * A table without rows, in a box of its own, which scrolls if a name is very long. {@link #end}
   * closes the table, and then the box.
   *
   * @param name what a screen reader calls it; no other table on the page has the same
   */
  Html beginTable(String style, String name, List<String> headings) {
    begin("div", "class", "wide", "role", "region", "aria-label", name, "tabindex", "0");
    begin("table", "class", style, "aria-label", name).begin("thead").begin("tr");
    headings.forEach(heading -> element("th", heading, "scope", "col"));
    return end().end();
  }

  Html text(String text) {
    escape(text);
    return this;
  }

  /** A name from a server: text of another direction does not change the order of its context. */
  Html name(String name) {
    return element("bdi", name);
  }

  /** The content of a style element, which has no escapes. */
  Html style(String css) {
    if (css.indexOf('<') >= 0 || css.indexOf('&') >= 0) {
      throw new IllegalArgumentException("the stylesheet would end early");
    }
    begin("style");
    out.append(css);
    return end();
  }

  /** HTML that another writer has made. */
  Html append(Html other) {
    out.append(other);
    return this;
  }

  private void tag(String name, String... attributes) {
    out.append('<').append(name);
    for (int i = 0; i < attributes.length; i += 2) {
      out.append(' ').append(attributes[i]).append("=\"");
      escape(attributes[i + 1]);
      out.append('"');
    }
  }

  private void escape(String text) {
    int end = Math.min(text.length(), MAX_TEXT);
    for (int i = 0; i < end; ) {
      int character = text.codePointAt(i);
      i += Character.charCount(character);
      switch (character) {
        case '&' -> out.append("&amp;");
        case '<' -> out.append("&lt;");
        case '>' -> out.append("&gt;");
        case '"' -> out.append("&quot;");
        case '\'' -> out.append("&#39;");
        default -> {
          if (isVisible(character)) {
            out.appendCodePoint(character);
          } else {
            out.append("\\u{").append(Integer.toHexString(character)).append('}');
          }
        }
      }
    }
    if (end < text.length()) {
      out.append('…');
    }
  }

  /**
   * Others are written as their number: control characters, some of which XML does not allow, and
   * invisible ones, which may show a text in another order than it has.
   */
  private static boolean isVisible(int character) {
    return switch (Character.getType(character)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }

  /** What was written. */
  @Override
  public String toString() {
    return out.toString();
  }
}
