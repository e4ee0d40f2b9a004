package io.github.redisclusterexporter.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.alert.Alert;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.DoubleStream;
import java.util.stream.Stream;
import org.json.JSONArray;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The dashboards as Grafana will read them: that they hold together, and to the alerts. */
class DashboardTest {
  private static final int COLUMNS = 24;
  private static final Pattern USED = Pattern.compile("\\$\\{?([a-z]\\w*)");
  private static final Pattern LINK = Pattern.compile("/d/([\\w-]+)([^\\s\"]*)");
  private static final Pattern SET = Pattern.compile("var-(\\w+)=");
  private static final Pattern COMPARED =
      Pattern.compile("[<>]=? (\\d+(?:\\.\\d+)?)(?: \\* (\\d+(?:\\.\\d+)?))?(?![\\w.])");

  private static final Pattern LIMITS =
      Pattern.compile("The thresholds? (?:is that|are those) of (.*)\\.");
  private static final Set<String> KINDS =
      Set.of("stat", "gauge", "bargauge", "timeseries", "state-timeline", "heatmap", "table");

  static List<DashboardFile> files() throws IOException {
    return DashboardFile.all();
  }

  static List<JSONObject> panels() throws IOException {
    return files().stream().flatMap(file -> file.panels().stream()).toList();
  }

  @Test
  void allThatAreDescribedAreThere() throws IOException {
    assertThat(files())
        .extracting(DashboardFile::path)
        .containsExactlyInAnyOrderElementsOf(Board.all().stream().map(Board::file).toList());
  }

  @ParameterizedTest
  @MethodSource("files")
  void isSetUpLikeTheOthers(DashboardFile file) {
    JSONObject json = file.json();
    assertThat(file.path()).hasFileName(file.uid() + ".json");
    assertThat(json.getInt("schemaVersion")).isEqualTo(39);
    assertThat(json.getBoolean("editable")).isFalse();
    assertThat(json.getJSONArray("tags")).containsExactly("redis-cluster");
    assertThat(json.getString("description")).endsWith("?");
    assertThat(json.has("id")).isFalse();
  }

  @ParameterizedTest
  @MethodSource("files")
  void idsAndTitlesAreThereOnce(DashboardFile file) {
    List<JSONObject> all = file.rowsAndPanels();
    assertThat(all).extracting(panel -> panel.getInt("id")).doesNotHaveDuplicates();
    assertThat(all).extracting(panel -> panel.getString("title")).doesNotHaveDuplicates();
  }

  @ParameterizedTest
  @MethodSource("files")
  void noPanelCoversAnother(DashboardFile file) {
    Set<String> taken = new HashSet<>();
    file.rowsAndPanels()
        .forEach(
            panel -> {
              JSONObject place = panel.getJSONObject("gridPos");
              assertThat(place.getInt("x") + place.getInt("w"))
                  .as(panel.getString("title"))
                  .isLessThanOrEqualTo(COLUMNS);
              for (int x = 0; x < place.getInt("w"); x++) {
                for (int y = 0; y < place.getInt("h"); y++) {
                  assertThat(taken.add(place.getInt("x") + x + ":" + (place.getInt("y") + y)))
                      .as(panel.getString("title"))
                      .isTrue();
                }
              }
            });
  }

  @ParameterizedTest
  @MethodSource("panels")
  void everyPanelSaysWhatItIsFor(JSONObject panel) {
    assertThat(panel.getString("type")).isIn(KINDS);
    assertThat(panel.getString("title")).isNotBlank();
    assertThat(panel.getString("description")).matches("[A-Z].*\\? Normal: .*\\. [A-Z0-9].*\\.");
    assertThat(panel.getJSONObject("fieldConfig").getJSONObject("defaults").getString("unit"))
        .isNotBlank();
    List<JSONObject> targets = DashboardFile.each(panel.getJSONArray("targets"));
    assertThat(targets).isNotEmpty();
    assertThat(targets).extracting(target -> target.getString("refId")).doesNotHaveDuplicates();
  }

  /** A colour alone says nothing to many people. */
  @ParameterizedTest
  @MethodSource("panels")
  void statesAreWords(JSONObject panel) {
    if (panel.getString("type").equals("state-timeline")) {
      JSONObject words =
          panel
              .getJSONObject("fieldConfig")
              .getJSONObject("defaults")
              .getJSONArray("mappings")
              .getJSONObject(0)
              .getJSONObject("options");
      assertThat(words.keySet()).hasSizeGreaterThan(1);
      for (String value : words.keySet()) {
        assertThat(words.getJSONObject(value).getString("text")).isNotBlank();
        assertThat(words.getJSONObject(value).getString("color")).isNotBlank();
      }
    }
  }

