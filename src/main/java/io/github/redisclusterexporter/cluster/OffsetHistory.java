package io.github.redisclusterexporter.cluster;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;

/**
 * The offsets that a replication stream had over time. Converts a distance in bytes to an age in
 * seconds, by linear interpolation between two observations.
 */
final class OffsetHistory {
  private static final int MAX_SPANS = 600;

  private final Deque<Span> spans = new ArrayDeque<>();

  /**
   * Consecutive observations of the same offset.
   *
   * @param first time of the first observation, in seconds of a monotonic clock
   * @param last time of the last observation, in seconds of the same clock
   * @param offset bytes
   */
  private record Span(double first, double last, double offset) {}

  /**
   * Adds an observation. A smaller offset means that the stream has restarted, and clears the
   * history. Observations older than the newest one are ignored: scrapes that overlap may add
   * theirs out of order.
   *
   * @param time seconds of a monotonic clock
   * @param offset bytes
   */
  void add(double time, double offset) {
    Span newest = spans.peekLast();
    if (newest != null && time < newest.last()) {
      return;
    }
    if (newest != null && offset < newest.offset()) {
      spans.clear();
      newest = null;
    }
    if (newest != null && offset == newest.offset()) {
      spans.removeLast();
      spans.addLast(new Span(newest.first(), time, offset));
    } else {
      spans.addLast(new Span(time, time, offset));
    }
    if (spans.size() > MAX_SPANS) {
      spans.removeFirst();
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
    Span before = null;
    for (Span span : spans) {
      if (span.offset() > offset) {
        return before == null
            ? length(span.first(), now)
            : OptionalDouble.of(Math.max(0, now - timeOf(offset, before, span)));
      }
      before = span;
    }
    return OptionalDouble.of(0);
  }

  private static OptionalDouble length(double first, double now) {
    return now > first ? OptionalDouble.of(now - first) : OptionalDouble.empty();
  }

  private static double timeOf(double offset, Span before, Span after) {
    double fraction = (offset - before.offset()) / (after.offset() - before.offset());
    return before.last() + fraction * (after.first() - before.last());
  }
}
