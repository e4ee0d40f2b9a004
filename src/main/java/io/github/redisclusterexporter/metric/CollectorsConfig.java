package io.github.redisclusterexporter.metric;

import java.util.Set;

/**
 * What is collected.
 *
 * @param disabled groups of metrics that are switched off, by the names in {@code reference.conf}
 * @param maxCommands commands with series of their own; the rest add up in {@code other}
 * @param maxErrors error prefixes with series of their own; the rest add up in {@code other}
 */
public record CollectorsConfig(Set<String> disabled, int maxCommands, int maxErrors) {

  public CollectorsConfig {
    disabled = Set.copyOf(disabled);
  }
}
