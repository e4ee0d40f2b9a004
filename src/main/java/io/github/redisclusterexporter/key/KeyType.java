package io.github.redisclusterexporter.key;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The types whose size a command tells; those of modules have none. */
enum KeyType {
  STRING(KeyCommand.STRLEN),
  LIST(KeyCommand.LLEN),
  SET(KeyCommand.SCARD),
  ZSET(KeyCommand.ZCARD),
  HASH(KeyCommand.HLEN),
  STREAM(KeyCommand.XLEN);

  private final KeyCommand size;

  KeyType(KeyCommand size) {
    this.size = size;
  }

  /** Of the reply to TYPE; empty for another type. */
  static Optional<KeyType> of(String label) {
    return Stream.of(values())
        .filter(type -> type.name().toLowerCase(Locale.ROOT).equals(label))
        .findFirst();
  }

  KeyCommand size() {
    return size;
  }
}
