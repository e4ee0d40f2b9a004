package io.github.redisclusterexporter.cluster;

import io.github.redisclusterexporter.node.ClusterNodes;
import io.github.redisclusterexporter.node.Info;
import io.github.redisclusterexporter.node.NodeReport;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Measures the lag of replicas: compares the offsets of a replica and its primary from the same
 * scrape and the same replication history. Remembers how the offsets of the primaries grew, to
 * convert bytes to seconds.
 */
final class LagTracker {
  private static final double NANOSECONDS_PER_SECOND = 1e9;

  /** The offsets of each replication history, by its id. */
  private final Map<String, OffsetHistory> histories = new HashMap<>();

  /** The last known replication history of each node, by its id or address. */
  private final Map<String, String> lastReplicationIds = new HashMap<>();

  /**
   * The position of a node in its replication stream.
   *
   * @param replicationId identifies the replication history
   * @param offset bytes
   */
  private record Position(
      ProbeResult result, boolean primary, String replicationId, double offset) {
    double seconds() {
      return result.finishedAt() / NANOSECONDS_PER_SECOND;
    }
  }

  /**
   * Measures the lag of the replicas.
   *
   * <p>A node without a position in this scrape keeps its last known history: it was not asked for
   * it, or did not answer.
   *
   * @param results by node id; of a server without cluster support by its address
   * @return the lag of each replica for which it can be measured, by the same keys
   */
  Map<String, Node.ReplicationLag> observe(Map<String, ProbeResult> results) {
    Map<String, Position> positions = new HashMap<>();
    results.forEach(
        (id, result) -> position(result).ifPresent(position -> positions.put(id, position)));
    positions.forEach(
        (id, position) -> {
          lastReplicationIds.put(id, position.replicationId());
          if (position.primary()) {
            histories
                .computeIfAbsent(position.replicationId(), unused -> new OffsetHistory())
                .add(position.seconds(), position.offset());
          }
        });
    Map<String, Node.ReplicationLag> lags = new HashMap<>();
    positions.forEach(
        (id, replica) ->
            primaryOf(replica, positions)
                .ifPresent(primary -> lags.put(id, lag(replica, primary))));
    histories.keySet().retainAll(lastReplicationIds.values());
    return lags;
  }

  /** Forgets all nodes but these. */
  void retainOnly(Set<String> keys) {
    lastReplicationIds.keySet().retainAll(keys);
  }

  /** The primary of a replica, if their positions can be compared. */
  private static Optional<Position> primaryOf(Position replica, Map<String, Position> positions) {
    Optional<ClusterNodes.Line> ownLine = replica.result().view().flatMap(ClusterNodes::myself);
    // Without cluster support, only the replication history shows which primary it is.
    Stream<Position> primaries =
        ownLine.isPresent()
            ? ownLine.flatMap(ClusterNodes.Line::primaryId).map(positions::get).stream()
            : positions.values().stream();
    return primaries
        .filter(primary -> primary.primary() && !replica.primary())
        .filter(primary -> primary.replicationId().equals(replica.replicationId()))
        // A primary's answer that may be newer than the replica's would add to the lag what the
        // primary wrote in between.
        .filter(primary -> primary.result().finishedAt() <= replica.result().startedAt())
        .findFirst();
  }

  private Node.ReplicationLag lag(Position replica, Position primary) {
    double bytes = Math.max(0, primary.offset() - replica.offset());
    OffsetHistory history = histories.get(primary.replicationId());
    return new Node.ReplicationLag(
        bytes,
        bytes == 0 || history == null
            ? OptionalDouble.of(0)
            : history.age(replica.offset(), primary.seconds()));
  }

  private static Optional<Position> position(ProbeResult result) {
    Info info = result.report().flatMap(NodeReport::info).orElseGet(() -> Info.parse(""));
    Role role = Role.of(info);
    Optional<String> replicationId = info.text("master_replid");
    boolean primary = role == Role.PRIMARY;
    OptionalDouble offset = info.readable(primary ? "master_repl_offset" : "slave_repl_offset");
    return role == Role.UNKNOWN || replicationId.isEmpty() || offset.isEmpty()
        ? Optional.empty()
        : Optional.of(new Position(result, primary, replicationId.get(), offset.getAsDouble()));
  }
}
