package io.github.redisclusterexporter.cluster;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;

/**
 * Up to when a replication stream had reached which offset: turns a distance in bytes into an age
 * in seconds. While the stream moves, it is taken to move evenly from one look to the next.
 */
final class OffsetHistory {
  private static final int MOST_SPANS = 600;

  private final Deque<Span> spans = new ArrayDeque<>();

  /**
   * The looks in a row that saw the same offset.
   *
   * @param first seconds, on any clock that only goes forward
   * @param last seconds
   * @param offset bytes
   */
  private record Span(double first, double last, double offset) {}

  /**
   * Adds a look. A stream that begins anew makes the history do so too; looks that overlap may come
   * in another order than they were taken, and an old one is not that.
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
    if (spans.size() > MOST_SPANS) {
      spans.removeFirst();
    }
  }

  /**
   * How old the data is of someone who has the stream up to an offset.
   *
   * @return seconds before {@code now}; 0 for someone who has all of it; for someone who is behind
   *     its beginning the whole length of the history, which is the least that it can be, and empty
   *     when it has none yet
   */
  OptionalDouble age(double offset, double now) {
    Span before = null;
    for (Span span : spans) {
      if (span.offset() > offset) {
        return before == null
            ? length(span.first(), now)
            : OptionalDouble.of(Math.max(0, now - passed(offset, before, span)));
      }
      before = span;
    }
    return OptionalDouble.of(0);
  }

  private static OptionalDouble length(double first, double now) {
    return now > first ? OptionalDouble.of(now - first) : OptionalDouble.empty();
  }

  private static double passed(double offset, Span before, Span after) {
    double share = (offset - before.offset()) / (after.offset() - before.offset());
    return before.last() + share * (after.first() - before.last());
  }
}
