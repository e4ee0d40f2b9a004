package io.github.redisclusterexporter.drill;

import java.util.List;
import java.util.stream.Stream;

/** All drills, and the page about them. */
final class Drills {
  private static final String INTRODUCTION =
      """
      # Drills

      Each fault is made on a real cluster of three primaries with a replica each, Redis 7.0, and the
      exporter must say exactly this, and that everything else is healthy. Generated from the tests
      that do it (`mvn test -Ddocs.update=true` writes it again). Names are without
      `redis_cluster_`; what nodes say is added up over the nodes. The third column is what
      `redis-cli --cluster check` complains of at the end, verified where it is on the `PATH`.

      The bus between one node and the others is cut with proxies on announced bus ports and a source
      address of the node's own (`cluster-announce-bus-port`, `bind-source-addr`), the stream from a
      primary to its replica with one on an announced port, without any rights on the machine. The
      append-only file that cannot be written is `/dev/full`. No lag is ever negative.
      `mvn verify -Ddrills.healthy-seconds=300` looks at a healthy cluster under load for five minutes
      instead of 20 s.

      | fault | what the exporter says | what `redis-cli --cluster check` says |
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
    StringBuilder says = new StringBuilder();
    drill
        .atOnce()
        .forEach(
            (signal, value) -> {
              if (!value.equals(drill.soon().get(signal))) {
                add(says, "at first `" + signal + "`", value);
              }
            });
    drill.soon().forEach((signal, value) -> add(says, "`" + signal + "`", value));
    return "| %s | %s | %s |\n"
        .formatted(drill.fault(), says.isEmpty() ? "all healthy" : says, drill.check());
  }

  private static void add(StringBuilder says, String signal, double value) {
    String text =
        Double.isNaN(value)
            ? "absent"
            : Double.isInfinite(value) ? "as the watch saw them" : Long.toString((long) value);
    says.append(says.isEmpty() ? "" : ", ").append(signal).append(' ').append(text);
  }
}
