package io.github.redisclusterexporter.check;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.key.KeyGroupFacts;
import io.github.redisclusterexporter.key.NamedKeyFacts;
import io.github.redisclusterexporter.key.NamedKeyValues;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.NodeReport;
import io.github.redisclusterexporter.node.ServerCommands;
import io.github.redisclusterexporter.node.SlotRanges;
import io.github.redisclusterexporter.queue.PatternMatches;
import io.github.redisclusterexporter.queue.QueueDefinition;
import io.github.redisclusterexporter.queue.QueueFacts;
import io.github.redisclusterexporter.queue.QueueType;
import io.github.redisclusterexporter.queue.QueueValues;
import io.github.redisclusterexporter.redis.Fault;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The result of one check: tables, problems and their solutions. */
public final class CheckReport {
  private static final String NOTHING = "-";

  private final CheckFacts facts;
  private final List<Finding> findings;

  public CheckReport(CheckFacts facts) {
    this.facts = facts;
    this.findings = new Diagnosis(facts).findings();
  }

  /**
   * Whether every collector succeeds on every node, every queue has a value, all slots are served,
   * and no shipped alert would fire.
   */
  public boolean hasNoFindings() {
    return findings.isEmpty();
  }

  /** The problems, without an order of importance. */
  public List<Finding> findings() {
    return List.copyOf(findings);
  }

  /**
   * The commands that grant missing permissions, with text around them; empty if none is missing.
   */
  public List<String> grants() {
    return new AclAdvice(facts).lines();
  }

  /** The lines for a terminal. They contain no secret. */
  public List<String> lines() {
    List<List<String>> parts = new ArrayList<>();
    parts.add(List.of(heading()));
    parts.add(nodes());
    parts.add(collectors());
    parts.add(disabled());
    parts.add(unknown());
    parts.add(queues());
    parts.add(patterns());
    parts.add(keys());
    parts.add(keyGroups());
    for (int i = 0; i < findings.size(); i++) {
      parts.add(findings.get(i).lines(i + 1));
    }
    parts.add(grants());
    parts.add(facts.redis().nameAdvice().map(Finding::wrapped).orElse(List.of()));
    parts.add(List.of(verdict()));
    return parts.stream()
        .filter(part -> !part.isEmpty())
        .flatMap(part -> Stream.concat(Stream.of(""), part.stream()))
        .skip(1)
        .toList();
  }

  private String heading() {
    return "%s: %s; user %s, TLS %s"
        .formatted(
            facts.redis().name(),
            cluster(),
            facts.redis().credentials().user(),
            facts.redis().tls().enabled() ? "on" : "off");
  }

  private String cluster() {
    ClusterSnapshot snapshot = facts.scrape().snapshot();
    if (snapshot.isStandalone()) {
      return "a standalone server";
    }
    if (!snapshot.isUp()) {
      return "no node reports a cluster";
    }
    int served = SlotRanges.SLOTS - snapshot.slotsUncovered();
    return "a cluster of %s, %s of %s slots served"
        .formatted(Finding.count(snapshot.shards().size(), "shard"), served, SlotRanges.SLOTS);
  }

  private List<String> nodes() {
    TextTable table = new TextTable("NODE", "ROLE", "VERSION", "LATENCY", "COLLECTORS");
    for (Node node : facts.nodes()) {
      Optional<NodeReport> report = node.report();
      table.add(
          node.name(),
          node.role().label(),
          report.map(said -> said.server().version()).orElse(NOTHING),
          report
              .flatMap(said -> node.probeDuration())
              .map(took -> took.toMillis() + " ms")
              .orElse(NOTHING),
          report.map(CheckReport::succeeded).orElseGet(() -> "none: " + reason(node)));
    }
    return table.lines();
  }

  private String reason(Node node) {
    return facts.fault(node).map(CheckFacts::label).orElse("no answer in time");
  }

  private static String succeeded(NodeReport report) {
    List<String> failed =
        report.collected().entrySet().stream()
            .filter(collected -> !collected.getValue())
            .map(collected -> collected.getKey().label())
            .toList();
    int all = report.collected().size();
    if (failed.isEmpty()) {
      return (report.isLoading() ? "loading, " : "") + "all " + all;
    }
    return failed.size() == all ? "none" : "all but " + String.join(", ", failed);
  }

  private List<String> collectors() {
    List<NodeReport> reports =
        facts.nodes().stream().flatMap(node -> node.report().stream()).toList();
    if (reports.isEmpty()) {
      return List.of();
    }
    TextTable table = new TextTable("COLLECTOR", "OK", "FAILED", "ABSENT", "COMMAND");
    List<Collector> asked =
        facts.wanted().stream().filter(one -> !one.isOfKeys()).sorted().toList();
    for (Collector collector : asked) {
      List<Boolean> results =
          reports.stream()
              .flatMap(report -> Optional.ofNullable(report.collected().get(collector)).stream())
              .toList();
      table.add(
          collector.label(),
          Long.toString(results.stream().filter(success -> success).count()),
          Long.toString(results.stream().filter(success -> !success).count()),
          Integer.toString(reports.size() - results.size()),
          reports.stream()
              .flatMap(report -> collector.typedCommand(report.server(), facts.wanted()).stream())
              .distinct()
              .collect(Collectors.joining(" / ")));
    }
    return table.lines();
  }

