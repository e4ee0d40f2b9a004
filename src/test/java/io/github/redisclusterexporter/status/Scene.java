package io.github.redisclusterexporter.status;

import io.github.redisclusterexporter.check.CheckFacts;
import io.github.redisclusterexporter.check.CheckReport;
import io.github.redisclusterexporter.cluster.ClusterHistory;
import io.github.redisclusterexporter.cluster.Failovers;
import io.github.redisclusterexporter.cluster.Membership;
import io.github.redisclusterexporter.cluster.ProbeResult;
import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.NodeReport;
import io.github.redisclusterexporter.queue.QueueFacts;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.RedisConfig;
import io.github.redisclusterexporter.scrape.ClusterConnections.Failure;
import io.github.redisclusterexporter.scrape.ScrapeResult;
import io.github.redisclusterexporter.testing.CapturedNode;
import io.github.redisclusterexporter.testing.FakeNodes;
import io.github.redisclusterexporter.testing.Topology;
import io.github.redisclusterexporter.testing.Topology.Member;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** A made-up cluster in one state, and the page about it. */
final class Scene {
  static final Instant NOW = Instant.parse("2026-03-01T03:04:05Z");
  private static final Set<Collector> ALL = CapturedNode.COLLECTORS;

  private final Map<Integer, UnaryOperator<CapturedNode>> edits = new HashMap<>();
  private final Set<Integer> silent = new HashSet<>();
  private Topology topology;
  private List<QueueFacts> queues = List.of();
  private Optional<Failovers> failovers = Optional.empty();
  private boolean isStandalone;
  private boolean isKnown;

  private Scene(Topology topology) {
    this.topology = topology;
  }

  /** All is well. */
  static Scene of(int primaries, int replicasEach) {
    return new Scene(Topology.of(primaries, replicasEach));
  }

  /** One server without cluster support. */
  static Scene standalone() {
    Scene scene = new Scene(Topology.of(1, 0));
    scene.isStandalone = true;
    return scene;
  }

  /** A scrape before has found all nodes well. */
  Scene known() {
    isKnown = true;
    return this;
  }

  /** A node does not answer. */
  Scene silent(int... numbers) {
    for (int number : numbers) {
      silent.add(number);
    }
    return this;
  }

  Scene with(Member member) {
    topology = topology.with(member);
    return this;
  }

  Scene with(int number, UnaryOperator<CapturedNode> edit) {
    edits.merge(number, edit, (first, second) -> node -> second.apply(first.apply(node)));
    return this;
  }

  /** The same reply to CLUSTER INFO on all nodes. */
  Scene state(String state) {
    for (int i = 1; i <= topology.members().size(); i++) {
      with(i, node -> node.with("CLUSTER INFO", "cluster_state:" + state + "\r\n"));
    }
    return this;
  }

  Scene with(QueueFacts... facts) {
    queues = List.of(facts);
    return this;
  }

  Scene with(Failovers happened) {
    failovers = Optional.of(happened);
    return this;
  }

  /** What the page is made of. */
  ClusterStatus status() {
    return status("prod");
  }

  ClusterStatus status(String name) {
    ClusterHistory history = new ClusterHistory(Clock.systemUTC(), true, isStandalone);
    // The first scrape finds the shards, so that a node that is silent now has one.
    if (isKnown || !silent.isEmpty()) {
      var unused = history.add(new Membership(answers(Set.of(), true)), Map.of());
    }
    ScrapeResult scrape =
        new ScrapeResult(
            history.add(
                new Membership(answers(silent, false)),
                isStandalone ? Map.of(Topology.hostPort(1), Set.of()) : Map.of()),
            failovers.orElseGet(history::failovers),
            Duration.ofMillis(12),
            queues,
            List.of(),
            List.of(),
            List.of());
    RedisConfig redis = FakeNodes.config();
    CheckReport report =
        new CheckReport(
            new CheckFacts(
                redis,
                ALL,
                Set.of(),
                scrape,
                node ->
                    node.report().isPresent()
                        ? List.of()
                        : List.of(
                            new Failure(
                                Fault.CONNECT_REFUSED, node.name() + ": Connection refused")),
                Optional.empty()));
    return new ClusterStatus(name, scrape, report.findings(), report.grants(), NOW);
  }

  private List<ProbeResult> answers(Set<Integer> missing, boolean isWell) {
    List<ProbeResult> answers = new ArrayList<>();
    for (int i = 1; i <= topology.members().size(); i++) {
      Member member = topology.member(i);
      String address = member.address().replaceFirst("[@,].*", "");
      long at = Duration.ofMillis(member.primary().equals("-") ? 0 : 10).toNanos();
      answers.add(
          new ProbeResult(
              HostPort.parse(address),
              isStandalone ? Optional.empty() : Optional.of(member.id()),
              missing.contains(i) ? Optional.empty() : Optional.of(report(i, isWell)),
              at,
              at + Duration.ofMillis(2).toNanos()));
    }
    return answers;
  }

  private NodeReport report(int number, boolean isWell) {
    String role = topology.member(number).primary().equals("-") ? "primary" : "replica";
    CapturedNode captured = CapturedNode.of("redis-7.0.15", role);
    CapturedNode node =
        isStandalone
            ? captured.withInfo("cluster_enabled", "0").withInfo("redis_mode", "standalone")
            : captured.with("CLUSTER NODES", topology.seenBy(number));
    return isWell
        ? node.report(ALL)
        : edits.getOrDefault(number, UnaryOperator.identity()).apply(node).report(ALL);
  }

  /** The page. */
  String html() {
    return html(status());
  }

  static String html(ClusterStatus... clusters) {
    return new StatusPage(List.of(clusters), NOW).html(Duration.ofMillis(1500), false);
  }

  /** The sentence about the cluster, after its level. */
  String verdict() {
    Verdict verdict = Verdict.of(status());
    return verdict.level().words() + ": " + verdict.sentence();
  }
}
