package io.github.redisclusterexporter.check;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.NodeReport;
import io.github.redisclusterexporter.queue.PatternMatches;
import io.github.redisclusterexporter.queue.QueueFacts;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.scrape.ClusterConnections;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Finds problems: one finding for each kind of fault, with every place where it occurred. */
final class Diagnosis {
  private final CheckFacts facts;
  private final Map<Fault, List<String>> places = new EnumMap<>(Fault.class);
  private final List<Finding> others = new ArrayList<>();

  private Diagnosis(CheckFacts facts) {
    this.facts = facts;
  }

  /** In the order of the faults; findings that are not faults come last. */
  static List<Finding> of(CheckFacts facts) {
    Diagnosis diagnosis = new Diagnosis(facts);
    facts.nodes().forEach(diagnosis::examineNode);
    diagnosis.examineQueues();
    diagnosis.examinePatterns();
    diagnosis.examineCluster();
    return diagnosis.findings();
  }

  private List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    places.forEach(
        (fault, where) -> {
          Advice advice = Advice.of(fault);
          findings.add(
              new Finding(
                  CheckFacts.label(fault) + ": " + advice.meaning(), where, advice.solution()));
        });
    findings.addAll(others);
    return findings;
  }

  private void add(Fault fault, String where) {
    places.computeIfAbsent(fault, key -> new ArrayList<>()).add(where);
  }

  private void examineNode(Node node) {
    Optional<NodeReport> report = node.report();
    if (report.isPresent()) {
      examineReport(node.name(), report.get());
      return;
    }
    Optional<ClusterConnections.Failure> failure = facts.failures().apply(node);
    add(
        failure.map(ClusterConnections.Failure::fault).orElse(Fault.READ_TIMEOUT),
        failure
            .map(ClusterConnections.Failure::message)
            .orElse(node.name() + " has not answered in time"));
  }

  private void examineReport(String name, NodeReport report) {
    Map<Fault, List<Collector>> failed = new TreeMap<>();
    report
        .collected()
        .forEach(
            (collector, success) -> {
              if (!success) {
                Fault fault = report.failure(collector).orElse(Fault.READ_OTHER);
                failed.computeIfAbsent(fault, key -> new ArrayList<>()).add(collector);
              }
            });
    failed.forEach((fault, collectors) -> add(fault, name + ": " + labels(collectors)));
    if (report.isLoading() && !failed.containsKey(Fault.READ_LOADING)) {
      add(Fault.READ_LOADING, name);
    }
  }

  private static String labels(List<Collector> collectors) {
    return collectors.stream().map(Collector::label).collect(Collectors.joining(", "));
  }

  private void examineQueues() {
    List<String> unreachable = new ArrayList<>();
    for (QueueFacts queue : facts.queuesNotMeasured()) {
      String where = "queue " + queue.definition().name();
      if (!queue.definition().name().equals(queue.definition().key())) {
        where += " (key " + queue.definition().key() + ")";
      }
      if (queue.fault().isPresent()) {
        add(queue.fault().get(), where);
      } else {
        unreachable.add(where);
      }
    }
    if (!unreachable.isEmpty()) {
      others.add(
          new Finding(
              "queues: no reachable node serves these keys",
              unreachable,
              "fix the problems of the nodes and the cluster first"));
    }
  }

  private void examinePatterns() {
    List<String> incomplete =
        facts.scrape().patterns().stream()
            .filter(pattern -> pattern.over().isPresent() && !pattern.complete())
            .map(PatternMatches::name)
            .map(name -> "queues by pattern " + name)
            .toList();
    if (incomplete.isEmpty()) {
      return;
    }
    Optional<Fault> fault = facts.searchFault();
    if (fault.isPresent()) {
      incomplete.forEach(where -> add(fault.get(), where));
    } else {
      others.add(
          new Finding(
              "queues: not all keys could be searched",
              incomplete,
              "are all primaries reachable? If they are, raise queue-search.most-keys"));
    }
  }

  private void examineCluster() {
    ClusterSnapshot snapshot = facts.snapshot();
    if (snapshot.isStandalone() || !snapshot.isUp()) {
      return;
    }
    List<String> details = new ArrayList<>();
    if (snapshot.state().orElse(1) == 0) {
      details.add("a primary reports that the cluster failed, or no primary is reachable");
    }
    if (snapshot.slotsUncovered() > 0) {
      details.add("slots that no reachable primary serves: " + snapshot.slotsUncovered());
    }
    if (snapshot.slotsConflicting() > 0) {
      details.add("slots that more than one primary serves: " + snapshot.slotsConflicting());
    }
    if (snapshot.distinctViews() > 1) {
      details.add(
          "different views of the slot owners among the nodes: " + snapshot.distinctViews());
    }
    if (!details.isEmpty()) {
      others.add(
          new Finding(
              "cluster: the cluster or some of its slots are not ok",
              details,
              "run redis-cli --cluster check HOST:PORT for details, and see docs/runbooks"));
    }
  }
}
