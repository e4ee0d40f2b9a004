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

/** What is not as it should be: one finding a kind of fault, with all the places it was met at. */
final class Diagnosis {
  private final CheckFacts facts;
  private final Map<Fault, List<String>> places = new EnumMap<>(Fault.class);
  private final List<Finding> others = new ArrayList<>();

  private Diagnosis(CheckFacts facts) {
    this.facts = facts;
  }

  /** In the order of the faults, what is no node's fault last. */
  static List<Finding> of(CheckFacts facts) {
    Diagnosis diagnosis = new Diagnosis(facts);
    facts.nodes().forEach(diagnosis::lookAt);
    diagnosis.lookAtQueues();
    diagnosis.lookAtPatterns();
    diagnosis.lookAtCluster();
    return diagnosis.findings();
  }

  private List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    places.forEach(
        (fault, where) -> {
          Advice advice = Advice.of(fault);
          findings.add(
              new Finding(CheckFacts.words(fault) + ": " + advice.meaning(), where, advice.todo()));
        });
    findings.addAll(others);
    return findings;
  }

  private void note(Fault fault, String where) {
    places.computeIfAbsent(fault, key -> new ArrayList<>()).add(where);
  }

  private void lookAt(Node node) {
    Optional<NodeReport> report = node.report();
    if (report.isPresent()) {
      lookAt(node.name(), report.get());
      return;
    }
    Optional<ClusterConnections.Failure> failure = facts.failures().apply(node);
    note(
        failure.map(ClusterConnections.Failure::fault).orElse(Fault.READ_TIMEOUT),
        failure
            .map(ClusterConnections.Failure::message)
            .orElse(node.name() + " has not answered in time"));
  }

  private void lookAt(String name, NodeReport report) {
    Map<Fault, List<Collector>> failed = new TreeMap<>();
    report
        .collected()
        .forEach(
            (ask, success) -> {
              if (!success) {
                Fault fault = report.failure(ask).orElse(Fault.READ_OTHER);
                failed.computeIfAbsent(fault, key -> new ArrayList<>()).add(ask);
              }
            });
    failed.forEach((fault, asks) -> note(fault, name + ": " + labels(asks)));
    if (report.isLoading() && !failed.containsKey(Fault.READ_LOADING)) {
      note(Fault.READ_LOADING, name);
    }
  }

  private static String labels(List<Collector> asks) {
    return asks.stream().sorted().map(Collector::label).collect(Collectors.joining(", "));
  }

  private void lookAtQueues() {
    List<String> nobody = new ArrayList<>();
    for (QueueFacts queue : facts.queuesNotMeasured()) {
      String where = "queue " + queue.definition().name();
      if (!queue.definition().name().equals(queue.definition().key())) {
        where += " (key " + queue.definition().key() + ")";
      }
      if (queue.fault().isPresent()) {
        note(queue.fault().get(), where);
      } else {
        nobody.add(where);
      }
    }
    if (!nobody.isEmpty()) {
      others.add(
          new Finding(
              "queues: no node that answers serves these keys",
              nobody,
              "mend what is wrong with the nodes and the cluster first"));
    }
  }

  private void lookAtPatterns() {
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
      incomplete.forEach(where -> note(fault.get(), where));
    } else {
      others.add(
          new Finding(
              "queues: not all keys could be looked at",
              incomplete,
              "are all primaries there? Else raise queue-search.most-keys"));
    }
  }

  private void lookAtCluster() {
    ClusterSnapshot snapshot = facts.snapshot();
    if (snapshot.isStandalone() || !snapshot.isUp()) {
      return;
    }
    List<String> details = new ArrayList<>();
    if (snapshot.state().orElse(1) == 0) {
      details.add("a primary finds that the cluster has failed, or no primary can be asked");
    }
    if (snapshot.slotsUncovered() > 0) {
      details.add("slots that no reachable primary serves: " + snapshot.slotsUncovered());
    }
    if (snapshot.slotsConflicting() > 0) {
      details.add("slots that more than one primary serves: " + snapshot.slotsConflicting());
    }
    if (snapshot.distinctViews() > 1) {
      details.add("opinions among the nodes on who owns which slots: " + snapshot.distinctViews());
    }
    if (!details.isEmpty()) {
      others.add(
          new Finding(
              "cluster: not everything is served as it should be",
              details,
              "redis-cli --cluster check HOST:PORT tells more, docs/runbooks what to do"));
    }
  }
}
