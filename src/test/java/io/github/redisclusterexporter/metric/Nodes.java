package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.cluster.FailureFlags;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.cluster.Role;
import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.NodeReport;
import io.github.redisclusterexporter.testing.CapturedNode;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/** Nodes that said what was captured of real ones. */
final class Nodes {
  static final CapturedNode PRIMARY_70 = CapturedNode.of("redis-7.0.15", "primary");
  static final CapturedNode REPLICA_62 = CapturedNode.of("redis-6.2.11", "replica");

  private Nodes() {}

  static Node primary() {
    return of("primary", PRIMARY_70);
  }

  static Node replica() {
    return of("replica", REPLICA_62);
  }

  static Node of(String name, CapturedNode captured) {
    return of(name, captured, Collector.all());
  }

  static Node of(String name, CapturedNode captured, Set<Collector> wanted) {
    return of(name, Optional.of(captured.report(wanted)));
  }

  /** A node that the cluster knows and that did not answer. */
  static Node down(String name) {
    return of(name, Optional.empty());
  }

  private static Node of(String name, Optional<NodeReport> report) {
    boolean isReplica = name.startsWith("replica");
    return new Node(
        Optional.of("id-of-" + name),
        name,
        List.of(new HostPort("10.0.0.1", 6379)),
        isReplica ? Role.REPLICA : Role.PRIMARY,
        isReplica ? Optional.of("id-of-primary") : Optional.empty(),
        Optional.of("slot-0"),
        FailureFlags.NONE,
        isReplica && report.isPresent()
            ? Optional.of(new Node.ReplicationLag(56, OptionalDouble.of(0.25)))
            : Optional.empty(),
        report,
        Optional.of(Duration.ofMillis(5)));
  }
}
