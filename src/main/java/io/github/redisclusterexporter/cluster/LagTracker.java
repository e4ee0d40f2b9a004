package io.github.redisclusterexporter.cluster;

import io.github.redisclusterexporter.node.Info;
import io.github.redisclusterexporter.node.NodeReport;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Measures the lag of replicas: compares the offsets of a replica and its primary from the same
 * scrape and the same replication history. Remembers how the offsets of the primaries grew, to
 * convert bytes to seconds.
 */
final class LagTracker {
  private static final double NANOSECONDS_PER_SECOND = 1e9;

  /** The offsets of each replication history, by its id. */
  private final Map<String, OffsetHistory> histories = new HashMap<>();

  /** The last known replication history of each node, by the id of the node. */
  private final Map<String, String> lastReplicationIds = new HashMap<>();

  /**
   * The position of a node in its replication stream.
   *
   * @param replicationId identifies the replication history
   * @param offset bytes
   */
  private record Position(String replicationId, double offset, ProbeResult result) {
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
   * @param results by node id
   * @return the lag of each replica for which it can be measured, by node id
   */
  Map<String, Node.ReplicationLag> observe(Map<String, ProbeResult> results) {
    Map<String, Position> primaries = new HashMap<>();
    results.forEach(
        (id, result) ->
            position(result, "master", "master_repl_offset")
                .ifPresent(position -> primaries.put(id, position)));
    primaries
        .values()
        .forEach(
            primary ->
                histories
                    .computeIfAbsent(primary.replicationId(), unused -> new OffsetHistory())
                    .add(primary.seconds(), primary.offset()));
    Map<String, Position> replicas = new HashMap<>();
    results.forEach(
        (id, result) ->
            position(result, "slave", "slave_repl_offset")
                .ifPresent(position -> replicas.put(id, position)));
    Map<String, Node.ReplicationLag> lags = new HashMap<>();
    replicas.forEach(
        (id, replica) ->
            lag(replica, primaryIdOf(replica.result()).map(primaries::get))
                .ifPresent(lag -> lags.put(id, lag)));
    primaries.forEach((id, position) -> lastReplicationIds.put(id, position.replicationId()));
    replicas.forEach((id, position) -> lastReplicationIds.put(id, position.replicationId()));
    histories.keySet().retainAll(lastReplicationIds.values());
    return lags;
  }

  /** Forgets all nodes but these. */
  void retainOnly(Set<String> ids) {
    lastReplicationIds.keySet().retainAll(ids);
  }

  private Optional<Node.ReplicationLag> lag(Position replica, Optional<Position> primary) {
    // A primary's answer that may be newer than the replica's would add to the lag what the primary
    // wrote in between.
    return primary
        .filter(position -> position.replicationId().equals(replica.replicationId()))
        .filter(position -> position.result().finishedAt() <= replica.result().startedAt())
        .map(
            position -> {
              double bytes = Math.max(0, position.offset() - replica.offset());
              OffsetHistory history = histories.get(position.replicationId());
              OptionalDouble seconds =
                  bytes == 0 || history == null
                      ? OptionalDouble.of(0)
                      : history.age(replica.offset(), position.seconds());
              return new Node.ReplicationLag(bytes, seconds);
            });
  }

  private static Optional<String> primaryIdOf(ProbeResult result) {
    return result
        .report()
        .flatMap(NodeReport::view)
        .flatMap(view -> view.myself())
        .flatMap(line -> line.primaryId());
  }

  private static Optional<Position> position(ProbeResult result, String role, String field) {
    Optional<Info> info = result.report().flatMap(NodeReport::info);
    if (info.flatMap(fields -> fields.text("role")).filter(role::equals).isEmpty()) {
      return Optional.empty();
    }
    Optional<String> replicationId = info.flatMap(fields -> fields.text("master_replid"));
    OptionalDouble offset =
        info.map(fields -> fields.readable(field)).orElse(OptionalDouble.empty());
    return replicationId.isPresent() && offset.isPresent()
        ? Optional.of(new Position(replicationId.get(), offset.getAsDouble(), result))
        : Optional.empty();
  }
}
