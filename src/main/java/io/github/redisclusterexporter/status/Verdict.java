package io.github.redisclusterexporter.status;

import io.github.redisclusterexporter.check.Finding;
import io.github.redisclusterexporter.check.Finding.Impact;
import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.FailureDomain;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.cluster.Role;
import io.github.redisclusterexporter.cluster.Shard;
import io.github.redisclusterexporter.node.SlotRanges;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * How a cluster does: whether users are served, and whether they would be after the next failure.
 *
 * @param sentence one or two of them
 */
record Verdict(Level level, String sentence) {
  private static final String ALL = Format.number(SlotRanges.SLOTS);
  private static final int MOST_SHARDS = 3;

  static Verdict of(ClusterStatus status) {
    ClusterSnapshot snapshot = status.scrape().snapshot();
    List<Node> nodes = snapshot.nodes();
    long answers = nodes.stream().filter(node -> node.report().isPresent()).count();
    if (answers == 0) {
      return new Verdict(
          Level.UNKNOWN,
          "No node answers the exporter, so it is not known whether users are served.");
    }
    if (snapshot.isStandalone()) {
      return standalone(status);
    }
    if (!snapshot.isUp()) {
      return new Verdict(
          Level.UNKNOWN,
          "%s, but %s the cluster, so it is not known whether users are served."
              .formatted(
                  Format.answering(answers, nodes.size()),
                  answers == 1 ? "it does not describe" : "none describes"));
    }
    return cluster(status);
  }

  private static Verdict standalone(ClusterStatus status) {
    List<Node> nodes = status.scrape().snapshot().nodes();
    List<Node> down = nodes.stream().filter(node -> !node.isUp()).toList();
    if (!down.isEmpty()) {
      boolean primaryIsUp =
          nodes.stream().anyMatch(node -> node.isUp() && node.role() == Role.PRIMARY);
      return new Verdict(
          primaryIsUp ? Level.ATTENTION : Level.USERS,
          "%s %s."
              .formatted(
                  nodes.size() == 1 ? "The server" : names(down),
                  down.stream().allMatch(node -> NodeState.of(node) == NodeState.LOADING)
                      ? "loads its data and refuses commands until it has finished"
                      : "does not answer"));
    }
    String up =
        nodes.size() == 1
            ? "The server " + nodes.get(0).name() + " is up"
            : "All %d servers are up".formatted(nodes.size());
    return new Verdict(level(status), up + otherProblem(status).orElse("") + ".");
  }

  private static Verdict cluster(ClusterStatus status) {
    ClusterSnapshot snapshot = status.scrape().snapshot();
    Optional<String> outage = outage(snapshot);
    if (outage.isPresent()) {
      return new Verdict(Level.USERS, outage.get() + ".");
    }
    String serving =
        "All %s slots are served by %s"
            .formatted(ALL, Format.count(snapshot.shards().size(), "shard"));
    Optional<String> problem = otherProblem(status);
    boolean unsafe = hasReplicas(snapshot) && tolerated(snapshot, FailureDomain.NODE) == 0;
    String safe = safety(snapshot);
    return new Verdict(
        unsafe && level(status) == Level.HEALTHY ? Level.ATTENTION : level(status),
        problem.isPresent()
            ? serving + problem.get() + ". " + capital(safe) + "."
            : serving + (unsafe ? ", but " : ", and ") + safe + ".");
  }

  /** By the findings of the check alone. */
  private static Level level(ClusterStatus status) {
    if (status.findings().stream().anyMatch(finding -> finding.impact() == Impact.USERS)) {
      return Level.USERS;
    }
    return status.findings().isEmpty() ? Level.HEALTHY : Level.ATTENTION;
  }

  private static Optional<String> outage(ClusterSnapshot snapshot) {
    int uncovered = snapshot.slotsUncovered();
    boolean failed = snapshot.state().orElse(1) == 0;
    if (uncovered == SlotRanges.SLOTS && snapshot.shards().isEmpty()) {
      return Optional.of("No slot has an owner: the nodes do not form a cluster yet");
    }
    if (uncovered > 0) {
      return Optional.of(
          "%s of %s slots %s keys fail%s%s"
              .formatted(
                  Format.number(uncovered),
                  ALL,
                  uncovered == 1
                      ? "is not served, and commands on its"
                      : "are not served, and commands on their",
                  deadShards(snapshot),
                  failed
                      ? ". Nodes report that the cluster failed: with cluster-require-full-coverage"
                          + " (the default), they refuse commands on all other keys, too"
                      : ""));
    }
    if (snapshot.slotsConflicting() > 0) {
      return Optional.of(
          "%s of %s slots %s served by two primaries at once, and the writes of one side will be lost"
              .formatted(
                  Format.number(snapshot.slotsConflicting()),
                  ALL,
                  snapshot.slotsConflicting() == 1 ? "is" : "are"));
    }
    return failed
        ? Optional.of(
            "All slots have a primary that answers, but nodes report that the cluster failed and"
                + " refuse commands")
        : Optional.empty();
  }

