package io.github.redisclusterexporter.cluster;

import io.github.redisclusterexporter.node.ClusterNodes.Line;

/**
 * What the nodes think of a node.
 *
 * @param suspectedBy reachable others that flag it as possibly failed
 * @param failedBy reachable others that flag it as failed
 * @param electable may be promoted by an election (it does not set nofailover)
 */
public record FailureReports(int suspectedBy, int failedBy, boolean electable) {
  public static final FailureReports GOOD = new FailureReports(0, 0, true);

  /** One node's opinion. A node never flags itself. */
  static FailureReports of(Line line) {
    return new FailureReports(
        line.isPossiblyFailed() ? 1 : 0,
        line.isFailed() ? 1 : 0,
        !line.flags().contains("nofailover"));
  }

  FailureReports plus(FailureReports other) {
    return new FailureReports(
        suspectedBy + other.suspectedBy, failedBy + other.failedBy, electable && other.electable);
  }

  /**
   * That one node suspects it says as much of that node: one that is cut off suspects all others.
   */
  boolean isFailed() {
    return failedBy > 0;
  }
}
