package io.github.redisclusterexporter.node;

import io.github.redisclusterexporter.redis.Reply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * An event that took longer than latency-monitor-threshold.
 *
 * <p>Source: {@code LATENCY LATEST}.
 *
 * @param time of the last one, in seconds since 1970
 * @param last how long the last one took, in milliseconds
 * @param max how long the longest one took, in milliseconds
 */
public record LatencyEvent(long time, long last, long max) {
  /** Servers have fewer than thirty kinds of events. */
  private static final int MOST_KINDS = 100;

  /**
   * The events by name.
   *
   * @throws MalformedReplyException when the reply has another shape
   */
  static Map<String, LatencyEvent> parse(Reply reply) {
    List<Reply> elements = ReplyShapes.many(reply);
    if (elements.size() > MOST_KINDS) {
      throw new MalformedReplyException(
          "there are " + elements.size() + " kinds of latency events");
    }
    Map<String, LatencyEvent> events = new LinkedHashMap<>();
    for (Reply element : elements) {
      List<Reply> parts = ReplyShapes.many(element);
      // Valkey appends the sum and the number of all.
      if (parts.size() < 4) {
        throw new MalformedReplyException("a latency event has too few parts");
      }
      events.put(
          ReplyShapes.text(parts.get(0)),
          new LatencyEvent(
              ReplyShapes.whole(parts.get(1)),
              ReplyShapes.whole(parts.get(2)),
              ReplyShapes.whole(parts.get(3))));
    }
    return events;
  }

  /**
   * The same event.
   *
   * @throws MalformedReplyException when its numbers are impossible
   */
  public LatencyEvent checked() {
    if (time < 0 || last < 0 || last > max) {
      throw new MalformedReplyException("a latency event took " + last + " ms, and at most " + max);
    }
    return this;
  }
}
