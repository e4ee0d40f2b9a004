package io.github.redisclusterexporter.node;

import io.github.redisclusterexporter.redis.Reply;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;

/**
 * The durations of the calls of one command.
 *
 * <p>Source: {@code LATENCY HISTOGRAM}, 7.0+.
 *
 * @param calls number of all calls
 * @param cumulative number of calls that took at most the key, in microseconds; only keys at which
 *     the number grows
 */
public record LatencyHistogram(long calls, NavigableMap<Long, Long> cumulative) {

  public LatencyHistogram {
    cumulative = Collections.unmodifiableNavigableMap(cumulative);
  }

  /** Number of calls that took at most this long, in microseconds. */
  public long atMost(long bound) {
    Map.Entry<Long, Long> last = cumulative.floorEntry(bound);
    return last == null ? 0 : last.getValue();
  }

  /**
   * Checks that the numbers are those of a histogram.
   *
   * @param statistics of the command in INFO, which was read before
   * @throws MalformedReplyException when they contradict each other
   */
  public void check(Info statistics) {
    long below = 0;
    double least = 0;
    for (Map.Entry<Long, Long> each : cumulative.entrySet()) {
      if (each.getKey() <= 0 || each.getValue() < below) {
        throw new MalformedReplyException("a latency histogram counts less below a higher bound");
      }
      // A bound is twice the one before it; twice that leaves room for rounding.
      least += (each.getValue() - below) * (each.getKey() / 4.0);
      below = each.getValue();
    }
    if (calls < below) {
      throw new MalformedReplyException("a latency histogram counts more calls than there were");
    }
    boolean areSameCalls = statistics.number("calls").orElse(0) >= calls;
    // INFO cuts the duration of each call to whole microseconds.
    if (areSameCalls && statistics.number("usec").orElse(least) + calls < Math.floor(least)) {
      throw new MalformedReplyException("the calls took longer than all calls together");
    }
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
    List<Reply> numbers = ReplyShapes.many(ReplyShapes.field(fields, "histogram_usec"));
    if (numbers.size() % 2 != 0) {
      throw new MalformedReplyException("a latency histogram has a bound without a count");
    }
    NavigableMap<Long, Long> cumulative = new TreeMap<>();
    for (int i = 0; i < numbers.size(); i += 2) {
      cumulative.put(ReplyShapes.whole(numbers.get(i)), ReplyShapes.whole(numbers.get(i + 1)));
    }
    return new LatencyHistogram(ReplyShapes.whole(ReplyShapes.field(fields, "calls")), cumulative);
  }
}