  private List<String> disabled() {
    return facts.disabled().isEmpty()
        ? List.of()
        : List.of(
            "Disabled in the configuration (collectors): "
                + String.join(", ", new TreeSet<>(facts.disabled())));
  }

  /** This is not a problem: other products do not have all commands. */
  private List<String> unknown() {
    Map<List<Collector>, List<String>> nodes = new LinkedHashMap<>();
    for (Node node : facts.nodes()) {
      List<Collector> unknown =
          node.report()
              .map(report -> new ServerCommands(report.server(), facts.wanted()).unknown())
              .orElse(List.of());
      nodes.computeIfAbsent(unknown, none -> new ArrayList<>()).add(node.name());
    }
    List<String> lines = new ArrayList<>();
    nodes.forEach(
        (collectors, names) -> {
          String on = " on " + String.join(", ", names);
          String commands =
              collectors.stream()
                  .filter(each -> each != Collector.COMMANDSTATS)
                  .map(Collector::label)
                  .collect(Collectors.joining(", "));
          if (!commands.isEmpty()) {
            lines.add("Omitted, because the server does not know the command: " + commands + on);
          }
          if (collectors.contains(Collector.COMMANDSTATS)) {
            lines.add(
                "Omitted, because the server refuses this section of INFO: commandstats" + on);
          }
        });
    return lines;
  }

  private List<String> queues() {
    TextTable table = new TextTable("QUEUE", "TYPE", "PURPOSE", "LENGTH", "NODE");
    for (QueueFacts queue : facts.scrape().queues()) {
      table.add(
          queue.definition().name(),
          queue.values().map(values -> type(values)).orElse(NOTHING),
          purpose(queue.definition()),
          queue.values().map(values -> Long.toString(values.length())).orElse(NOTHING),
          queue.node().orElseGet(() -> notMeasured(queue.fault())));
    }
    return table.lines();
  }

  private List<String> keys() {
    TextTable table = new TextTable("KEY", "TYPE", "SIZE", "MEMORY", "NODE");
    for (NamedKeyFacts key : facts.scrape().keys()) {
      Optional<NamedKeyValues> values = key.values();
      table.add(
          key.key().name(),
          values.map(CheckReport::type).orElse(NOTHING),
          values.map(NamedKeyValues::size).map(CheckReport::number).orElse(NOTHING),
          values.map(NamedKeyValues::memoryBytes).map(CheckReport::number).orElse(NOTHING),
          key.node().orElseGet(() -> notMeasured(key.fault())));
    }
    return table.lines();
  }

  private List<String> keyGroups() {
    TextTable table = new TextTable("KEY GROUP", "KEYS", "MEMORY", "SEARCH");
    for (KeyGroupFacts group : facts.scrape().keyGroups()) {
      table.add(
          group.group().name(),
          group.last().map(pass -> Long.toString(pass.keys())).orElse(NOTHING),
          group
              .last()
              .map(KeyGroupFacts.Pass::memoryBytes)
              .map(CheckReport::rounded)
              .orElse(NOTHING),
          group
              .isComplete()
              .map(complete -> complete ? "complete" : "not complete")
              .orElse("not finished in time"));
    }
    return table.lines();
  }

  private static String rounded(OptionalDouble number) {
    return number.isPresent() ? Long.toString(Math.round(number.getAsDouble())) : NOTHING;
  }

  private static String type(NamedKeyValues values) {
    return values.exists() ? values.type() : "no such key";
  }

  private static String number(OptionalLong number) {
    return number.isPresent() ? Long.toString(number.getAsLong()) : NOTHING;
  }

  private static String notMeasured(Optional<Fault> fault) {
    return "not measured" + fault.map(known -> ": " + CheckFacts.label(known)).orElse("");
  }

  private static String purpose(QueueDefinition queue) {
    return queue.purpose().label() + (queue.isDeadLetterByKey() ? " (by its key)" : "");
  }

  private static String type(QueueValues values) {
    return values.type() == QueueType.AUTO ? "no such key" : values.type().label();
  }

  private List<String> patterns() {
    TextTable table = new TextTable("PATTERN", "KEYS", "SEARCH");
    for (PatternMatches matches : facts.scrape().patterns()) {
      table.add(matches.name(), Integer.toString(matches.kept().size()), search(matches));
    }
    return table.lines();
  }

  private static String search(PatternMatches matches) {
    OptionalInt over = matches.over();
    if (over.isEmpty()) {
      return "not finished in time";
    }
    return (matches.complete() ? "complete" : "not complete")
        + (over.getAsInt() > 0
            ? ", " + Finding.count(over.getAsInt(), "more key") + " than max-keys"
            : "");
  }

  private String verdict() {
    return switch (findings.size()) {
      case 0 -> "All is well.";
      case 1 -> "One thing is not as it should be.";
      default -> findings.size() + " things are not as they should be.";
    };
  }
}
