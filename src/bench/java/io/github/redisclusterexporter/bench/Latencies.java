package io.github.redisclusterexporter.bench;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** The durations of rounds. */
final class Latencies {
  private static final double NANOS_PER_MILLI = 1e6;

  private final List<Long> nanos = new ArrayList<>();

  void add(long took) {
    nanos.add(took);
  }

  int count() {
    return nanos.size();
  }

  double p50() {
    return percentile(0.5);
  }

  double p99() {
    return percentile(0.99);
  }

  double totalMillis() {
    return nanos.stream().mapToLong(Long::longValue).sum() / NANOS_PER_MILLI;
  }

  /**
   * A quantile in milliseconds: the smallest duration that this share of all rounds does not
   * exceed.
   */
  private double percentile(double share) {
    List<Long> sorted = new ArrayList<>(nanos);
    Collections.sort(sorted);
    int index = (int) Math.ceil(share * sorted.size()) - 1;
    return sorted.get(Math.max(0, index)) / NANOS_PER_MILLI;
  }
}
