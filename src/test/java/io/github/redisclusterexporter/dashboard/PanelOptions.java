package io.github.redisclusterexporter.dashboard;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How each kind of panel draws. */
final class PanelOptions {
  private static final Object LEGEND =
      Json.object(
          "calcs", List.of(), "displayMode", "list", "placement", "bottom", "showLegend", true);

  /** The highest first, beside the lines: below them, thirty names would take their place. */
  private static final Object RANKING =
      Json.object(
          "calcs",
          List.of("max"),
          "displayMode",
          "table",
          "placement",
          "right",
          "showLegend",
          true,
          "sortBy",
          "Max",
          "sortDesc",
          true);

  private static final Object LAST =
      Json.object("calcs", List.of("lastNotNull"), "fields", "", "values", false);

  private PanelOptions() {}

  static Map<String, @Nullable Object> of(Panel panel) {
    return switch (panel.kind()) {
      case STAT -> stat(panel);
      case GAUGE -> gauge();
      case BARS -> bars();
      case LINES ->
          Json.object(
              "legend",
              panel.isByNode() ? RANKING : LEGEND,
              "tooltip",
              Json.object("mode", "multi", "sort", "desc"));
      case TIMELINE -> timeline();
      case HEATMAP -> heatmap(panel);
      case TABLE -> table(panel);
    };
  }

  /** What belongs to the kind among the settings of its fields. */
  static Map<String, @Nullable Object> custom(Panel panel) {
    return switch (panel.kind()) {
      case STAT, GAUGE, BARS -> Json.object();
      case LINES -> lines(panel);
      case TIMELINE ->
          Json.object("fillOpacity", 80, "insertNulls", false, "lineWidth", 0, "spanNulls", false);
      case HEATMAP ->
          Json.object(
              "hideFrom",
              Json.object("legend", false, "tooltip", false, "viz", false),
              "scaleDistribution",
              Json.object("type", "linear"));
      case TABLE ->
          Json.object("align", "auto", "filterable", false, "inspect", false, "minWidth", 60);
    };
  }

  private static Map<String, @Nullable Object> stat(Panel panel) {
    return Json.object(
        "colorMode",
        panel.coloursBackground() ? "background" : "value",
        "graphMode",
        panel.hasSparkline() ? "area" : "none",
        "justifyMode",
        "auto",
        "orientation",
        "auto",
        "percentChangeColorMode",
        "standard",
        "reduceOptions",
        LAST,
        "showPercentChange",
        false,
        "textMode",
        panel.showsNames() ? "name" : "auto",
        "wideLayout",
        true);
  }

  private static Map<String, @Nullable Object> gauge() {
    return Json.object(
        "minVizHeight",
        75,
        "minVizWidth",
        75,
        "orientation",
        "auto",
        "reduceOptions",
        LAST,
        "showThresholdLabels",
        false,
        "showThresholdMarkers",
        true,
        "sizing",
        "auto");
  }

  private static Map<String, @Nullable Object> bars() {
    return Json.object(
        "displayMode",
        "basic",
        "legend",
        Json.object(
            "calcs", List.of(), "displayMode", "list", "placement", "bottom", "showLegend", false),
        "maxVizHeight",
        300,
        "minVizHeight",
        16,
        "minVizWidth",
        8,
        "namePlacement",
        "auto",
        "orientation",
        "horizontal",
        "reduceOptions",
        LAST,
        "showUnfilled",
        true,
        "sizing",
        "auto",
        "text",
        Json.object("titleSize", 13, "valueSize", 16),
        "valueMode",
        "color");
  }

  private static Map<String, @Nullable Object> lines(Panel panel) {
    return Json.object(
        "axisSoftMax",
        Json.number(panel.unit().leastAxis()),
        "drawStyle",
        "line",
        "fillOpacity",
        panel.isStacked() ? 30 : 0,
        "lineInterpolation",
        "linear",
        "lineWidth",
        1,
        "showPoints",
        "never",
        "spanNulls",
        false,
        "stacking",
        Json.object("group", "A", "mode", panel.isStacked() ? "normal" : "none"),
        "thresholdsStyle",
        Json.object("mode", panel.hasLimits() ? "line" : "off"));
  }

  private static Map<String, @Nullable Object> timeline() {
    return Json.object(
        "alignValue",
        "left",
        "legend",
        LEGEND,
        "mergeValues",
        true,
        "rowHeight",
        0.85,
        "showValue",
        "auto",
        "tooltip",
        Json.object("mode", "single", "sort", "none"));
  }

  private static Map<String, @Nullable Object> table(Panel panel) {
    Map<String, @Nullable Object> table =
        Json.object("cellHeight", "sm", "frameIndex", 0, "showHeader", true);
    panel
        .order()
        .ifPresent(
            order ->
                table.put(
                    "sortBy",
                    List.of(
                        Json.object("desc", order.descending(), "displayName", order.heading()))));
    return table;
  }

  private static Map<String, @Nullable Object> heatmap(Panel panel) {
    return Json.object(
        "calculate",
        false,
        "cellGap",
        1,
        "color",
        Json.object(
            "exponent",
            0.5,
            "fill",
            "dark-orange",
            "mode",
            "scheme",
            "reverse",
            false,
            "scale",
            "exponential",
            "scheme",
            "Oranges",
            "steps",
            64),
        "exemplars",
        Json.object("color", "rgba(255,0,255,0.7)"),
        "filterValues",
        Json.object("le", 1e-9),
        "legend",
        Json.object("show", true),
        "rowsFrame",
        Json.object("layout", "auto"),
        "showValue",
        "never",
        "tooltip",
        Json.object("mode", "single", "showColorScale", true, "yHistogram", false),
        "yAxis",
        Json.object("axisPlacement", "left", "reverse", false, "unit", panel.unit().id()));
  }
}
