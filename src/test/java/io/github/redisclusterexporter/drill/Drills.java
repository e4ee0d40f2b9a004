package io.github.redisclusterexporter.drill;

import java.util.List;
import java.util.stream.Stream;

/** All drills, and the page that documents them. */
final class Drills {
  private static final String INTRODUCTION =
      """
      # Drills

      <!-- Generated from the drills by DrillsDocTest; run it with -Ddocs.update=true. -->

      Each fault is caused on a real cluster of three primaries with one replica each, Redis 7.0. The test
      requires that the exporter reports exactly the values in the second column, and that all other
      metrics are as in a healthy cluster. The names omit the prefix `redis_cluster_`; values of nodes are
      summed over the nodes. The third column is the output of `redis-cli --cluster check` at the end of the
      drill, verified if `redis-cli` is on the `PATH`.

      The cluster bus between one node and the others is interrupted with proxies on announced bus ports and
      a separate source address of the node (`cluster-announce-bus-port`, `bind-source-addr`). The
      replication stream between a primary and its replica is interrupted with a proxy on an announced port.
      This requires no privileges. The append-only file that cannot be written is `/dev/full`. Lag is never
      negative. `mvn verify -Ddrills.healthy-seconds=300` observes a healthy cluster under load for five
      minutes instead of 20 s.

      | fault | metrics of the exporter | output of `redis-cli --cluster check` |
      |---|---|---|
      """;

  private Drills() {}

  static Stream<Drill> all() {
    return Stream.of(
            NodeDrills.all(),
            LagDrills.all(),
            FailoverDrills.all(),
            SlotDrills.all(),
            WriteDrills.all())
        .flatMap(List::stream);
  }

  static String page() {
    StringBuilder page = new StringBuilder(INTRODUCTION);
    all().forEach(drill -> page.append(row(drill)));
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
    return "| %s | %s | %s |\n"
        .formatted(drill.fault(), metrics.isEmpty() ? "all healthy" : metrics, drill.check());
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
