package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.Info;
import io.github.redisclusterexporter.node.LatencyEvent;
import io.github.redisclusterexporter.node.LatencyHistogram;
import io.github.redisclusterexporter.node.MalformedReplyException;
import io.github.redisclusterexporter.node.NumberKind;
import io.github.redisclusterexporter.node.ServerState;
import io.github.redisclusterexporter.node.Slowlog;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Metrics of the commands that a node has run, and of their errors. */
final class CommandGroups {
  private static final double MICROSECONDS = 1e6;
  private static final double MILLISECONDS = 1e3;
  private static final List<String> LABELS = List.of("cmd");
  private static final String COMMAND = "cmdstat_";
  private static final String ERROR = ServerState.ERROR_COUNT;

  /**
   * The errors that alert rules and dashboards select. They always have series, so that the first
   * of these errors is an increase, too.
   */
  static final Set<String> ERRORS_IN_USE =
      Set.of(
          "ASK",
          "BUSY",
          "CLUSTERDOWN",
          "LOADING",
          "MASTERDOWN",
          "MISCONF",
          "MOVED",
          "NOREPLICAS",
          "OOM");

  /**
   * A server reports only the bounds at which a count grows, so they differ from node to node.
   * These are the same for all nodes, and each is a bound of the servers, so that the counts are
   * exact and can be added up over nodes.
   */
  private static final List<Long> BOUNDS_MICROSECONDS =
      List.of(16L, 66L, 264L, 1_056L, 4_227L, 16_908L, 67_633L, 270_532L, 1_073_741L);

  /**
   * The exporter itself sends these with every scrape; some of them only if a setting enables their
   * collector. In a sum over all commands of a node with few requests, they would be most of the
   * calls, and hide how long the applications wait.
   */
  private static final Set<String> COMMANDS_OF_SCRAPES =
      Collector.withCommands().stream()
          .map(Collector.Typed::statisticsName)
          .collect(Collectors.toUnmodifiableSet());

  private static final double[] UNREADABLE = {Double.NaN};

  private CommandGroups() {}

  /** Updates a budget. Equal in all groups that share it, so that it is updated once per page. */
  private record Admission(SeriesLimit budget, String prefix, List<String> uses)
      implements Consumer<List<Node>> {
    @Override
    public void accept(List<Node> nodes) {
      budget.update(nodes, prefix, uses);
    }
  }

  /** The commands with the most calls, rejected ones included, have their own series. */
  static Group<Node> commands(SeriesLimit budget) {
    return Group.of("commands", Group.NODES, Collector.INFO, Collector.COMMANDSTATS)
        .prepare(new Admission(budget, COMMAND, List.of("calls", "rejected_calls")))
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
      SeriesLimit budget, String field, double divisor) {
    BudgetedValues commands = budget.values(1);
    return (node, points) -> {
      Map<String, double[]> values = values(node, COMMAND, field, points);
      if (!values.isEmpty()) {
        commands.split(node, values, (command, value) -> points.add(value[0] / divisor, command));
      }
    };
  }

  /** A field of all names with the prefix; NaN where it is malformed. */
  private static Map<String, double[]> values(
      Node node, String prefix, String field, DataPoints points) {
    Map<String, double[]> values = new LinkedHashMap<>();
    for (Map.Entry<String, Info> each : node.infoPairs(prefix).entrySet()) {
      try {
        OptionalDouble value = each.getValue().number(field, NumberKind.COUNT);
        if (value.isPresent()) {
          values.put(each.getKey(), new double[] {value.getAsDouble()});
        }
      } catch (MalformedReplyException e) {
        points.omit(e);
        values.put(each.getKey(), UNREADABLE);
      }
    }
    return values;
  }

