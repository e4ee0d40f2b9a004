package io.github.redisclusterexporter.cluster;

import java.util.ArrayDeque;
import java.util.Deque;

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

  /** Adds a look. A stream that begins anew makes the history do so too. */
  void add(double time, double offset) {
    Span newest = spans.peekLast();
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
   * @return seconds before {@code now}; 0 for someone who has all of it; the whole length of the
   *     history for someone who is behind its beginning
   */
  double age(double offset, double now) {
    Span before = null;
    for (Span span : spans) {
      if (span.offset() > offset) {
        return Math.max(0, now - (before == null ? span.first() : passed(offset, before, span)));
      }
      before = span;
    }
    return 0;
  }

  private static double passed(double offset, Span before, Span after) {
    double share = (offset - before.offset()) / (after.offset() - before.offset());
    return before.last() + share * (after.first() - before.last());
  }
}
