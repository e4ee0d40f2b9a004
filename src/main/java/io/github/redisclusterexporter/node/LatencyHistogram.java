package io.github.redisclusterexporter.node;

import io.github.redisclusterexporter.redis.Reply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long the calls of one command took.
 *
 * <p>Source: {@code LATENCY HISTOGRAM}, 7.0+.
 *
 * @param calls all of them
 * @param bounds upper bounds in microseconds, ascending; only those at which the count grows
 * @param cumulative calls that took at most the bound at the same index
 */
public record LatencyHistogram(long calls, List<Long> bounds, List<Long> cumulative) {

  public LatencyHistogram {
    bounds = List.copyOf(bounds);
    cumulative = List.copyOf(cumulative);
  }

  /** Calls that took at most that long, in microseconds. */
  public long atMost(long bound) {
    long count = 0;
    for (int i = 0; i < bounds.size() && bounds.get(i) <= bound; i++) {
      count = cumulative.get(i);
    }
    return count;
  }

  /**
   * By command, container commands as {@code name|subcommand}.
   *
   * @throws MalformedReplyException when the reply has another shape
   */
  static Map<String, LatencyHistogram> parse(Reply reply) {
    Map<String, LatencyHistogram> histograms = new LinkedHashMap<>();
    ReplyShapes.pairs(reply)
        .forEach(
            (command, value) -> histograms.put(command, parseCommand(ReplyShapes.pairs(value))));
    return histograms;
  }

  private static LatencyHistogram parseCommand(Map<String, Reply> fields) {
    List<Long> numbers =
        ReplyShapes.many(ReplyShapes.field(fields, "histogram_usec")).stream()
            .map(ReplyShapes::whole)
            .toList();
    if (numbers.size() % 2 != 0) {
      throw new MalformedReplyException("a latency histogram has a bound without a count");
    }
    List<Long> bounds = new java.util.ArrayList<>();
    List<Long> cumulative = new java.util.ArrayList<>();
    for (int i = 0; i < numbers.size(); i += 2) {
      bounds.add(numbers.get(i));
      cumulative.add(numbers.get(i + 1));
    }
    return new LatencyHistogram(
        ReplyShapes.whole(ReplyShapes.field(fields, "calls")), bounds, cumulative);
  }
}
