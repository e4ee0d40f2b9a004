package io.github.redisclusterexporter.metric;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import io.github.redisclusterexporter.node.Collector;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;

/** The catalog as it comes, and what the configuration says of it. */
final class Catalogs {
  static final BuildInfo BUILD = new BuildInfo("1.2.3", "0123abc", "17.0.1");

  static final ConfigStatus LOADED = new ConfigStatus(Instant.parse("2020-01-01T00:00:00Z"));

  /** The groups that need further grants; asked for with each of some thousand pages. */
  private static final Set<String> OPTIONAL =
      withOptional().groups().stream()
          .filter(group -> group.collectors().stream().anyMatch(Collector.optional()::contains))
          .map(Group::name)
          .collect(Collectors.toUnmodifiableSet());

  private Catalogs() {}

  /** Without the groups that need further grants. */
  static Catalog full() {
    return without(Set.of());
  }

  /** The full one with the exporter's own counters. */
  static Catalog full(ExporterCounters counters) {
    return of(OPTIONAL, counters);
  }

  /** The groups that are on by default. */
  static Catalog byDefault() {
    return of(
        switches().entrySet().stream()
            .filter(each -> each.getValue().unwrapped().equals(false))
            .map(Map.Entry::getKey)
            .collect(Collectors.toSet()));
  }

  /** The full one without these groups. */
  static Catalog without(Set<String> disabled) {
    Set<String> all = new HashSet<>(disabled);
    all.addAll(OPTIONAL);
    return of(all);
  }

  /** With the groups that need further grants, too. */
  static Catalog withOptional() {
    return of(Set.of());
  }

  private static Catalog of(Set<String> disabled) {
    return of(disabled, new ExporterCounters());
  }

  private static Catalog of(Set<String> disabled, ExporterCounters counters) {
    // The default limits.
    return Catalog.of(
        new MetricGroupsConfig(disabled, Set.of(), 30, 20, 10, 20, 20), BUILD, counters, LOADED);
  }

  /** The switches in {@code reference.conf}, by group. */
  static ConfigObject switches() {
    try (InputStream in = Catalogs.class.getResourceAsStream("/reference.conf");
        Reader reader = new InputStreamReader(Objects.requireNonNull(in), StandardCharsets.UTF_8)) {
      return ConfigFactory.parseReader(reader).getObject("collectors");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
