package io.github.redisclusterexporter.node;

import io.github.redisclusterexporter.node.ServerProfile.Version;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The first versions that have a command.
 *
 * @param redis of Redis; {@link #NEVER} when no version has it
 * @param valkey of Valkey; empty when Valkey has it from the Redis version on that it reports
 */
public record Since(Version redis, Optional<Version> valkey) {
  static final Version NEVER = new Version(Integer.MAX_VALUE, 0);

  /** For a command that Valkey has from its first version on. */
  static Since redis(Version version) {
    return new Since(version, Optional.empty());
  }

  static Since of(Version redis, Version valkey) {
    return new Since(redis, Optional.of(valkey));
  }

  /** In words, for the documentation; empty for a command that every server has. */
  public String servers() {
    List<String> known =
        valkey.isEmpty()
            ? Stream.of(redis).filter(Version::isKnown).map(Version::toString).toList()
            : Stream.concat(name("Redis", redis), name("Valkey", valkey.get())).toList();
    return known.isEmpty()
        ? ""
        : known.stream().collect(Collectors.joining(" and ", "", " and later"));
  }

  private static Stream<String> name(String product, Version version) {
    return version.equals(NEVER) ? Stream.empty() : Stream.of(product + " " + version);
  }
}
