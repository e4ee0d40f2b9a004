package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.node.Collector;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Groups of metrics, in the order of the documentation. A new group is one line here. */
public final class Catalog {
  private final List<Group<?>> groups;

  Catalog(List<Group<?>> groups) {
    this.groups = groups;
  }

  /**
   * All groups except the disabled ones.
   *
   * @param status how the configuration was last read
   */
  public static Catalog of(
      MetricGroupsConfig config, BuildInfo build, ExporterCounters counters, ConfigStatus status) {
    SeriesLimit commands = new SeriesLimit(config.maxCommands());
    List<Group<?>> all =
        List.of(
            ClusterGroups.cluster(),
            ClusterGroups.topology(),
            ClusterGroups.failovers(),
            ClusterGroups.shards(),
            NodeGroups.server(),
            NodeGroups.slots(),
            NodeGroups.writes(),
            ClientGroups.clients(),
            ClientGroups.pubsub(),
            ClientGroups.tracking(),
            MemoryGroups.memory(),
            MemoryGroups.allocator(),
            MemoryGroups.scripts(),
            PersistenceGroups.persistence(),
            PersistenceGroups.forks(),
            StatsGroups.stats(),
            StatsGroups.acl(),
            StatsGroups.internals(),
            CpuGroups.cpu(),
            CpuGroups.eventloop(),
            ReplicationGroups.replication(),
            KeyspaceGroups.keyspace(),
            KeyspaceGroups.expiry(),
            CommandGroups.commands(commands),
            CommandGroups.latency(commands),
            CommandGroups.errors(config.maxErrors()),
            CommandGroups.slowlog(),
            CommandGroups.commandlog(),
            CommandGroups.latencyEvents(),
            NodeGroups.bus(),
            NodeGroups.slotMigrations(),
            SlotGroups.slotStats(config.maxSlots()),
            ClientNameGroups.clientNames(config.maxClientNames()),
            QueueGroups.queues(),
            QueueGroups.consumers(config.maxQueueConsumers()),
            QueueGroups.patterns(),
            KeyGroups.keys(),
            KeyGroups.groups(),
            NodeGroups.probe(),
            counters.group(build, status));
    return new Catalog(
        all.stream().filter(group -> !config.disabled().contains(group.name())).toList());
  }

  /**
   * The metrics that a scraper asks for.
   *
   * @param names names as on the page; empty for everything
   */
  Catalog select(Set<String> names) {
    return names.isEmpty()
        ? this
        : new Catalog(
            groups.stream()
                .<Group<?>>map(group -> group.select(names))
                .filter(group -> !group.metrics().isEmpty())
                .toList());
  }

  /** The commands that these metrics need. */
  public Set<Collector> collectors() {
    return groups.stream()
        .flatMap(group -> group.collectors().stream())
        .collect(Collectors.toSet());
  }

  List<Group<?>> groups() {
    return groups;
  }
}
