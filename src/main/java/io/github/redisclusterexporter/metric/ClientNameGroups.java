package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.metric.Group.Subject;
import io.github.redisclusterexporter.node.Collector;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Metrics of connected clients over the whole cluster, or of a standalone server. */
final class ClientNameGroups {
  private static final Subject<ClusterSnapshot> SERVERS =
      new Subject<>(
          scrape -> List.of(scrape.snapshot()),
          Set.of(Collector.CLUSTER_NODES, Collector.INFO),
          List.of(),
          snapshot -> List.of());

  private ClientNameGroups() {}

  /**
   * Clients by name.
   *
   * @param most how many names have series; the others are counted together
   */
  static Group<ClusterSnapshot> clientNames(int most) {
    ClientNames names = new ClientNames(most);
    return Group.of("client-names", SERVERS, Collector.CLIENT_LIST)
        .prepare(snapshots -> snapshots.forEach(names::update))
        .gauge(
            "redis_cluster_clients",
            List.of("name"),
            (snapshot, points) ->
                ClientNames.counts(snapshot).ifPresent(counts -> add(counts, names, points)))
        .help(
            "Connected clients of all nodes by the name that they chose with CLIENT SETNAME; the"
                + " name of clients without one is \"no name\". Absent when a node did not answer"
                + " and the other nodes do not flag it as failed (CLIENT LIST).")
        .build();
  }

  private static void add(Map<String, Integer> counts, ClientNames names, DataPoints points) {
    int unnamed = counts.getOrDefault("", 0);
    int others = counts.values().stream().mapToInt(count -> count).sum() - unnamed;
    for (String name : names.names()) {
      int count = counts.getOrDefault(name, 0);
      points.add(count, name);
      others -= count;
    }
    points.add(unnamed, ClientNames.NONE);
    points.add(others, SeriesLimit.OTHER);
  }
}