  /** A number that is missing is neither good nor bad, and neither is an empty cell. */
  @ParameterizedTest
  @MethodSource("panels")
  void whatIsMissingHasNoColour(JSONObject panel) {
    JSONObject field = panel.getJSONObject("fieldConfig");
    JSONObject defaults = field.getJSONObject("defaults");
    if (Set.of("stat", "gauge", "bargauge").contains(panel.getString("type"))) {
      JSONArray steps = defaults.getJSONObject("thresholds").getJSONArray("steps");
      assertThat(steps.getJSONObject(0).getString("color")).isIn(Colour.NOTHING, Colour.TEXT);
      assertThat(steps.getJSONObject(1).getDouble("value")).isZero();
    }
    for (JSONObject override : DashboardFile.each(field.getJSONArray("overrides"))) {
      String properties = override.getJSONArray("properties").toString();
      if (properties.contains("color-background")) {
        assertThat(properties).contains("\"null+nan\"").contains(Colour.NOTHING);
      }
    }
  }

  /** Grafana shows a shard such as 615e4200 as 6.15 Mil, if its column may have a unit. */
  @ParameterizedTest
  @MethodSource("panels")
  void noNameIsTakenForANumber(JSONObject panel) {
    if (!panel.getString("type").equals("table")) {
      return;
    }
    JSONObject columns =
        panel.getJSONArray("transformations").getJSONObject(2).getJSONObject("options");
    List<JSONObject> overrides =
        DashboardFile.each(panel.getJSONObject("fieldConfig").getJSONArray("overrides"));
    for (String field : columns.getJSONObject("indexByName").keySet()) {
      if (!field.startsWith("Value")) {
        String heading = columns.getJSONObject("renameByName").optString(field, field);
        assertThat(overrides)
            .as(heading)
            .filteredOn(
                override -> override.getJSONObject("matcher").getString("options").equals(heading))
            .anyMatch(
                override ->
                    override
                        .getJSONArray("properties")
                        .toString()
                        .contains("{\"id\":\"unit\",\"value\":\"string\"}"));
      }
    }
  }

  /** Of zeros alone, Grafana would draw up to 100, and a rate of 10000 %. */
  @ParameterizedTest
  @MethodSource("panels")
  void noAxisIsMadeUp(JSONObject panel) {
    if (panel.getString("type").equals("timeseries")) {
      assertThat(
              panel
                  .getJSONObject("fieldConfig")
                  .getJSONObject("defaults")
                  .getJSONObject("custom")
                  .getDouble("axisSoftMax"))
          .isPositive();
    }
  }

  @ParameterizedTest
  @MethodSource("files")
  void noDataSourceIsNamed(DashboardFile file) {
    String source = "{\"type\":\"prometheus\",\"uid\":\"${datasource}\"}";
    Stream.of(
            file.panels(),
            file.annotations(),
            file.targets().stream().map(DashboardFile.Target::json).toList())
        .flatMap(List::stream)
        .forEach(
            json ->
                assertThat(json.getJSONObject("datasource").similar(new JSONObject(source)))
                    .as(json.toString())
                    .isTrue());
    assertThat(file.json().toString().split("\"datasource\":", -1))
        .hasSize(
            1
                + file.panels().size()
                + file.annotations().size()
                + file.targets().size()
                + file.variables().size()
                - 1);
  }

  @ParameterizedTest
  @MethodSource("files")
  void variablesAreDefinedAndUsed(DashboardFile file) {
    Set<String> defined = variables(file);
    assertThat(defined).contains("datasource", "redis_cluster");
    Set<String> used = new TreeSet<>();
    USED.matcher(file.json().toString()).results().forEach(name -> used.add(name.group(1)));
    assertThat(used).isEqualTo(defined);
    assertThat(file.variables())
        .filteredOn(variable -> variable.getString("type").equals("query"))
        .allSatisfy(variable -> assertThat(variable.getInt("refresh")).isEqualTo(2));
  }

