package io.github.redisclusterexporter.node;

import io.github.redisclusterexporter.redis.Reply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The durations of the calls of one command.
 *
 * <p>Source: {@code LATENCY HISTOGRAM}, 7.0+.
 */
public final class LatencyHistogram {
  private final long calls;

  /** Durations in microseconds, ascending; only those at which the number of calls grows. */
  private final long[] bounds;

  /** For each of these bounds, the number of calls that took at most that long. */
  private final long[] counts;

  private LatencyHistogram(long calls, long[] bounds, long[] counts) {
    this.calls = calls;
    this.bounds = bounds;
    this.counts = counts;
  }

  /** Number of all calls. */
  public long calls() {
    return calls;
  }

  /** Number of calls that took at most this long, in microseconds. */
  public long atMost(long bound) {
    int above = 0;
    while (above < bounds.length && bounds[above] <= bound) {
      above++;
    }
    return above == 0 ? 0 : counts[above - 1];
  }

  /**
   * Checks that the numbers are those of a histogram.
   *
   * @param statistics of the command in INFO, which was read before
   * @throws MalformedReplyException when they contradict each other
   */
  public void check(Info statistics) {
    long bound = 0;
    long below = 0;
    double least = 0;
    for (int i = 0; i < bounds.length; i++) {
      if (bounds[i] <= bound || counts[i] < below) {
        throw new MalformedReplyException("a latency histogram counts less below a higher bound");
      }
      bound = bounds[i];
      // A bound is twice the one before it; twice that leaves room for rounding.
      least += (counts[i] - below) * (bound / 4.0);
      below = counts[i];
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
    List<Reply> elements = ReplyShapes.namesAndValues(reply);
    Map<String, LatencyHistogram> histograms = new LinkedHashMap<>();
    for (int i = 0; i < elements.size(); i += 2) {
      histograms.put(ReplyShapes.text(elements.get(i)), parseCommand(elements.get(i + 1)));
    }
    return histograms;
  }

  private static LatencyHistogram parseCommand(Reply reply) {
    List<Reply> fields = ReplyShapes.namesAndValues(reply);
    List<Reply> numbers = ReplyShapes.many(ReplyShapes.field(fields, "histogram_usec"));
    if (numbers.size() % 2 != 0) {
      throw new MalformedReplyException("a latency histogram has a bound without a count");
    }
    long[] bounds = new long[numbers.size() / 2];
    long[] counts = new long[bounds.length];
    for (int i = 0; i < bounds.length; i++) {
      bounds[i] = ReplyShapes.whole(numbers.get(2 * i));
      counts[i] = ReplyShapes.whole(numbers.get(2 * i + 1));
    }
    return new LatencyHistogram(
        ReplyShapes.whole(ReplyShapes.field(fields, "calls")), bounds, counts);
  }
}
