package io.github.redisclusterexporter.drill;

import java.util.List;
import java.util.stream.Stream;

/** All drills, and the page that documents them. */
final class Drills {
  private static final String INTRODUCTION =
      """
      # Drills

      <!-- Generated from the drills by DrillsDocTest; run it with -Ddocs.update=true. -->

      Each fault is caused on a real cluster of three primaries with one replica each: on Redis 7.0, and in
      the full tier also on Redis 6.2, 8.0 and Valkey 8.1, 9.1. The test requires that the exporter reports
      exactly the values in the second column, and that all other metrics are as in a healthy cluster. The
      names omit the prefix `redis_cluster_`; values of nodes are summed over the nodes. Shards have the names
      that Redis 7.0 gives them. The third column has the problems that `--check` of the exporter reports at
      the end of the drill; without one, it reports that all is well. The fourth column is the output of
      `redis-cli --cluster check` at the end, verified if `redis-cli` is on the `PATH`.

      The cluster bus between one node and the others is interrupted with proxies on announced bus ports and
      a separate source address of the node (`cluster-announce-bus-port`, `bind-source-addr`). The
      replication stream between a primary and its replica is interrupted with a proxy on an announced port.
      This requires no privileges. The append-only file that cannot be written is `/dev/full` (not on Redis
      6.2, which writes it under another name first). Valkey answers CLUSTER NODES while it loads, and finds a
      node failed as soon as another one answers at its address; there, the drills expect that. Lag is never
      negative. `mvn verify -Ddrills.healthy-seconds=300` observes a healthy cluster under load for five
      minutes instead of 20 s.

      `ResizeIT` is about changes that are no faults: it adds nodes, moves slots with `redis-cli` (reshard,
      rebalance), drains a shard and removes its nodes, under load; on Valkey 9 it also drains a shard by
      atomic migrations. No page, of five per second, may show an uncovered or conflicting slot, a lost
      tolerance, a node that is down, a failover, or another name of a shard.

      | fault | metrics of the exporter | problems in `--check` | output of `redis-cli --cluster check` |
      |---|---|---|---|
      """;

  private Drills() {}

  static Stream<Drill> all(ServerKind server) {
    return Stream.of(
            NodeDrills.all(server),
            LagDrills.all(),
            FailoverDrills.all(),
            SlotDrills.all(server),
            WriteDrills.all(server))
        .flatMap(List::stream);
  }

  static String page() {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    all(ServerKind.REDIS).forEach(drill -> page.append(row(drill)));
    return page.toString();
  }

  private static String row(Drill drill) {
    StringBuilder metrics = new StringBuilder();
    drill
        .immediate()
        .forEach(
            (signal, value) -> {
              if (!value.equals(drill.eventual().get(signal))) {
                add(metrics, "at first `" + signal + "`", value);
              }
            });
    drill.eventual().forEach((signal, value) -> add(metrics, "`" + signal + "`", value));
    return "| %s | %s | %s | %s |\n"
        .formatted(
            drill.fault(),
            metrics.isEmpty() ? "all healthy" : metrics,
            drill.findings().isEmpty() ? "all is well" : String.join("; ", drill.findings()),
            drill.check());
  }

  private static void add(StringBuilder metrics, String signal, double value) {
    String text =
        Double.isNaN(value)
            ? "absent"
            : Double.isInfinite(value)
                ? "as the failover monitor observed them"
                : Long.toString((long) value);
    metrics.append(metrics.isEmpty() ? "" : ", ").append(signal).append(' ').append(text);
  }
}
