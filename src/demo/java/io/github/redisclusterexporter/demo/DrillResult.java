package io.github.redisclusterexporter.demo;

import java.time.Duration;
import java.util.List;
import java.util.Locale;

/**
 * The result of a drill.
 *
 * @param complete whether all expected steps were observed
 * @param withoutWrites the longest time in which no client's write was acknowledged
 * @param withoutReads the longest time in which no client's read was answered
 * @param acknowledged writes
 * @param failed writes that were not acknowledged
 * @param lost writes that were acknowledged and lost
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
        "Time without service for clients of this shard: "
            + seconds(withoutWrites)
            + " for writes, "
            + seconds(withoutReads)
            + " for reads.",
        acknowledged
            + " writes were acknowledged and "
            + failed
            + " failed; "
            + lost
            + (lost == 1 ? " acknowledged write is" : " acknowledged writes are")
            + " lost.",
        "  Redis replicates asynchronously: a primary acknowledges a write before its replica has",
        "  received it. So the last acknowledged writes before a failure can be lost, and clients",
        "  do not notice it. 0 means that no write was lost this time, not that none ever will be.",
        "  WAIT after a write makes a loss less likely, not impossible.",
        verdict());
  }

  private String verdict() {
    if (!complete) {
      return "FAILED: not all expected steps were observed.";
    }
    return (passed() ? "PASSED: " : "FAILED: ")
        + seconds(withoutWrites.compareTo(withoutReads) > 0 ? withoutWrites : withoutReads)
        + " without service; the limit is "
        + LIMIT.toSeconds()
        + " s.";
  }

  private static String seconds(Duration duration) {
    return String.format(Locale.ROOT, "%.1f s", duration.toMillis() / 1000.0);
  }
}
