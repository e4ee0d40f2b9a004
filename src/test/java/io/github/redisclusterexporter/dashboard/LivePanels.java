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
      Set.of("Memory by limit in four hours", "Oldest task by objective", "Lag by backlog");

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

  /** For a dashboard of one node, what a primary and its replica have together. */
  List<JSONObject> results(DashboardFile.Target target) throws IOException, InterruptedException {
    List<JSONObject> all = new ArrayList<>();
    for (String node : busy.aPrimaryAndItsReplica()) {
      String query = CHOICES.with("node", node).in(target.expression());
      all.addAll(
          target.json().getBoolean("instant")
              ? busy.prometheus().query(query)
              : busy.prometheus().overTime(query, Duration.ofSeconds(10), STEP));
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
