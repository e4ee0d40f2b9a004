package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.Info;
import io.github.redisclusterexporter.node.LatencyHistogram;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Metrics of the commands that a node has run, and of their errors. */
final class CommandGroups {
  private static final double MICROSECONDS = 1e6;
  private static final List<String> LABELS = List.of("cmd");

  /**
   * A server reports only the bounds at which a count grows, so they differ from node to node.
   * These are the same for all nodes, and each is a bound of the servers, so that the counts are
   * exact and can be added up over nodes.
   */
  private static final List<Long> BOUNDS_MICROSECONDS =
      List.of(16L, 66L, 264L, 1_056L, 4_227L, 16_908L, 67_633L, 270_532L, 1_073_741L);

  private CommandGroups() {}

  /** The commands with the most calls have their own series. */
  static Group<Node> commands(NameBudget budget) {
    return Group.of("commands", Group.NODES, Collector.INFO, Collector.COMMANDSTATS)
        .counter("redis_cluster_command_calls_total", LABELS, byCommand(budget, "calls", 1))
        .help("Calls of the command that were run (INFO commandstats calls).")
        .counter(
            "redis_cluster_command_duration_seconds_total",
            LABELS,
            byCommand(budget, "usec", MICROSECONDS))
        .help("Time spent running the command, in seconds (INFO commandstats usec).")
        .counter(
            "redis_cluster_command_failed_calls_total",
            LABELS,
            byCommand(budget, "failed_calls", 1))
        .help("Calls that failed while they ran (INFO commandstats failed_calls).")
        .counter(
            "redis_cluster_command_rejected_calls_total",
            LABELS,
            byCommand(budget, "rejected_calls", 1))
        .help("Calls refused before they ran (INFO commandstats rejected_calls).")
        .build();
  }

  private static BiConsumer<Node, DataPoints> byCommand(
      NameBudget budget, String field, double divisor) {
    return (node, points) -> {
      Map<String, Double> sums = new TreeMap<>();
      node.infoPairs("cmdstat_").entrySet().stream()
          .map(each -> Command.of(each.getKey(), each.getValue()))
          .sorted(Comparator.comparingDouble(Command::calls).reversed())
          .forEach(
              command ->
                  command
                      .fields()
                      .number(field)
                      .ifPresent(
                          value ->
                              sums.merge(
                                  budget.admit(command.name()), value / divisor, Double::sum)));
      sums.forEach((command, value) -> points.add(value, command));
    };
  }

  private record Command(String name, Info fields, double calls) {
    private static Command of(String name, Info fields) {
      return new Command(name, fields, fields.number("calls").orElse(0));
    }
  }

  static Group<Node> latency(NameBudget budget) {
    return Group.of(
            "latency", Group.NODES, Collector.INFO, Collector.COMMANDSTATS, Collector.LATENCY)
        .histogram(
            "redis_cluster_command_latency_seconds",
            LABELS,
            BOUNDS_MICROSECONDS.stream().map(bound -> bound / MICROSECONDS).toList(),
            (node, points) -> addLatencies(node, budget, points))
        .help(
            "Time that calls of the command took, in seconds; Redis 7.0 and later"
                + " (LATENCY HISTOGRAM, the sum from INFO commandstats).")
        .build();
  }

  private static void addLatencies(Node node, NameBudget budget, DataPoints points) {
    Map<String, List<Long>> buckets = new TreeMap<>();
    Map<String, Double> sums = new TreeMap<>();
    Map<String, Info> statistics = node.infoPairs("cmdstat_");
    node.report()
        .flatMap(report -> report.get(Collector.LATENCY))
        .orElse(Map.of())
        .forEach(
            (name, histogram) -> {
              Info fields = statistics.get(name);
              OptionalDouble sum = fields == null ? OptionalDouble.empty() : fields.number("usec");
              // Without its sum a histogram is omitted: a 0 would look like a reset of the counter.
              if (sum.isPresent()) {
                String command = budget.admit(name);
                buckets.merge(command, buckets(histogram), CommandGroups::plus);
                sums.merge(command, sum.getAsDouble() / MICROSECONDS, Double::sum);
              }
            });
    sums.forEach(
        (command, sum) -> points.add(buckets.getOrDefault(command, List.of()), sum, command));
  }

  /** Counts of calls, not cumulative; the last one is for calls above all bounds. */
  private static List<Long> buckets(LatencyHistogram histogram) {
    List<Long> counts = new ArrayList<>();
    long below = 0;
    for (long bound : BOUNDS_MICROSECONDS) {
      long atMost = histogram.atMost(bound);
      counts.add(atMost - below);
      below = atMost;
    }
    counts.add(histogram.calls() - below);
    return counts;
  }

  private static List<Long> plus(List<Long> one, List<Long> other) {
    return IntStream.range(0, one.size()).mapToObj(i -> one.get(i) + other.get(i)).toList();
  }

  /** Clients can create any number of prefixes with scripts, so their number is limited. */
  static Group<Node> errors(NameBudget budget) {
    return Group.of("errors", Group.NODES, Collector.INFO)
        .counter(
            "redis_cluster_errors_total",
            List.of("error"),
            (node, points) -> {
              Map<String, Double> sums = new TreeMap<>();
              node.infoPairs("errorstat_")
                  .forEach(
                      (error, fields) ->
                          fields
                              .number("count")
                              .ifPresent(
                                  count -> sums.merge(budget.admit(error), count, Double::sum)));
              sums.forEach((error, count) -> points.add(count, error));
            })
        .help("Error replies by their first word; Redis 6.2 and later (INFO errorstats).")
        .build();
  }

  static Group<Node> slowlog() {
    return Group.of(
            "slowlog", Group.NODES, Collector.INFO, Collector.COMMANDSTATS, Collector.SLOWLOG)
        .counter("redis_cluster_slowlog_entries_total", CommandGroups::slowlogEntries)
        .help(
            "Commands that were slower than slowlog-log-slower-than since the server started;"
                + " absent while the log is empty, unless the server shows that nobody has reset"
                + " it, which needs 7.0 (SLOWLOG GET).")
        .build();
  }

  private static OptionalDouble slowlogEntries(Node node) {
    return node.report()
        .flatMap(report -> report.get(Collector.SLOWLOG))
        .map(
            slowlog ->
                slowlog.newestId().isPresent()
                    ? OptionalDouble.of(slowlog.newestId().getAsLong() + 1.0)
                    : entriesOfEmptySlowlog(node))
        .orElseGet(OptionalDouble::empty);
  }

  /**
   * Either no command was slow, or the log was reset, which does not reset its count. Only the
   * statistics of the commands show which, and only from 7.0 on, where they separate subcommands.
   */
  private static OptionalDouble entriesOfEmptySlowlog(Node node) {
    boolean hasSubcommands =
        node.report().filter(report -> report.server().compatibility().isAtLeast(7, 0)).isPresent();
    Map<String, Info> statistics = node.infoPairs("cmdstat_");
    // A reset of the statistics removes the trace of an earlier reset of the log.
    boolean mayHaveBeenReset =
        Stream.of("slowlog|reset", "config|resetstat").anyMatch(statistics::containsKey);
    return hasSubcommands && !statistics.isEmpty() && !mayHaveBeenReset
        ? OptionalDouble.of(0)
        : OptionalDouble.empty();
  }
}
