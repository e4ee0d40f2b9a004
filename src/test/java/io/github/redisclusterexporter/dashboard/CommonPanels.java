package io.github.redisclusterexporter.dashboard;

import static io.github.redisclusterexporter.dashboard.Queries.rate;

/** Panels that more than one dashboard has. */
final class CommonPanels {
  private CommonPanels() {}

  /**
   * Of all commands together.
   *
   * @param buckets selects the series of the histogram
   */
  static Panel latency(String buckets, int width) {
    return Panel.heatmap("Latency of all commands", width, 8)
        .asks(
            "How is the latency distributed?",
            "one narrow band.",
            "A second one higher up is a command of its own kind.")
        .unit(Unit.SECONDS)
        .show("{{le}}", "sum by (le) (" + rate(buckets) + ")");
  }
}
