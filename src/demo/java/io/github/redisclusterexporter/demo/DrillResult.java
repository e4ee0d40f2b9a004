package io.github.redisclusterexporter.demo;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * How a drill went.
 *
 * @param complete everything that had to happen was seen
 * @param withoutWrites the longest time in which no client's write was acknowledged
 * @param withoutReads the longest time in which no client's read was answered
 * @param acknowledged writes
 * @param failed writes that were not acknowledged
 * @param lost writes that were acknowledged and are gone
 */
record DrillResult(
    boolean complete,
    Duration withoutWrites,
    Duration withoutReads,
    long acknowledged,
    long failed,
    long lost) {
  static final Duration LIMIT = Duration.ofSeconds(30);

  /** The failover was complete, and shorter than the limit for clients. */
  boolean passed() {
    return complete && withoutWrites.compareTo(LIMIT) < 0 && withoutReads.compareTo(LIMIT) < 0;
  }

  /** For people. */
  List<String> lines() {
    return List.of(
        "Without service, as clients of that shard saw it: "
            + seconds(withoutWrites)
            + " for writes, "
            + seconds(withoutReads)
            + " for reads.",
        acknowledged
            + " writes were acknowledged and "
            + failed
            + " failed; of those acknowledged "
            + lost
            + (lost == 1 ? " is" : " are")
            + " gone.",
        "  Redis replicates asynchronously: a primary acknowledges a write before its replica has",
        "  it. What it acknowledged in its last moments may be gone, and nothing tells the client.",
        "  0 means that the replica kept up this time, not that it always will; WAIT after a write",
        "  makes a loss less likely, not impossible.",
        verdict());
  }

  private String verdict() {
    if (!complete) {
      return "FAILED: not everything happened that had to.";
    }
    return (passed() ? "PASSED: " : "FAILED: ")
        + seconds(withoutWrites.compareTo(withoutReads) > 0 ? withoutWrites : withoutReads)
        + " without service, "
        + LIMIT.toSeconds()
        + " s are allowed.";
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
  }
}
