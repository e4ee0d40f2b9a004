package io.github.redisclusterexporter.queue;

import java.util.OptionalDouble;

/** Finds one number in a JSON object without parsing the rest. */
final class JsonField {
  private final String text;
  private int position;

  private JsonField(String text) {
    this.text = text;
  }

  /** The member of the outermost object; empty when there is none, or it is not a number. */
  static OptionalDouble member(String text, String name) {
    return new JsonField(text).find(name);
  }

  private OptionalDouble find(String name) {
    int depth = 0;
    while (position < text.length()) {
      char c = text.charAt(position);
      if (c == '"') {
        int start = position + 1;
        skipString();
        if (depth == 1 && isMember(start, name)) {
          return number();
        }
      } else {
        depth += c == '{' || c == '[' ? 1 : c == '}' || c == ']' ? -1 : 0;
        position++;
        if (depth == 0 && !Character.isWhitespace(c)) {
          return OptionalDouble.empty();
        }
      }
    }
    return OptionalDouble.empty();
  }

  /** Moves from the opening quote of a string past its closing quote. */
  private void skipString() {
    position++;
    while (position < text.length() && text.charAt(position) != '"') {
      position += text.charAt(position) == '\\' ? 2 : 1;
    }
    position++;
  }

  /** Whether the string just skipped is that name, and is followed by a value. */
  private boolean isMember(int start, String name) {
    int end = position - 1;
    if (end - start != name.length() || !text.startsWith(name, start)) {
      return false;
    }
    skipBlanks();
    if (position < text.length() && text.charAt(position) == ':') {
      position++;
      skipBlanks();
      return true;
    }
    return false;
  }

  private OptionalDouble number() {
    int start = position;
    while (position < text.length() && "+-.0123456789eE".indexOf(text.charAt(position)) >= 0) {
      position++;
    }
    try {
      return OptionalDouble.of(Double.parseDouble(text.substring(start, position)));
    } catch (NumberFormatException e) {
      return OptionalDouble.empty();
    }
  }

  private void skipBlanks() {
    while (position < text.length() && Character.isWhitespace(text.charAt(position))) {
      position++;
    }
  }
}
