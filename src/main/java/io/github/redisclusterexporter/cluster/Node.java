package io.github.redisclusterexporter.cluster;

import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.node.ClusterNodes;
import io.github.redisclusterexporter.node.Info;
import io.github.redisclusterexporter.node.NodeReport;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One node of a snapshot: what the cluster knows of it, and its own report.
 *
 * @param id 40 hexadecimal digits; empty without cluster support, and for a seed that never
 *     answered
 * @param name the {@code node} label, {@code host:port}
 * @param addresses the addresses that it announces, the preferred one first; empty when unknown
 * @param primaryId id of its primary; empty on primaries and when unknown
 * @param shard name of its shard, which a failover does not change; empty for nodes without slots
 * @param failureFlags what the other nodes report about it
 * @param lag on replicas; empty when it could not be measured in this scrape
 * @param report empty when the node did not answer
 * @param probeDuration time spent on the node in this scrape; empty when it was not asked
 */
public record Node(
    Optional<String> id,
    String name,
    List<HostPort> addresses,
    Role role,
    Optional<String> primaryId,
    Optional<String> shard,
    FailureFlags failureFlags,
    Optional<ReplicationLag> lag,
    Optional<NodeReport> report,
    Optional<Duration> probeDuration) {

  /**
   * How far a replica is behind its primary.
   *
   * @param bytes part of the replication stream that the replica has not applied yet; never
   *     negative
   * @param seconds age of the replica's data; empty after a single observation of the stream, which
   *     does not show its speed
   */
  public record ReplicationLag(double bytes, OptionalDouble seconds) {}

  public Node {
    addresses = List.copyOf(addresses);
  }

  public boolean isUp() {
    return report.map(NodeReport::isUp).orElse(false);
  }

  /** The host of the preferred address; empty when it has none. */
  public String host() {
    return addresses.isEmpty() ? "" : addresses.get(0).host();
  }

  /** The part that is kept for the next scrape. */
  Node withoutMeasurements() {
    return new Node(
        id,
        name,
        addresses,
        role,
        primaryId,
        shard,
        failureFlags,
        lag,
        report.map(NodeReport::withoutMeasurements),
        probeDuration);
  }

  /** The line in which the node describes itself (CLUSTER NODES) in this scrape. */
  public Optional<ClusterNodes.Line> ownLine() {
    return report.flatMap(NodeReport::view).flatMap(ClusterNodes::myself);
  }

  /** INFO in this scrape. */
  public Optional<Info> info() {
    return report.flatMap(NodeReport::info);
  }

  /** The text of a field of INFO. */
  public Optional<String> infoText(String field) {
    return info().flatMap(info -> info.text(field));
  }

  /** All fields of INFO whose name starts with the prefix, by the rest of their name. */
  public Map<String, Info> infoPairs(String prefix) {
    return info().map(info -> info.composed(prefix)).orElse(Map.of());
  }

  /** Source: INFO master_link_status, which only replicas have. */
  boolean isReplicationLinkUp() {
    return infoText("master_link_status").equals(Optional.of("up"));
  }
}
