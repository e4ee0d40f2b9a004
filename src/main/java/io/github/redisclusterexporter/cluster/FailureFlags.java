package io.github.redisclusterexporter.cluster;

import io.github.redisclusterexporter.node.ClusterNodes.Line;

/**
 * What the other nodes report about the failure state of a node.
 *
 * @param suspectedBy number of reachable nodes that flag it as possibly failed ({@code fail?})
 * @param failedBy number of reachable nodes that flag it as failed ({@code fail})
 * @param electable whether an election can promote it: it does not have the flag {@code nofailover}
 */
public record FailureFlags(int suspectedBy, int failedBy, boolean electable) {
  public static final FailureFlags NONE = new FailureFlags(0, 0, true);

  /** The report of a single node. A node never flags itself. */
  static FailureFlags of(Line line) {
    boolean suspected = line.isPossiblyFailed();
    boolean failed = line.isFailed();
    boolean electable = !line.flags().contains("nofailover");
    return !suspected && !failed && electable
        ? NONE
        : new FailureFlags(suspected ? 1 : 0, failed ? 1 : 0, electable);
  }

  FailureFlags plus(FailureFlags other) {
    return new FailureFlags(
        suspectedBy + other.suspectedBy, failedBy + other.failedBy, electable && other.electable);
  }

  /**
   * Suspicions are not considered: a node that is cut off from the network suspects all other
   * nodes.
   */
  boolean isFailed() {
    return failedBy > 0;
  }
}
