package io.github.redisclusterexporter.metric;

import static io.github.redisclusterexporter.metric.NodeReaders.infoOf;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.InfoPairs;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BiConsumer;

/** What the commands cost. The busiest get series of their own. */
final class CommandsGroup {
  private static final String PREFIX = "cmdstat_";
  private static final double MICROSECONDS = 1e6;
  private static final List<String> LABELS = List.of("cmd");

  private final NameBudget budget;

  private CommandsGroup(NameBudget budget) {
    this.budget = budget;
  }

  static Group<Node> group(NameBudget budget) {
    CommandsGroup commands = new CommandsGroup(budget);
    return Group.ofNodes(
            "commands", Collector.CLUSTER_NODES, Collector.INFO, Collector.COMMANDSTATS)
        .counter(
            "redis_cluster_command_calls_total",
            LABELS,
            "Calls of the command that were run (INFO commandstats calls).",
            commands.sum("calls", 1))
        .counter(
            "redis_cluster_command_duration_seconds_total",
            LABELS,
            "Time spent running the command, in seconds (INFO commandstats usec).",
            commands.sum("usec", MICROSECONDS))
        .counter(
            "redis_cluster_command_failed_calls_total",
            LABELS,
            "Calls that failed while they ran (INFO commandstats failed_calls).",
            commands.sum("failed_calls", 1))
        .counter(
            "redis_cluster_command_rejected_calls_total",
            LABELS,
            "Calls refused before they ran (INFO commandstats rejected_calls).",
            commands.sum("rejected_calls", 1))
        .build();
  }

  private BiConsumer<Node, DataPoints> sum(String field, double divisor) {
    return (node, points) -> {
      Map<String, Double> sums = new TreeMap<>();
      for (Command command : busiestFirst(node)) {
        command
            .fields()
            .number(field)
            .ifPresent(
                value -> sums.merge(budget.admit(command.name()), value / divisor, Double::sum));
      }
      sums.forEach((command, value) -> points.add(value, command));
    };
  }

  private record Command(String name, InfoPairs fields, double calls) {}

  private static List<Command> busiestFirst(Node node) {
    List<Command> commands = new ArrayList<>();
    infoOf(node)
        .ifPresent(
            info ->
                info.composed(PREFIX)
                    .forEach(
                        (name, fields) ->
                            commands.add(
                                new Command(name, fields, fields.number("calls").orElse(0)))));
    commands.sort(Comparator.comparingDouble(Command::calls).reversed());
    return commands;
  }
}
