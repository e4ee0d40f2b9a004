package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.node.MalformedReplyException;

/**
 * The id of an entry of a stream, {@code milliseconds-sequence}, both unsigned. The first part is a
 * time only when the server generated the id.
 */
record StreamId(long milliseconds, long sequence) {

  static StreamId parse(String text) {
    int dash = text.indexOf('-');
    try {
      return new StreamId(
          Long.parseUnsignedLong(text, 0, Math.max(dash, 0), 10),
          Long.parseUnsignedLong(text, dash + 1, text.length(), 10));
    } catch (NumberFormatException e) {
      throw new MalformedReplyException("the id of a stream entry is not two numbers", e);
    }
  }

  boolean isBefore(StreamId other) {
    int byTime = Long.compareUnsigned(milliseconds, other.milliseconds);
    return byTime == 0 ? Long.compareUnsigned(sequence, other.sequence) < 0 : byTime < 0;
  }

  @Override
  public String toString() {
    return Long.toUnsignedString(milliseconds) + "-" + Long.toUnsignedString(sequence);
  }
}
