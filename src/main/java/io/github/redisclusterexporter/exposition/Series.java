package io.github.redisclusterexporter.exposition;

import java.util.List;

/**
 * One value, or one histogram, and what it is of.
 *
 * @param subject labels that it shares with other metrics of the same subject
 * @param own labels of the metric itself
 * @param value of a histogram its sum
 * @param buckets of a histogram the count of each bucket, not cumulative, the one above all bounds
 *     last; empty for the others
 */
public record Series(LabelSet subject, LabelSet own, double value, List<Long> buckets) {

  /** Names of all its labels, sorted. */
  public List<String> labelNames() {
    return labels().stream().map(LabelSet.Label::name).toList();
  }

  List<LabelSet.Label> labels() {
    return subject.with(own);
  }
}
