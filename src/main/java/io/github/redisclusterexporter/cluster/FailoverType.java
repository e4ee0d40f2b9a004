package io.github.redisclusterexporter.cluster;

import java.util.Locale;

/** How a replica came to be the primary. Its name in lower case is the {@code type} label. */
public enum FailoverType {
  /** Elected after its primary had failed. */
  AUTOMATIC,
  /** By CLUSTER FAILOVER, the primary handing over. */
  MANUAL,
  /** By CLUSTER FAILOVER FORCE: elected without asking the primary. */
  FORCED,
  /** By CLUSTER FAILOVER TAKEOVER: without an election. */
  TAKEOVER,
  /** The evidence was lost with a restart, or was never seen. */
  UNKNOWN;

  /** As in the label. */
  public String label() {
    return name().toLowerCase(Locale.ROOT);
  }
}
