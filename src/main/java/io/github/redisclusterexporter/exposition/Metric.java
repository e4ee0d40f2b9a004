package io.github.redisclusterexporter.exposition;

import java.util.List;

/**
 * What a metric is called, and what it means.
 *
 * @param name as on the page, with {@code _total} or {@code _info} where the type has it
 * @param labels names of the labels it has beyond those of its subject
 * @param bounds finite upper bounds of a histogram; empty for the others
 * @param help one sentence: what it is, and where it comes from
 */
public record Metric(
    String name, Type type, List<String> labels, List<Double> bounds, String help) {

  public Metric {
    labels = List.copyOf(labels);
    bounds = List.copyOf(bounds);
  }

  /** The types that are on our pages. */
  public enum Type {
    GAUGE(""),
    COUNTER("_total"),
    INFO("_info"),
    HISTOGRAM("");

    private final String suffix;

    Type(String suffix) {
      this.suffix = suffix;
    }
  }

  /** The name without what the type appends to it. */
  public String baseName() {
    return name.substring(0, name.length() - type.suffix.length());
  }

  /** Whether a scraper that asks for that name means this metric. */
  public boolean isMeantBy(String asked) {
    return asked.equals(name)
        || asked.equals(baseName())
        || (type == Type.HISTOGRAM
            && List.of(name + "_bucket", name + "_count", name + "_sum").contains(asked));
  }
}
