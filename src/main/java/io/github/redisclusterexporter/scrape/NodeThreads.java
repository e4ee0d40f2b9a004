package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.net.SharedThreads;
import java.time.Duration;

/** The threads that talk to the nodes of all clusters, and look up their host names. */
public final class NodeThreads implements AutoCloseable {
  /** For each cluster, also while all the common threads wait for nodes of other clusters. */
  static final int OF_A_CLUSTER = 16;

  /** A single cluster can use the threads for two scrapes at the same time. */
  static final int COMMON = 2 * ClusterScrape.WIDTH - OF_A_CLUSTER;

  private static final int COMMON_LOOK_UPS = 16;

  private final SharedThreads probes =
      new SharedThreads("probe", OF_A_CLUSTER, COMMON, Duration.ofSeconds(60));

  private final SharedThreads lookUps =
      new SharedThreads("lookup", OF_A_CLUSTER, COMMON_LOOK_UPS, Duration.ofSeconds(5));

  /** For the exchanges with the nodes of one more cluster. */
  SharedThreads.Share forProbes() {
    return probes.share();
  }

  /** For the look-ups of the host names of one more cluster. */
  SharedThreads.Share forLookUps() {
    return lookUps.share();
  }

  @Override
  public void close() {
    probes.close();
    lookUps.close();
  }
}
