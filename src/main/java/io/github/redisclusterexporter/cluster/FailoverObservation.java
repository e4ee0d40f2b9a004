package io.github.redisclusterexporter.cluster;

import io.github.redisclusterexporter.node.ClusterNodes;
import io.github.redisclusterexporter.node.ClusterNodes.Line;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.Info;
import io.github.redisclusterexporter.node.NodeReport;
import io.github.redisclusterexporter.node.ServerCommands;
import io.github.redisclusterexporter.node.SlotRanges;
import java.util.BitSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The part of a node's report from which failovers are detected: its role and slots, its
 * replication history, and the counters that elections increase.
 *
 * @param runId changes when the process restarts, which also resets the counters to 0
 * @param primaryId present on replicas
 * @param slots not empty on primaries only
 * @param replicationId identifies the replication history; a promotion starts a new history
 * @param previousReplicationId the history that the current one continues; empty when it continues
 *     none
 * @param manualFailovers manual failovers that the node started as a replica (bus messages mfstart
 *     sent)
 * @param voteRequests requests for votes that the node sent (bus messages auth-req sent)
 * @param failMessages messages that declare a node as failed, sent and received (bus messages fail)
 * @param failoverCommands calls of CLUSTER FAILOVER; empty before 7.0, where the statistics do not
 *     separate the subcommands of CLUSTER, and without statistics of commands
 */
record FailoverObservation(
    String id,
    String runId,
    boolean primary,
    Optional<String> primaryId,
    SlotRanges slots,
    String replicationId,
    Optional<String> previousReplicationId,
    double manualFailovers,
    double voteRequests,
    double failMessages,
    Optional<Double> failoverCommands) {
  private static final String NO_HISTORY = "0".repeat(40);

  /**
   * Empty when the report lacks a reply that is needed, while the node loads its dataset, and when
   * its replies disagree on its role.
   */
  static Optional<FailoverObservation> of(NodeReport report) {
    return report
        .view()
        .flatMap(ClusterNodes::myself)
        .filter(line -> line.isPrimary() || line.isReplica())
        .filter(line -> report.isUp() && report.clusterInfo().isPresent())
        .filter(line -> isConsistent(line, report.info().orElseThrow()))
        .filter(line -> hasCommandStatistics(report))
        .map(line -> of(line, report.info().orElseThrow(), report.clusterInfo().orElseThrow()));
  }

  /** A server without these statistics is observed without them; a failed reply is not used. */
  private static boolean hasCommandStatistics(NodeReport report) {
    return report.collected().getOrDefault(Collector.COMMANDSTATS, false)
        || !new ServerCommands(report.server(), Set.of(Collector.INFO, Collector.COMMANDSTATS))
            .unknown()
            .isEmpty();
  }

  /** The role may change between the replies to INFO and CLUSTER NODES. */
  private static boolean isConsistent(Line line, Info info) {
    Role role = Role.of(info);
    return role == Role.UNKNOWN || role == Role.of(line);
  }

  private static FailoverObservation of(Line line, Info info, Info clusterInfo) {
    return new FailoverObservation(
        line.id(),
        info.text("run_id").orElse(""),
        line.isPrimary(),
        line.primaryId(),
        line.slots(),
        info.text("master_replid").orElse(""),
        info.text("master_replid2").filter(id -> !id.equals(NO_HISTORY)),
        clusterInfo.readable("cluster_stats_messages_mfstart_sent").orElse(0),
        clusterInfo.readable("cluster_stats_messages_auth-req_sent").orElse(0),
        clusterInfo.readable("cluster_stats_messages_fail_received").orElse(0)
            + clusterInfo.readable("cluster_stats_messages_fail_sent").orElse(0),
        failoverCommands(info));
  }

  /** Servers with statistics by subcommand omit the subcommands that were never called. */
  private static Optional<Double> failoverCommands(Info info) {
    Map<String, Info> commands = info.composed("cmdstat_");
    Info failover = commands.get("cluster|failover");
    return commands.keySet().stream().noneMatch(command -> command.startsWith("cluster|"))
        ? Optional.empty()
        : Optional.of(failover == null ? 0 : failover.readable("calls").orElse(0));
  }

  boolean isSameProcessAs(FailoverObservation other) {
    return runId.equals(other.runId);
  }

  boolean hasSameCountersAs(FailoverObservation other) {
    return manualFailovers == other.manualFailovers
        && voteRequests == other.voteRequests
        && failMessages == other.failMessages
        && failoverCommands.equals(other.failoverCommands);
  }

  boolean sharesSlotsWith(FailoverObservation other) {
    BitSet mine = new BitSet();
    BitSet theirs = new BitSet();
    slots.addTo(mine);
    other.slots.addTo(theirs);
    return mine.intersects(theirs);
  }
}
