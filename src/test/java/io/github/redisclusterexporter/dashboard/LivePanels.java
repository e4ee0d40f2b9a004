package io.github.redisclusterexporter.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.json.JSONArray;
import org.json.JSONObject;

/** What panels show of a cluster. */
record LivePanels(BusyCluster busy) {
  static final Choices CHOICES = Choices.of(BusyCluster.NAME);

  private static final Duration BOUND = Duration.ofSeconds(90);
  private static final Duration STEP = Duration.ofSeconds(2);
  private static final int MOST_SERIES = 100;
  private static final Pattern LABEL = Pattern.compile("\\{\\{(\\w+)}}");

  /** Shares of something that is more than a whole when things go wrong. */
  private static final Set<String> BEYOND_THE_WHOLE =
      Set.of(
          "Memory usage forecast",
          "Oldest task age relative to max-age",
          "Lag relative to the backlog");

  boolean hasAnswer(DashboardFile.Target target) {
    try {
      List<JSONObject> results = results(target);
      check(target, results);
      return !results.isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  void awaitSeries(DashboardFile.Target target) throws Exception {
    Eventually.await(BOUND, target.where(), () -> !results(target).isEmpty());
    check(target, results(target));
  }

  void awaitValue(String where, String query, double expected) {
    Eventually.await(
        BOUND,
        where + " is " + expected,
        () -> busy.prometheus().value(CHOICES.in(query)) == expected);
  }

  /** What an annotation has marked in the last minutes. */
  List<JSONObject> marks(String query) throws IOException, InterruptedException {
    return busy.prometheus().overTime(CHOICES.in(query), Duration.ofMinutes(3), STEP);
  }

  /** For a dashboard of one node, what a primary and its replica have together. */
  List<JSONObject> results(DashboardFile.Target target) throws IOException, InterruptedException {
    List<JSONObject> all = new ArrayList<>();
    for (String node : busy.aPrimaryAndItsReplica()) {
      String query = CHOICES.with("node", node).in(target.expression());
      List<JSONObject> series =
          target.json().getBoolean("instant")
              ? busy.prometheus().query(query)
              : busy.prometheus().overTime(query, Duration.ofSeconds(10), STEP);
      differInTheirNames(target, series);
      all.addAll(series);
      if (!target.expression().contains("$node")) {
        break;
      }
    }
    return all;
  }

  /** Few enough to be read, finite, within their unit, and named as the legend wants it. */
  static void check(DashboardFile.Target target, List<JSONObject> series) {
    assertThat(series).as(target.where()).hasSizeLessThan(MOST_SERIES);
    String unit =
        target.panel().getJSONObject("fieldConfig").getJSONObject("defaults").getString("unit");
    boolean share =
        unit.equals("percentunit") && !BEYOND_THE_WHOLE.contains(target.panel().getString("title"));
    for (JSONObject each : series) {
      for (double value : values(each)) {
        assertThat(value).as(target.where()).isFinite();
        if (share) {
          assertThat(value).as(target.where()).isBetween(0.0, 1.1);
        }
      }
    }
    if (!series.isEmpty()) {
      LABEL
          .matcher(target.legend())
          .results()
          .forEach(
              label ->
                  assertThat(series)
                      .as(target.where())
                      .anyMatch(each -> each.getJSONObject("metric").has(label.group(1))));
    }
  }

  /** Else one value is shown twice, or two values that nobody can tell apart. */
  private static void differInTheirNames(DashboardFile.Target target, List<JSONObject> series) {
    if (!Set.of("table", "heatmap").contains(target.panel().getString("type"))) {
      assertThat(series.stream().map(each -> name(target.legend(), each)).toList())
          .as(target.where())
          .doesNotHaveDuplicates();
    }
  }

  private static String name(String legend, JSONObject series) {
    JSONObject labels = series.getJSONObject("metric");
    return LABEL.matcher(legend).replaceAll(label -> labels.optString(label.group(1)));
  }

  private static List<Double> values(JSONObject series) {
    List<Double> values = new ArrayList<>();
    if (series.has("value")) {
      values.add(series.getJSONArray("value").getDouble(1));
    } else {
      series.getJSONArray("values").forEach(pair -> values.add(((JSONArray) pair).getDouble(1)));
    }
    return values;
  }
}
