package io.github.redisclusterexporter.cluster;

import java.util.Map;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * The offsets that a replication stream had over time. Converts a distance in bytes to an age in
 * seconds, by linear interpolation between two observations.
 */
final class OffsetHistory {
  private static final int MAX_SPANS = 600;

  /** Consecutive observations of the same offset, by the offset in bytes. */
  private final TreeMap<Double, Span> spans = new TreeMap<>();

  /** Times of the first and the last observation, in seconds of a monotonic clock. */
  private record Span(double first, double last) {}

  /**
   * Adds an observation. A smaller offset means that the stream has restarted, and clears the
   * history. Observations older than the newest one are ignored: scrapes that overlap may add
   * theirs out of order.
   *
   * @param time seconds of a monotonic clock
   * @param offset bytes
   */
  void add(double time, double offset) {
    Map.Entry<Double, Span> newest = spans.lastEntry();
    if (newest != null && time < newest.getValue().last()) {
      return;
    }
    if (newest != null && offset < newest.getKey()) {
      spans.clear();
    }
    spans.merge(offset, new Span(time, time), (span, now) -> new Span(span.first(), now.last()));
    if (spans.size() > MAX_SPANS) {
      spans.pollFirstEntry();
    }
  }

  /**
   * The age of the data of a node that has applied the stream up to an offset.
   *
   * @param offset bytes
   * @param now seconds of the same clock as the observations
   * @return seconds; 0 when the node has applied all of the stream; for an offset before the first
   *     observation the length of the history, which is a lower bound, or empty when there is only
   *     one observation
   */
  OptionalDouble age(double offset, double now) {
    Map.Entry<Double, Span> after = spans.higherEntry(offset);
    if (after == null) {
      return OptionalDouble.of(0);
    }
    double end = after.getValue().first();
    Map.Entry<Double, Span> before = spans.floorEntry(offset);
    if (before == null) {
      return now > end ? OptionalDouble.of(now - end) : OptionalDouble.empty();
    }
    double start = before.getValue().last();
    double fraction = (offset - before.getKey()) / (after.getKey() - before.getKey());
    return OptionalDouble.of(Math.max(0, now - (start + fraction * (end - start))));
  }
}