  static Group<Node> latency(SeriesLimit budget) {
    BudgetedValues commands = budget.values(BOUNDS_MICROSECONDS.size() + 2);
    return Group.of(
            "latency", Group.NODES, Collector.INFO, Collector.COMMANDSTATS, Collector.LATENCY)
        .prepare(new Admission(budget, COMMAND, List.of("calls", "rejected_calls")))
        .histogram(
            "redis_cluster_command_latency_seconds",
            LABELS,
            BOUNDS_MICROSECONDS.stream().map(bound -> bound / MICROSECONDS).toList(),
            (node, points) -> addLatencies(node, commands, points))
        .help(
            "Time that calls of the command took, in seconds, without the commands of scrapes such"
                + " as info; Redis 7.0 and later (LATENCY HISTOGRAM, the sum from INFO"
                + " commandstats).")
        .build();
  }

  private static void addLatencies(Node node, BudgetedValues commands, DataPoints points) {
    Map<String, double[]> values = new LinkedHashMap<>();
    Map<String, Info> statistics = node.infoPairs(COMMAND);
    Map<String, LatencyHistogram> histograms =
        node.report().flatMap(report -> report.get(Collector.LATENCY)).orElse(Map.of());
    for (Map.Entry<String, LatencyHistogram> each : histograms.entrySet()) {
      String command = each.getKey();
      // Without its sum a histogram is omitted: a 0 would look like a reset.
      if (statistics.containsKey(command) && !COMMANDS_OF_SCRAPES.contains(command)) {
        try {
          countsAndSum(each.getValue(), statistics.get(command))
              .ifPresent(value -> values.put(command, value));
        } catch (MalformedReplyException e) {
          points.omit(e);
          values.put(command, UNREADABLE);
        }
      }
    }
    if (!values.isEmpty()) {
      commands.split(node, values, (command, value) -> addHistogram(value, command, points));
    }
  }

  private static void addHistogram(double[] countsAndSum, String command, DataPoints points) {
    int sum = countsAndSum.length - 1;
    List<Long> counts = new ArrayList<>(sum);
    for (int i = 0; i < sum; i++) {
      counts.add((long) countsAndSum[i]);
    }
    points.add(counts, countsAndSum[sum], command);
  }

  /** Counts of calls, not cumulative; then that of calls above all bounds, and the sum. */
  private static Optional<double[]> countsAndSum(LatencyHistogram histogram, Info statistics) {
    OptionalDouble sum = statistics.number("usec", NumberKind.COUNT);
    if (sum.isEmpty()) {
      return Optional.empty();
    }
    histogram.check(statistics);
    double[] values = new double[BOUNDS_MICROSECONDS.size() + 2];
    long below = 0;
    for (int i = 0; i < BOUNDS_MICROSECONDS.size(); i++) {
      long atMost = histogram.atMost(BOUNDS_MICROSECONDS.get(i));
      values[i] = atMost - below;
      below = atMost;
    }
    values[values.length - 2] = histogram.calls() - below;
    values[values.length - 1] = sum.getAsDouble() / MICROSECONDS;
    return Optional.of(values);
  }

  /**
   * Clients can create any number of prefixes with scripts, so their number is limited.
   *
   * @param most how many have series of their own, in addition to those that alerts use
   */
  static Group<Node> errors(int most) {
    SeriesLimit budget = new SeriesLimit(most, ERRORS_IN_USE);
    BudgetedValues errors = budget.values(1);
    return Group.of("errors", Group.NODES, Collector.INFO)
        .prepare(new Admission(budget, ERROR, List.of("count")))
        .counter(
            "redis_cluster_errors_total",
            List.of("error"),
            (node, points) -> {
              if (node.info().isPresent()) {
                Map<String, double[]> counts = values(node, ERROR, "count", points);
                if (ServerState.countsAllErrors(node.info().get())) {
                  ERRORS_IN_USE.forEach(error -> counts.putIfAbsent(error, new double[1]));
                }
                errors.split(node, counts, (error, count) -> points.add(count[0], error));
              }
            })
        .help("Error replies by their first word; Redis 6.2 and later (INFO errorstats).")
        .build();
  }

