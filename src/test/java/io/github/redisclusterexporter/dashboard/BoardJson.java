package io.github.redisclusterexporter.dashboard;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A dashboard as Grafana reads it: the classic format, of the lowest version that has what is used,
 * for Grafana only migrates upwards.
 */
final class BoardJson {
  /** The least step of a query: nothing changes more often. */
  static final String SCRAPE_INTERVAL = "15s";

  static final Object SOURCE = Json.object("type", "prometheus", "uid", "${datasource}");

  private static final String TAG = "redis-cluster";
  private static final int COLUMNS = 24;

  private final List<Object> panels = new ArrayList<>();
  private int id;
  private int x;
  private int y;
  private int lineHeight;

  private BoardJson() {}

  /** The text of its file. */
  static String write(Board board) {
    BoardJson json = new BoardJson();
    board.rows().forEach(json::add);
    return Json.write(json.shell(board));
  }

  private Map<String, @Nullable Object> shell(Board board) {
    return Json.object(
        "annotations",
        Json.object("list", board.annotations().stream().map(Annotation::json).toList()),
        "description",
        board.question(),
        "editable",
        false,
        "fiscalYearStartMonth",
        0,
        "graphTooltip",
        1,
        "links",
        List.of(others()),
        "panels",
        panels,
        "refresh",
        "30s",
        "schemaVersion",
        39,
        "tags",
        List.of(TAG),
        "templating",
        Json.object(
            "list",
            Stream.concat(
                    Stream.of(Variable.dataSource()),
                    board.variables().stream().map(Variable::json))
                .toList()),
        "time",
        Json.object("from", "now-1h", "to", "now"),
        "timepicker",
        Json.object("refresh_intervals", List.of("15s", "30s", "1m", "5m")),
        "timezone",
        "browser",
        "title",
        board.title(),
        "uid",
        board.id(),
        "version",
        1,
        "weekStart",
        "");
  }

  private void add(Row row) {
    int headingId = ++id;
    Object heading = place(COLUMNS, 1);
    List<Object> below = row.panels().stream().<Object>map(this::panel).toList();
    endLine();
    panels.add(
        Json.object(
            "collapsed",
            row.collapsed(),
            "gridPos",
            heading,
            "id",
            headingId,
            "panels",
            row.collapsed() ? below : List.of(),
            "title",
            row.title(),
            "type",
            "row"));
    if (!row.collapsed()) {
      panels.addAll(below);
    }
  }

  private Map<String, @Nullable Object> panel(Panel panel) {
    return PanelJson.of(panel, ++id, place(panel.width(), panel.height()));
  }

  private Object place(int width, int height) {
    if (x + width > COLUMNS) {
      endLine();
    }
    Object place = Json.object("h", height, "w", width, "x", x, "y", y);
    x += width;
    lineHeight = Math.max(lineHeight, height);
    return place;
  }

  private void endLine() {
    y += lineHeight;
    x = 0;
    lineHeight = 0;
  }

  /** A click that leads to this address. */
  static Object link(String title, String url) {
    return link(title, "link", url, List.of(), false);
  }

  private static Object others() {
    return link("Redis dashboards", "dashboards", "", List.of(TAG), true);
  }

  private static Object link(
      String title, String type, String url, List<String> tags, boolean dashboards) {
    return Json.object(
        "asDropdown",
        dashboards,
        "icon",
        "external link",
        "includeVars",
        dashboards,
        "keepTime",
        dashboards,
        "tags",
        tags,
        "targetBlank",
        false,
        "title",
        title,
        "tooltip",
        "",
        "type",
        type,
        "url",
        url);
  }
}