  private static String deadShards(ClusterSnapshot snapshot) {
    List<String> dead =
        snapshot.shards().stream()
            .filter(shard -> !shard.isServing())
            .map(shard -> Format.shard(shard.id()))
            .toList();
    return dead.isEmpty()
        ? ""
        : ": shard%s %s ha%s no primary that answers"
            .formatted(dead.size() == 1 ? "" : "s", list(dead), dead.size() == 1 ? "s" : "ve");
  }

  /** The first problem that users notice although the slots are served. */
  private static Optional<String> otherProblem(ClusterStatus status) {
    List<Finding> felt =
        status.findings().stream().filter(finding -> finding.impact() == Impact.USERS).toList();
    return felt.stream()
        .findFirst()
        .map(
            finding ->
                ", but %s (%s%s)%s"
                    .formatted(
                        withoutTopic(finding.title()),
                        finding.details().stream().findFirst().orElse(""),
                        finding.details().size() > 1
                            ? " and %d more".formatted(finding.details().size() - 1)
                            : "",
                        felt.size() > 1
                            ? ", and %s".formatted(Format.count(felt.size() - 1L, "other problem"))
                            : ""));
  }

  private static String withoutTopic(String title) {
    return title.substring(title.indexOf(": ") < 0 ? 0 : title.indexOf(": ") + 2);
  }

  private static String safety(ClusterSnapshot snapshot) {
    int nodes = tolerated(snapshot, FailureDomain.NODE);
    if (nodes > 0) {
      return tolerated(nodes, snapshot);
    }
    if (nodes < 0) {
      return "it is not known what the next failure would do";
    }
    if (!hasReplicas(snapshot)) {
      return "there are no replicas: the loss of any node is an outage of its slots";
    }
    List<String> unprotected =
        snapshot.shards().stream()
            .filter(shard -> shard.healthyReplicas() == 0)
            .map(shard -> Format.shard(shard.id()) + primary(shard))
            .toList();
    return unprotected.isEmpty()
        ? "the next failure can be an outage: too few primaries would be left to elect another one"
        : "the next failure can be an outage: no replica could take over shard%s %s"
            .formatted(unprotected.size() == 1 ? "" : "s", list(unprotected));
  }

  private static String primary(Shard shard) {
    return shard.primary().map(node -> " (" + node.name() + ")").orElse("");
  }

  private static String tolerated(int nodes, ClusterSnapshot snapshot) {
    String any = nodes == 1 ? "any one node" : "any " + nodes + " nodes";
    if (snapshot.nodes().stream().map(Node::host).distinct().count() < 2) {
      return any + " may fail, but all nodes are on one host";
    }
    int hosts = tolerated(snapshot, FailureDomain.HOST);
    if (hosts == 0) {
      return any + " may fail, but not any one host";
    }
    if (hosts < 0) {
      return any + " may fail";
    }
    return nodes == 1 ? any + " or host may fail" : any + ", or any one host, may fail";
  }

  /** -1 when it is unknown. */
  private static int tolerated(ClusterSnapshot snapshot, FailureDomain domain) {
    OptionalInt failures = snapshot.failuresTolerated(domain);
    return failures.orElse(-1);
  }

  /** Without any by design, nothing is wrong. A node that is down may have been one. */
  private static boolean hasReplicas(ClusterSnapshot snapshot) {
    return snapshot.nodes().stream().anyMatch(node -> node.role() == Role.REPLICA || !node.isUp());
  }

  private static String names(List<Node> nodes) {
    return list(nodes.stream().map(Node::name).toList());
  }

  private static String list(List<String> names) {
    String first = names.stream().limit(MOST_SHARDS).collect(Collectors.joining(", "));
    return names.size() <= MOST_SHARDS
        ? first
        : first + " and %d more".formatted(names.size() - MOST_SHARDS);
  }

  private static String capital(String clause) {
    return Character.toUpperCase(clause.charAt(0)) + clause.substring(1);
  }
}
