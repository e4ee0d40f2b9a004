package io.github.redisclusterexporter.config;

import java.util.List;

/**
 * A value as it was written in a source of the configuration, whatever the format of the source.
 */
interface SourceValue {

  /** Kinds of values, and how messages call them. */
  enum Kind {
    TEXT("text"),
    NUMBER("a number"),
    BOOLEAN("true or false"),
    NULL("null"),
    LIST("a list"),
    SECTION("a section");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    @Override
    public String toString() {
      return words;
    }
  }

  /** A key, which is a scalar, and its value. A source may have a key twice. */
  record Entry(SourceValue key, SourceValue value) {}

  Kind kind();

  /** A text, a number or a boolean, as it was written. */
  String text();

  /** The items of a list. */
  List<SourceValue> items();

  /** The content of a section. */
  List<Entry> entries();

  /** A file and line, an environment variable, a system property, or {@code default}. */
  String origin();

  default boolean isScalar() {
    return kind() == Kind.TEXT || kind() == Kind.NUMBER || kind() == Kind.BOOLEAN;
  }

  default boolean isSection() {
    return kind() == Kind.SECTION;
  }
}
