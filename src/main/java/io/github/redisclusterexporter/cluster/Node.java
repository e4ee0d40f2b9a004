package io.github.redisclusterexporter.cluster;

import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.node.ClusterNodes;
import io.github.redisclusterexporter.node.NodeReport;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One node as the snapshot has it: what the cluster knows of it, and what it said itself.
 *
 * @param id 40 hexadecimal digits; empty without cluster support, and for a seed that never
 *     answered
 * @param name the {@code node} label, {@code host:port}
 * @param addresses where it says it is, the preferred one first; empty when nobody knows
 * @param primaryId on replicas, when known
 * @param shard stable across failovers; empty for nodes without slots
 * @param standing what the others think of it
 * @param lag on replicas; empty when it could not be measured in this scrape
 * @param report empty when it did not answer
 * @param took how long it was asked; empty when it was not
 */
public record Node(
    Optional<String> id,
    String name,
    List<HostPort> addresses,
    Role role,
    Optional<String> primaryId,
    Optional<String> shard,
    FailureReports standing,
    Optional<Lag> lag,
    Optional<NodeReport> report,
    Optional<Duration> took) {

  public Node {
    addresses = List.copyOf(addresses);
  }

  public boolean isUp() {
    return report.map(NodeReport::isUp).orElse(false);
  }

  /** The host part of its preferred address; empty when nobody knows it. */
  public String host() {
    return addresses.isEmpty() ? "" : addresses.get(0).host();
  }

  /** As the next scrape remembers it. */
  Node withoutMeasurements() {
    return new Node(
        id,
        name,
        addresses,
        role,
        primaryId,
        shard,
        standing,
        lag,
        report.map(NodeReport::withoutMeasurements),
        took);
  }

  /** What it said of itself in this scrape. */
  Optional<ClusterNodes.Line> ownLine() {
    return report.flatMap(NodeReport::view).flatMap(ClusterNodes::myself);
  }

  boolean isLinkUp() {
    return report
        .flatMap(NodeReport::info)
        .flatMap(info -> info.text("master_link_status"))
        .equals(Optional.of("up"));
  }
}
