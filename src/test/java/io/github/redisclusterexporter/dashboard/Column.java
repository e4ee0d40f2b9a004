package io.github.redisclusterexporter.dashboard;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A column of a table: a label of the rows, or the value of a query. */
final class Column {
  private final String heading;
  private final String label;
  private final Optional<String> expression;
  private final boolean shown;
  private final List<Object> properties = new ArrayList<>();

  private Column(String heading, String label, Optional<String> expression, boolean shown) {
    this.heading = heading;
    this.label = label;
    this.expression = expression;
    this.shown = shown;
  }

  /** A label that the query of some other column has. */
  static Column label(String label) {
    return label(label, label);
  }

  static Column label(String heading, String label) {
    return new Column(heading, label, Optional.empty(), true);
  }

  /** The value of a query of its own, which has a row's label as its label. */
  static Column value(String heading, String expression) {
    return new Column(heading, "", Optional.of(expression), true);
  }

  /** A query for its labels only; its value is not shown. */
  static Column facts(String expression) {
    return new Column("", "", Optional.of(expression), false);
  }

  Column unit(Unit unit) {
    return with("unit", unit.id());
  }

  Column words(List<Word> words) {
    return with("mappings", PanelJson.mappings(words)).coloured();
  }

  Column levels(Levels levels) {
    return with("thresholds", levels.json()).coloured();
  }

  /** Texts instead of values, uncoloured. */
  Column texts(Map<String, String> texts) {
    return with("mappings", PanelJson.texts(texts));
  }

  /** Where a click leads. */
  Column link(String title, String url) {
    return with("links", List.of(BoardJson.link(title, url)));
  }

  boolean isShown() {
    return shown;
  }

  String heading() {
    return heading;
  }

  Optional<String> expression() {
    return expression;
  }

  /** The name of the field in the answer to the query with this id. */
  String field(@Nullable String refId) {
    return refId == null ? label : "Value #" + refId;
  }

  Optional<Object> override() {
    return properties.isEmpty()
        ? Optional.empty()
        : Optional.of(PanelJson.override("byName", heading, properties));
  }

  private Column coloured() {
    return with("custom.cellOptions", Json.object("type", "color-background", "mode", "basic"));
  }

  private Column with(String id, Object value) {
    properties.add(Json.object("id", id, "value", value));
    return this;
  }
}
