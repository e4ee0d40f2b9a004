package io.github.redisclusterexporter.dashboard;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.json.JSONArray;
import org.json.JSONObject;

/** A dashboard as it is shipped. */
record DashboardFile(Path path, JSONObject json) {

  /** A query of a panel. */
  record Target(String where, JSONObject panel, JSONObject json) {
    String expression() {
      return json.getString("expr");
    }

    String legend() {
      return json.getString("legendFormat");
    }

    String description() {
      return panel.getString("description");
    }

    @Override
    public String toString() {
      return where;
    }
  }

  static List<DashboardFile> all() throws IOException {
    List<DashboardFile> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("dashboards"))) {
      for (Path file : files.sorted().toList()) {
        all.add(new DashboardFile(file, new JSONObject(Files.readString(file))));
      }
    }
    return all;
  }

  /** By the dashboard, the panel and the id of the query. */
  static Target target(String where) throws IOException {
    return all().stream()
        .flatMap(file -> file.targets().stream())
        .filter(each -> each.where().equals(where))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + where));
  }

  /** The queries of the panel with this title. */
  static List<Target> panel(String title) throws IOException {
    return all().stream()
        .flatMap(file -> file.targets().stream())
        .filter(each -> each.panel().getString("title").equals(title))
        .toList();
  }

  /** The query of a column, found as Grafana finds it. */
  static String column(String title, String heading) throws IOException {
    List<Target> targets = panel(title);
    JSONObject headings =
        targets
            .get(0)
            .panel()
            .getJSONArray("transformations")
            .getJSONObject(2)
            .getJSONObject("options")
            .getJSONObject("renameByName");
    return targets.stream()
        .filter(
            each -> headings.optString("Value #" + each.json().getString("refId")).equals(heading))
        .findFirst()
        .orElseThrow()
        .expression();
  }

  /** The queries of annotations with this name, but for those of one node. */
  static List<String> annotations(String name) throws IOException {
    return all().stream()
        .flatMap(file -> file.annotations().stream())
        .filter(each -> each.getString("name").equals(name))
        .map(each -> each.getString("expr"))
        .filter(query -> !query.contains("$node"))
        .distinct()
        .toList();
  }

  String uid() {
    return json.getString("uid");
  }

  List<JSONObject> rowsAndPanels() {
    return Stream.concat(topLevel().stream().filter(DashboardFile::isRow), panels().stream())
        .toList();
  }

  /** All but the rows, those in collapsed ones included. */
  List<JSONObject> panels() {
    return topLevel().stream()
        .flatMap(
            panel -> isRow(panel) ? each(panel.getJSONArray("panels")).stream() : Stream.of(panel))
        .toList();
  }

  List<Target> targets() {
    return panels().stream()
        .flatMap(
            panel ->
                each(panel.getJSONArray("targets")).stream()
                    .map(
                        target ->
                            new Target(
                                uid()
                                    + " / "
                                    + panel.getString("title")
                                    + " / "
                                    + target.getString("refId"),
                                panel,
                                target)))
        .toList();
  }

  List<JSONObject> variables() {
    return each(json.getJSONObject("templating").getJSONArray("list"));
  }

  List<JSONObject> annotations() {
    return each(json.getJSONObject("annotations").getJSONArray("list"));
  }

  /** Rows, and what is in the open ones. */
  private List<JSONObject> topLevel() {
    return each(json.getJSONArray("panels"));
  }

  private static boolean isRow(JSONObject panel) {
    return panel.getString("type").equals("row");
  }

  static List<JSONObject> each(JSONArray array) {
    List<JSONObject> all = new ArrayList<>();
    array.forEach(item -> all.add((JSONObject) item));
    return all;
  }

  @Override
  public String toString() {
    return uid();
  }
}
