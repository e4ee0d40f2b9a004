package io.github.redisclusterexporter.dashboard;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A panel as Grafana reads it. */
final class PanelJson {
  private PanelJson() {}

  static Map<String, @Nullable Object> of(Panel panel, int id, Object gridPos) {
    Map<String, @Nullable Object> json =
        Json.object(
            "datasource",
            BoardJson.SOURCE,
            "description",
            panel.description(),
            "fieldConfig",
            Json.object("defaults", defaults(panel), "overrides", overrides(panel)),
            "gridPos",
            gridPos,
            "id",
            id,
            "interval",
            BoardJson.SCRAPE_INTERVAL,
            "links",
            panel.alerts().stream().map(PanelJson::runbook).toList(),
            "options",
            PanelOptions.of(panel),
            "targets",
            IntStream.range(0, panel.queries().size())
                .mapToObj(i -> panel.queries().get(i).json(refId(i)))
                .toList(),
            "title",
            panel.title(),
            "type",
            panel.kind().type());
    if (panel.kind() == Panel.Kind.TABLE) {
      json.put("transformations", columns(panel));
    }
    return json;
  }

  private static Object runbook(String alert) {
    return BoardJson.link(alert, Rules.named(alert).annotation("runbook_url"));
  }

  private static Object defaults(Panel panel) {
    boolean series = panel.kind() == Panel.Kind.LINES;
    Map<String, @Nullable Object> defaults =
        Json.object(
            "color",
            Json.object("mode", series ? "palette-classic" : "thresholds"),
            "custom",
            PanelOptions.custom(panel),
            "mappings",
            mappings(panel.words()),
            "thresholds",
            levels(panel).json(),
            "unit",
            panel.unit().id());
    panel.max().ifPresent(max -> defaults.put("max", Json.number(max)));
    if (panel.isFromZero() && panel.kind() != Panel.Kind.TABLE) {
      defaults.put("min", 0);
    }
    panel.noValue().ifPresent(text -> defaults.put("noValue", text));
    panel.displayName().ifPresent(name -> defaults.put("displayName", name));
    return defaults;
  }

  /** What is missing is neither good nor bad. */
  private static Levels levels(Panel panel) {
    return panel.kind().isOneValue()
        ? panel.levels().orMissing(panel.coloursBackground() ? Colour.NOTHING : Colour.TEXT)
        : panel.levels();
  }

  private static List<Object> overrides(Panel panel) {
    List<Object> all = new ArrayList<>(panel.overrides());
    if (panel.kind() == Panel.Kind.TABLE && panel.noValue().isPresent()) {
      // It is for the whole table, not for each empty cell.
      all.add(override("byRegexp", "/.*/", List.of(Json.object("id", "noValue", "value", ""))));
    }
    panel.columns().stream().map(Column::override).flatMap(Optional::stream).forEach(all::add);
    return all;
  }

  /** Puts the answers side by side, row by row, and the columns in their order. */
  private static List<Object> columns(Panel panel) {
    List<String> names = new ArrayList<>();
    Map<String, Object> positions = new LinkedHashMap<>();
    Map<String, Object> headings = new LinkedHashMap<>();
    int query = 0;
    for (Column column : panel.columns()) {
      String field =
          column.field(
              column.expression().isEmpty()
                  ? Optional.empty()
                  : panel.queries().size() == 1
                      ? Optional.of("Value")
                      : Optional.of("Value #" + refId(query++)));
      if (!column.isShown()) {
        continue;
      }
      positions.put(field, names.size());
      names.add(field);
      if (!field.equals(column.heading())) {
        headings.put(field, column.heading());
      }
    }
    return List.of(
        Json.object("id", "merge", "options", Json.object()),
        Json.object(
            "id",
            "filterFieldsByName",
            "options",
            Json.object("include", Json.object("names", names))),
        Json.object(
            "id",
            "organize",
            "options",
            Json.object(
                "excludeByName",
                Json.object(),
                "indexByName",
                positions,
                "renameByName",
                headings)));
  }

  static List<Object> mappings(List<Word> words) {
    if (words.isEmpty()) {
      return List.of();
    }
    Map<String, @Nullable Object> options = new LinkedHashMap<>();
    for (Word word : words) {
      options.put(
          word.value(),
          Json.object("color", word.colour(), "index", options.size(), "text", word.text()));
    }
    return List.of(Json.object("options", options, "type", "value"));
  }

  /** As the others, where a cell without a value has neither a text nor a colour. */
  static List<Object> mappingsOfCells(List<Word> words) {
    List<Object> all = new ArrayList<>(mappings(words));
    all.add(
        Json.object(
            "options",
            Json.object(
                "match",
                "null+nan",
                "result",
                Json.object("color", Colour.NOTHING, "index", words.size(), "text", "")),
            "type",
            "special"));
    return all;
  }

  static List<Object> texts(Map<String, String> texts) {
    Map<String, @Nullable Object> options = new LinkedHashMap<>();
    texts.forEach(
        (value, text) -> options.put(value, Json.object("index", options.size(), "text", text)));
    return List.of(Json.object("options", options, "type", "value"));
  }

  static Object override(String matcher, String pattern, List<Object> properties) {
    return Json.object(
        "matcher", Json.object("id", matcher, "options", pattern), "properties", properties);
  }

  private static String refId(int index) {
    return Character.toString((char) ('A' + index));
  }
}
