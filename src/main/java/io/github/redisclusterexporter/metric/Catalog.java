package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.node.Collector;
import java.util.List;
import java.util.Set;

/**
 * All groups of metrics, in the order of the documentation. A new group is one class and one line
 * here.
 */
public final class Catalog {
  private final List<Group<?>> groups;

  private Catalog(List<Group<?>> groups) {
    this.groups = List.copyOf(groups);
  }

  /** All groups but those that are switched off. */
  public static Catalog of(CollectorsConfig config, BuildInfo build, ExporterCounters counters) {
    NameBudget commands = new NameBudget(config.maxCommands());
    NameBudget errors = new NameBudget(config.maxErrors());
    List<Group<?>> all =
        List.of(
            ClusterGroup.group(),
            TopologyGroup.group(),
            FailoversGroup.group(),
            ShardsGroup.group(),
            ServerGroup.group(),
            SlotsGroup.group(),
            WritesGroup.group(),
            ClientsGroup.group(),
            MemoryGroup.group(),
            PersistenceGroup.group(),
            StatsGroup.group(),
            CpuGroup.group(),
            ReplicationGroup.group(),
            KeyspaceGroup.group(),
            CommandsGroup.group(commands),
            LatencyGroup.group(commands),
            ErrorsGroup.group(errors),
            SlowlogGroup.group(),
            BusGroup.group(),
            QueuesGroup.group(),
            PatternsGroup.group(),
            ProbeGroup.group(),
            ExporterGroup.group(build, counters));
    return new Catalog(
        all.stream().filter(group -> !config.disabled().contains(group.name())).toList());
  }

  /** The commands that all metrics together need. */
  public Set<Collector> collectors() {
    return select(Set.of()).collectors();
  }

  List<Group<?>> groups() {
    return groups;
  }

  /**
   * The metrics that a scraper asks for.
   *
   * @param names names as on the page; empty for everything
   */
  Selection select(Set<String> names) {
    return Selection.of(groups, names);
  }
}
