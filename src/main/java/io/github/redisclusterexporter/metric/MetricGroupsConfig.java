package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.config.ConfigNode;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is collected.
 *
 * @param disabled groups of metrics that are switched off, by the names in {@code reference.conf}
 * @param maxCommands commands with series of their own; the rest is counted in {@code other}
 * @param maxErrors error prefixes with series of their own; the rest is counted in {@code other}
 */
public record MetricGroupsConfig(Set<String> disabled, int maxCommands, int maxErrors) {
  private static final int MOST_SERIES = 10_000;

  public MetricGroupsConfig {
    disabled = Set.copyOf(disabled);
  }

  /** Reads and checks the sections {@code collectors} and {@code limits}. */
  public static MetricGroupsConfig read(ConfigNode collectors, ConfigNode limits) {
    return new MetricGroupsConfig(
        collectors.entries().stream()
            .filter(group -> !group.bool())
            .map(ConfigNode::key)
            .collect(Collectors.toSet()),
        limits.at("max-commands").integer(0, MOST_SERIES),
        limits.at("max-errors").integer(0, MOST_SERIES));
  }
}
