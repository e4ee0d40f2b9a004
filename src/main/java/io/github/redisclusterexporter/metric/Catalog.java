package io.github.redisclusterexporter.metric;

import java.util.List;
import java.util.Set;

/** All groups of metrics, in the order of the page. A new group is one class, and one line here. */
public final class Catalog {
  private final List<Group<?>> groups;

  private Catalog(List<Group<?>> groups) {
    this.groups = List.copyOf(groups);
  }

  /** All groups but those that are switched off. */
  public static Catalog of(CollectorsConfig config, BuildInfo build) {
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
            ExporterGroup.group(build));
    return new Catalog(
        all.stream().filter(group -> !config.disabled().contains(group.name())).toList());
  }

  List<Group<?>> groups() {
    return groups;
  }

  /**
   * The part of the catalog that a scraper asks for.
   *
   * @param names names as on the page; empty for everything
   */
  public Selection select(Set<String> names) {
    return Selection.of(groups, names);
  }
}