  static Group<Node> slowlog() {
    return Group.of(
            "slowlog", Group.NODES, Collector.INFO, Collector.COMMANDSTATS, Collector.SLOWLOG)
        .counter("redis_cluster_slowlog_entries_total", node -> entries(node, Collector.SLOWLOG))
        .help(
            "Commands that were slower than slowlog-log-slower-than since the server started;"
                + " absent while the log is empty, unless the server shows that nobody has reset"
                + " it, which needs 7.0 (SLOWLOG GET).")
        .build();
  }

  /** The logs of Valkey; that of slow commands is the slow log. */
  static Group<Node> commandlog() {
    return Group.of(
            "commandlog",
            Group.NODES,
            Stream.concat(
                    Stream.of(Collector.INFO, Collector.COMMANDSTATS),
                    Collector.COMMANDLOG.stream())
                .toArray(Collector[]::new))
        .counter(
            "redis_cluster_commandlog_entries_total",
            List.of("type"),
            (node, points) -> {
              for (Collector.Typed<Slowlog> log : Collector.COMMANDLOG) {
                String type = log.label().substring("commandlog_".length());
                entries(node, log).ifPresent(entries -> points.add(entries, type));
              }
            })
        .help(
            "Commands that were slow, or had a large request or a large reply, since the server"
                + " started; Valkey 8.1 and later. Absent while the log is empty, if it may have"
                + " been reset (COMMANDLOG GET).")
        .build();
  }

  /** The latest events of the latency monitor, which is off by default. */
  static Group<Node> latencyEvents() {
    List<String> labels = List.of("event");
    return Group.of("latency-events", Group.NODES, Collector.INFO, Collector.LATENCY_EVENTS)
        .gauge(
            "redis_cluster_latency_event_last_seconds",
            labels,
            latencyEvents(event -> event.last() / MILLISECONDS))
        .help("Duration of the last event of this kind, in seconds (LATENCY LATEST).")
        .gauge(
            "redis_cluster_latency_event_max_seconds",
            labels,
            latencyEvents(event -> event.max() / MILLISECONDS))
        .help(
            "Duration of the longest event of this kind since the server started or LATENCY RESET,"
                + " in seconds (LATENCY LATEST).")
        .gauge(
            "redis_cluster_latency_event_timestamp_seconds",
            labels,
            latencyEvents(event -> (double) event.time()))
        .help("Time of the last event of this kind, in seconds since 1970 (LATENCY LATEST).")
        .build();
  }

  private static BiConsumer<Node, DataPoints> latencyEvents(ToDoubleFunction<LatencyEvent> reader) {
    return (node, points) ->
        node.report()
            .flatMap(report -> report.get(Collector.LATENCY_EVENTS))
            .orElse(Map.of())
            .forEach(
                (name, event) ->
                    points
                        .attempt(
                            () -> OptionalDouble.of(reader.applyAsDouble(event.checked())),
                            OptionalDouble.empty())
                        .ifPresent(value -> points.add(value, name)));
  }

  private static OptionalDouble entries(Node node, Collector.Typed<Slowlog> log) {
    return node.report()
        .flatMap(report -> report.get(log))
        .map(
            reply ->
                reply.newestId().isPresent()
                    ? OptionalDouble.of(reply.newestId().getAsLong() + 1.0)
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
    Map<String, Info> statistics = node.infoPairs(COMMAND);
    // A reset of the statistics removes the trace of an earlier reset of the log.
    boolean mayHaveBeenReset =
        Stream.of("slowlog|reset", "commandlog|reset", "config|resetstat")
            .anyMatch(statistics::containsKey);
    return hasSubcommands && !statistics.isEmpty() && !mayHaveBeenReset
        ? OptionalDouble.of(0)
        : OptionalDouble.empty();
  }
}
