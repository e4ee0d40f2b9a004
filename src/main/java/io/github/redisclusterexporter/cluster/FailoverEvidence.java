package io.github.redisclusterexporter.cluster;

import io.github.redisclusterexporter.node.ClusterNodes.Line;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.Info;
import io.github.redisclusterexporter.node.InfoPairs;
import io.github.redisclusterexporter.node.NodeReport;
import io.github.redisclusterexporter.node.SlotRanges;
import java.util.BitSet;
import java.util.Optional;

/**
 * What one node said that tells a failover: its role and slots, its replication history, and the
 * counters that elections leave behind.
 *
 * @param runId changes when the process is restarted, which sets the counters to 0
 * @param primaryId on replicas
 * @param slots on primaries
 * @param replicationId names the history it has; a promotion begins a new one
 * @param previousReplicationId the history that the present one continues; empty when it does not
 * @param handovers handovers that it began as a replica (bus messages mfstart)
 * @param elections requests for votes that it sent (bus messages auth-req)
 * @param failures verdicts on failed nodes that it spread or heard of (bus messages fail)
 * @param orders calls of CLUSTER FAILOVER it got; empty before 7.0, which does not tell them from
 *     other calls of CLUSTER
 */
record FailoverEvidence(
    String id,
    String runId,
    boolean primary,
    Optional<String> primaryId,
    SlotRanges slots,
    String replicationId,
    Optional<String> previousReplicationId,
    double handovers,
    double elections,
    double failures,
    Optional<Double> orders) {
  private static final String NO_HISTORY = "0".repeat(40);

  /** Empty when the node did not say all that is needed. */
  static Optional<FailoverEvidence> of(NodeReport report) {
    boolean toldAll =
        report.info().isPresent()
            && report.clusterInfo().isPresent()
            && report.collected().getOrDefault(Collector.COMMANDSTATS, false);
    if (!toldAll || report.isLoading()) {
      return Optional.empty();
    }
    Info info = report.info().orElseThrow();
    Info clusterInfo = report.clusterInfo().orElseThrow();
    return report
        .view()
        .flatMap(view -> view.myself())
        .filter(line -> line.isPrimary() || line.isReplica())
        .map(line -> of(line, info, clusterInfo));
  }

  private static FailoverEvidence of(Line line, Info info, Info clusterInfo) {
    return new FailoverEvidence(
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
        orders(info));
  }

  /**
   * Servers that split the statistics of CLUSTER by subcommand tell a missing one by its absence.
   */
  private static Optional<Double> orders(Info info) {
    boolean split = !info.withPrefix("cmdstat_cluster|").isEmpty();
    return split
        ? Optional.of(
            info.text("cmdstat_cluster|failover")
                .map(
                    value ->
                        InfoPairs.parse("cmdstat_cluster|failover", value)
                            .readable("calls")
                            .orElse(0))
                .orElse(0.0))
        : Optional.empty();
  }

  boolean isSameProcessAs(FailoverEvidence other) {
    return runId.equals(other.runId);
  }

  boolean hasSameEvidenceAs(FailoverEvidence other) {
    return handovers == other.handovers
        && elections == other.elections
        && failures == other.failures
        && orders.equals(other.orders);
  }

  boolean sharesSlotsWith(FailoverEvidence other) {
    BitSet mine = new BitSet();
    BitSet theirs = new BitSet();
    slots.addTo(mine);
    other.slots.addTo(theirs);
    return mine.intersects(theirs);
  }
}