  @ParameterizedTest
  @MethodSource("files")
  void linksLeadSomewhere(DashboardFile file) throws IOException {
    String text = file.json().toString().replace("\\/", "/");
    List<DashboardFile> files = files();
    for (MatchResult link : LINK.matcher(text).results().toList()) {
      leadsToADashboard(link.group(), files);
    }
    for (JSONObject panel : file.panels()) {
      for (JSONObject link : DashboardFile.each(panel.getJSONArray("links"))) {
        assertThat(runbook(link.getString("url"))).exists();
      }
    }
  }

  @Test
  void theTableOfAlertsLeadsToTheirRunbooks() throws IOException {
    DashboardFile overview =
        files().stream()
            .filter(file -> file.uid().equals(OverviewBoard.ID))
            .findFirst()
            .orElseThrow();
    String text = overview.json().toString().replace("\\/", "/");
    assertThat(text).contains("/docs/runbooks/${__data.fields.runbook.text}");
    assertThat(text)
        .contains(
            Rules.ALL.stream()
                .map(alert -> "\"text\":\"" + alert.runbook().getFileName() + "\"")
                .toList());
  }

  @Test
  void alertsLeadToDashboards() throws IOException {
    List<DashboardFile> files = files();
    for (Alert alert : Rules.ALL) {
      leadsToADashboard(alert.annotation("dashboard_url"), files);
    }
  }

  /** Read from the rules a second time, and more plainly than when the lines were drawn. */
  @ParameterizedTest
  @MethodSource("panels")
  void limitsAreThoseOfTheAlerts(JSONObject panel) throws IOException {
    Optional<MatchResult> named =
        LIMITS.matcher(panel.getString("description")).results().findFirst();
    JSONObject defaults = panel.getJSONObject("fieldConfig").getJSONObject("defaults");
    boolean drawn =
        Optional.ofNullable(defaults.optJSONObject("custom"))
            .map(custom -> custom.optJSONObject("thresholdsStyle"))
            .filter(style -> style.getString("mode").equals("line"))
            .isPresent();
    if (named.isEmpty()) {
      assertThat(drawn).isFalse();
      return;
    }
    List<JSONObject> steps =
        new ArrayList<>(
            DashboardFile.each(defaults.getJSONObject("thresholds").getJSONArray("steps")));
    if (List.of(Colour.NOTHING, Colour.TEXT).contains(steps.get(0).getString("color"))) {
      steps.remove(0);
    }
    List<String> names = List.of(named.get().group(1).split(" and "));
    assertThat(steps).hasSize(names.size() + 1);
    for (int i = 0; i < names.size(); i++) {
      Alert alert = Rules.named(names.get(i));
      JSONObject step = steps.get(i + 1);
      double limit = step.getDouble("value");
      assertThat(limitsIn(alert.expression()).filter(other -> Math.abs(other - limit) < 1e-9))
          .as("%s of %s", limit, alert.name())
          .isNotEmpty();
      assertThat(step.getString("color"))
          .isEqualTo(alert.label("severity").equals("critical") ? "red" : "orange");
    }
  }

  /** The numbers that it compares with, or products of two. */
  private static DoubleStream limitsIn(String expression) {
    return COMPARED
        .matcher(expression)
        .results()
        .mapToDouble(
            number ->
                Double.parseDouble(number.group(1))
                    * Double.parseDouble(Optional.ofNullable(number.group(2)).orElse("1")));
  }

  @Test
  void aLimitIsTheFirstNumberButZero() {
    assertThat(Limit.in("a / (b > 0) > 0.5 and c > 7")).isEqualTo(0.5);
    assertThat(Limit.in("min_over_time(a[2m]) >= 5")).isEqualTo(5);
  }

  private static void leadsToADashboard(String address, List<DashboardFile> files) {
    MatchResult link = LINK.matcher(address).results().findFirst().orElseThrow();
    DashboardFile target =
        files.stream()
            .filter(file -> file.uid().equals(link.group(1)))
            .findFirst()
            .orElseThrow(() -> new AssertionError("no dashboard at " + address));
    assertThat(variables(target))
        .containsAll(SET.matcher(link.group(2)).results().map(name -> name.group(1)).toList());
  }

  private static Path runbook(String url) {
    return Path.of(url.substring(url.indexOf("docs/runbooks/")));
  }

  private static Set<String> variables(DashboardFile file) {
    return file.variables().stream()
        .map(variable -> variable.getString("name"))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
