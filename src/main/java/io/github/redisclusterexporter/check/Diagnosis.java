package io.github.redisclusterexporter.check;

import io.github.redisclusterexporter.check.Finding.Impact;
import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.key.KeyGroupFacts;
import io.github.redisclusterexporter.key.NamedKeyFacts;
import io.github.redisclusterexporter.node.NodeReport;
import io.github.redisclusterexporter.queue.PatternMatches;
import io.github.redisclusterexporter.queue.QueueFacts;
import io.github.redisclusterexporter.redis.Fault;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Finds problems: one finding for each kind of fault, with every place where it occurred. */
final class Diagnosis {
  private final CheckFacts facts;
  private final Map<Fault, Map<Advice, List<String>>> places = new EnumMap<>(Fault.class);
  private final List<Finding> others = new ArrayList<>();

  Diagnosis(CheckFacts facts) {
    this.facts = facts;
    facts.nodes().forEach(this::examineNode);
    examineQueues();
    examineKeys();
    examinePatterns();
    examineCluster();
    examineAddresses();
    AlertCondition.all()
        .forEach(
            condition ->
                add(
                    condition.impact(),
                    condition.title(),
                    condition.places().apply(facts),
                    condition.solutionWithRunbook()));
  }

  /** In the order of the faults; findings that are not faults come last. */
  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    places.forEach(
        (fault, byAdvice) ->
            byAdvice.forEach(
                (advice, where) ->
                    findings.add(
                        new Finding(
                            Impact.UNSEEN,
                            CheckFacts.label(fault) + ": " + advice.meaning(),
                            where,
                            advice.solution()))));
    findings.addAll(others);
    return findings;
  }

  private void add(Fault fault, String where) {
    add(fault, Advice.of(fault), where);
  }

  private void add(Fault fault, Advice advice, String where) {
    places
        .computeIfAbsent(fault, key -> new LinkedHashMap<>())
        .computeIfAbsent(advice, key -> new ArrayList<>())
        .add(where);
  }

  /** Adds a finding that is not a fault, if there are any details. */
  private void add(Impact impact, String title, List<String> details, String solution) {
    if (!details.isEmpty()) {
      others.add(new Finding(impact, title, details, solution));
    }
  }

  private void examineNode(Node node) {
    Optional<NodeReport> report = node.report();
    if (report.isPresent()) {
      examineReport(node.name(), report.get());
      examineDuration(node);
      return;
    }
    facts
        .failure(node)
        .ifPresentOrElse(
            failure -> add(failure.fault(), Advice.of(failure, facts.redis()), failure.message()),
            () -> add(Fault.READ_TIMEOUT, node.name() + " has not answered in time"));
  }

  /** The check waits longer than a scrape, so that a busy machine does not look like a fault. */
  private void examineDuration(Node node) {
    Duration limit = facts.redis().timeout();
    node.probeDuration()
        .filter(duration -> duration.compareTo(limit) > 0)
        .ifPresent(
            duration ->
                add(
                    Fault.READ_TIMEOUT,
                    "%s answered after %d ms, redis.timeout is %d ms"
                        .formatted(node.name(), duration.toMillis(), limit.toMillis())));
  }

  /** Nodes that answer, but not at every address that they announce. */
  private void examineAddresses() {
    add(
        Impact.RISK,
        "addresses: nodes announce addresses that cannot be reached from here",
        facts.nodes().stream()
            .filter(node -> node.report().isPresent())
            .flatMap(
                node ->
                    facts.failures().apply(node).stream()
                        .map(failure -> node.name() + ": " + failure.message()))
            .distinct()
            .toList(),
        "clients are sent to these addresses: correct cluster-announce-ip or"
            + " cluster-announce-hostname on the nodes. If clients reach them and only the exporter"
            + " does not, set REDIS_ADDRESS_MAP");
  }

  private void examineReport(String name, NodeReport report) {
    Map<Fault, String> failed = new TreeMap<>();
    report
        .collected()
        .forEach(
            (collector, success) -> {
              if (!success) {
                Fault fault = report.failure(collector).orElse(Fault.READ_OTHER);
                failed.merge(fault, collector.label(), (some, one) -> some + ", " + one);
              }
            });
    failed.forEach((fault, collectors) -> add(fault, name + ": " + collectors));
    if (report.isLoading() && !failed.containsKey(Fault.READ_LOADING)) {
      add(Fault.READ_LOADING, name);
    }
  }

  private void examineQueues() {
    List<String> unreachable = new ArrayList<>();
    for (QueueFacts queue : facts.queuesNotMeasured()) {
      String name = queue.definition().name();
      String key = queue.definition().key();
      String where = "queue " + name + (name.equals(key) ? "" : " (key " + key + ")");
      queue.fault().ifPresentOrElse(fault -> add(fault, where), () -> unreachable.add(where));
    }
    add(
        Impact.USERS,
        "queues: no reachable node serves these keys",
        unreachable,
        "fix the problems of the nodes and the cluster first");
  }

  private void examineKeys() {
    List<String> unreachable = new ArrayList<>();
    for (NamedKeyFacts key : facts.keysNotMeasured()) {
      String where = "key " + key.key().name();
      key.fault().ifPresentOrElse(fault -> add(fault, where), () -> unreachable.add(where));
    }
    add(
        Impact.USERS,
        "keys: no reachable node serves these keys",
        unreachable,
        "fix the problems of the nodes and the cluster first");
  }

  private void examinePatterns() {
    List<String> incomplete =
        facts.scrape().patterns().stream()
            .filter(pattern -> pattern.over().isPresent() && !pattern.complete())
            .map(PatternMatches::name)
            .map(name -> "queues by pattern " + name)
            .collect(Collectors.toCollection(ArrayList::new));
    facts.scrape().keyGroups().stream()
        .filter(group -> group.isComplete().equals(Optional.of(false)) || lacksMemory(group))
        .forEach(group -> incomplete.add("key group " + group.group().name()));
    Optional<Fault> fault = facts.searchFault();
    if (fault.isPresent()) {
      incomplete.forEach(where -> add(fault.get(), where));
    } else {
      add(
          Impact.UNSEEN,
          "keys: not all keys could be searched",
          incomplete,
          "are all primaries reachable? If they are, raise queue-search.most-keys");
    }
  }

  private static boolean lacksMemory(KeyGroupFacts group) {
    return group.last().filter(pass -> pass.memoryBytes().isEmpty()).isPresent();
  }

  private void examineCluster() {
    ClusterSnapshot snapshot = facts.scrape().snapshot();
    if (snapshot.isStandalone() || !snapshot.isUp()) {
      return;
    }
    List<String> unused = snapshot.unusedNodes().stream().map(Node::name).toList();
    if (snapshot.nodes().size() == unused.size() && unused.size() > 1) {
      add(
          Impact.USERS,
          "cluster: the nodes are not one cluster yet: none of them knows another",
          unused,
          "create the cluster with redis-cli --cluster create, or introduce the nodes with CLUSTER"
              + " MEET");
      return;
    }
    if (snapshot.nodes().size() > 1) {
      add(
          Impact.RISK,
          "cluster: a configured node has not joined the cluster",
          unused,
          "add it with redis-cli --cluster add-node, or remove its address from the configuration");
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
    add(
        isServing(snapshot) ? Impact.RISK : Impact.USERS,
        "cluster: the cluster or some of its slots are not ok",
        details,
        "run redis-cli --cluster check HOST:PORT for details, and see docs/runbooks");
  }

  private static boolean isServing(ClusterSnapshot snapshot) {
    return snapshot.state().orElse(1) > 0
        && snapshot.slotsUncovered() == 0
        && snapshot.slotsConflicting() == 0;
  }
}
