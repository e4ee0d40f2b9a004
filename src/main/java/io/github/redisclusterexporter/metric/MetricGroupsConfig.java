package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.config.ConfigNode;
import io.github.redisclusterexporter.node.SlotStats;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is collected.
 *
 * @param disabled groups of metrics that are not collected, by the names in {@code reference.conf}
 * @param switchedOff those of them that {@code reference.conf} enables
 * @param maxCommands commands with series of their own; the rest is counted in {@code other}
 * @param maxErrors error prefixes with series of their own; the rest is counted in {@code other}
 * @param maxSlots slots of the cluster with series
 * @param maxClientNames names of clients with series of their own; the rest is counted in {@code
 *     other}
 * @param maxQueueConsumers consumers of each group with series of their own
 */
public record MetricGroupsConfig(
    Set<String> disabled,
    Set<String> switchedOff,
    int maxCommands,
    int maxErrors,
    int maxSlots,
    int maxClientNames,
    int maxQueueConsumers) {
  /** The name of the only group that needs another command for a queue. */
  static final String QUEUE_CONSUMERS = "queue-consumers";

  private static final int MOST_SERIES = 10_000;

  public MetricGroupsConfig {
    disabled = Set.copyOf(disabled);
    switchedOff = Set.copyOf(switchedOff);
  }

  /** Reads and checks the sections {@code collectors} and {@code limits}. */
  public static MetricGroupsConfig read(ConfigNode collectors, ConfigNode limits) {
    List<ConfigNode> disabled =
        collectors.entries().stream().filter(group -> !group.bool()).toList();
    return new MetricGroupsConfig(
        disabled.stream().map(ConfigNode::key).collect(Collectors.toSet()),
        disabled.stream()
            .filter(group -> !group.standardText().equals("false"))
            .map(ConfigNode::key)
            .collect(Collectors.toSet()),
        limits.at("max-commands").integer(0, MOST_SERIES),
        limits.at("max-errors").integer(0, MOST_SERIES),
        limits.at("max-slots").integer(1, SlotStats.LIMIT),
        limits.at("max-client-names").integer(0, MOST_SERIES),
        limits.at("max-queue-consumers").integer(0, 1000));
  }

  /** Whether the single consumers of queues are read. */
  public boolean hasQueueConsumers() {
    return !disabled.contains(QUEUE_CONSUMERS);
  }
}
