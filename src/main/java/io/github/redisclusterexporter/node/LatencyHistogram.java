package io.github.redisclusterexporter.node;

import io.github.redisclusterexporter.redis.Reply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The durations of the calls of one command.
 *
 * <p>Source: {@code LATENCY HISTOGRAM}, 7.0+.
 *
 * @param calls number of all calls
 * @param bounds upper bounds in microseconds, ascending; only those whose bucket has calls
 * @param cumulative number of calls that took at most the bound at the same index
 */
public record LatencyHistogram(long calls, List<Long> bounds, List<Long> cumulative) {

  public LatencyHistogram {
    bounds = List.copyOf(bounds);
    cumulative = List.copyOf(cumulative);
  }

  /** Number of calls that took at most this long, in microseconds. */
  public long atMost(long bound) {
    long count = 0;
    for (int i = 0; i < bounds.size() && bounds.get(i) <= bound; i++) {
      count = cumulative.get(i);
    }
    return count;
  }

  /**
   * The histograms by command; subcommands are {@code name|subcommand}.
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
