package io.github.redisclusterexporter.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.alert.Alert;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.Executables;
import io.github.redisclusterexporter.testing.MissingTools;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.json.JSONArray;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * Every query of every panel, variable and annotation, asked of a real Prometheus that scrapes two
 * real exporters of a real cluster at work.
 */
class DashboardsIT {
  private static final Duration BOUND = Duration.ofSeconds(90);
  private static final Duration STEP = Duration.ofSeconds(2);
  private static final int MOST_SERIES = 100;
  private static final Pattern LABEL = Pattern.compile("\\{\\{(\\w+)}}");
  private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.*), (\\w+)\\)");

  /** What has nothing to show while all is well; the faults that fill it are below. */
  private static final Set<String> EMPTY_IN_HEALTH =
      Set.of(
          "redis-cluster-overview / Alerts that fire / A",
          "redis-cluster-overview / Last failover / A",
          "redis-cluster-overview / Time without service / A",
          "redis-cluster-overview / Time without service / B",
          "redis-cluster-overview / Errors by kind / A",
          "redis-cluster-overview / Redirects / A",
          "redis-cluster-overview / Faults met while asking nodes / A",
          "redis-cluster-node / Errors by kind / A",
          "redis-queues / Time until empty / A");

  /** Shares of something that is more than a whole when things go wrong. */
  private static final Set<String> BEYOND_THE_WHOLE =
      Set.of("Memory by limit in four hours", "Oldest task by objective", "Lag by backlog");

  /** What is known of the cluster, by the query that shows it. */
  private static final Map<String, Double> FACTS =
      Map.ofEntries(
          Map.entry("redis-cluster-overview / Shards / A", 3.0),
          Map.entry("redis-cluster-overview / Shards / B", 0.0),
          Map.entry("redis-cluster-overview / Slots served / A", 1.0),
          Map.entry("redis-cluster-overview / Nodes / A", 6.0),
          Map.entry("redis-cluster-overview / Nodes / B", 0.0),
          Map.entry("redis-cluster-overview / Late queues / A", 0.0),
          Map.entry("redis-cluster-overview / Exporters / A", 2.0),
          Map.entry("redis-cluster-overview / Questions refused / A", 0.0),
          Map.entry("redis-queues / Measured / A", 1.0),
          Map.entry("redis-queues / Without a worker / A", 0.0),
          Map.entry("redis-queues / Keys found by patterns / A", 1.0),
          Map.entry("redis-queues / Keys found by patterns / B", 0.0));

  private static Optional<BusyCluster> stage = Optional.empty();
  private static Choices choices = Choices.of(BusyCluster.NAME);

  @BeforeAll
  static void start() throws Exception {
    Optional<Path> prometheus = Executables.onPath("prometheus");
    if (prometheus.isEmpty()) {
      MissingTools.report("prometheus", "the queries of the dashboards");
      return;
    }
    stage = Optional.of(BusyCluster.start(prometheus.get(), rulesThatDoNotWait()));
  }

  /** An alert that holds for minutes is awaited by the tests of the alerts, not by these. */
  private static String rulesThatDoNotWait() throws IOException {
    return Files.readString(Alert.RULES).replaceAll("(?m)^( +for:) .*$", "$1 2s");
  }

  @AfterAll
  static void stop() {
    stage.ifPresent(BusyCluster::close);
  }

  @Test
  void showWhatIsThereInHealthAndInFaults() throws Exception {
    if (stage.isEmpty()) {
      return;
    }
    BusyCluster busy = stage.get();
    everythingIsThereInHealth(busy);
    theFirstQuestionsAreAnswered(busy);
    theFactsAreRight(busy);
    variablesOfferWhatThereIs(busy);
    whatDrainsSaysWhenItIsOver(busy);
    redirectsAreCounted(busy);
    aFailoverIsTold(busy);
    aLostShardIsSeen(busy);
  }

  private static void everythingIsThereInHealth(BusyCluster busy) throws Exception {
    List<DashboardFile.Target> missing = new ArrayList<>();
    for (DashboardFile file : DashboardFile.all()) {
      missing.addAll(file.targets());
    }
    missing.removeIf(target -> EMPTY_IN_HEALTH.contains(target.where()));
    try {
      Eventually.await(
          BOUND,
          "every query has an answer",
          () -> {
            missing.removeIf(target -> hasAnswer(busy, target));
            return missing.isEmpty();
          });
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + " but " + missing, e);
    }
    for (String where : EMPTY_IN_HEALTH) {
      check(target(where), results(busy, target(where)));
    }
    for (String restarts : annotations("Starts of nodes")) {
      for (JSONObject series : busy.prometheus().query(choices.in(restarts))) {
        assertThat(series.getJSONArray("value").getDouble(1) / 1000)
            .as("when a node was started")
            .isBetween(busy.startedAt() - 2, System.currentTimeMillis() / 1000.0);
      }
      assertThat(busy.prometheus().query(choices.in(restarts))).isNotEmpty();
    }
  }

  private static void theFirstQuestionsAreAnswered(BusyCluster busy) {
    DashboardsPage.FIRST_QUESTIONS.forEach(
        (question, query) ->
            Eventually.await(BOUND, question, () -> !busy.prometheus().query(query).isEmpty()));
  }

  private static void theFactsAreRight(BusyCluster busy) throws Exception {
    for (DashboardFile file : DashboardFile.all()) {
      for (DashboardFile.Target target : file.targets()) {
        Double expected = FACTS.get(target.where());
        if (expected != null) {
          awaitValue(busy, target.where(), target.expression(), expected);
        }
        if (target.panel().getString("title").startsWith("Slots by primary")) {
          awaitValue(busy, target.where(), "sum(" + target.expression() + ")", 16_384);
          awaitValue(busy, target.where(), "count(" + target.expression() + ")", 3);
        }
      }
    }
    for (DashboardFile.Target column : tableOf("Shard by shard")) {
      awaitValue(busy, column.where(), "count(" + column.expression() + ")", 3);
    }
    awaitValue(busy, "slots by shard", "sum(" + column("Shard by shard", "slots") + ")", 16_384);
    awaitValue(busy, "roles", "count((" + column("Node by node", "state") + ") == 5)", 3);
    awaitValue(busy, "roles", "count((" + column("Node by node", "state") + ") == 4)", 3);
  }

  private static void variablesOfferWhatThereIs(BusyCluster busy) throws Exception {
    Map<String, List<String>> offered =
        Map.of(
            "redis_cluster",
            List.of(BusyCluster.NAME),
            "node",
            busy.nodes(),
            "queue",
            busy.queues());
    for (DashboardFile file : DashboardFile.all()) {
      for (JSONObject variable : file.variables()) {
        if (variable.getString("type").equals("query")) {
          var query = LABEL_VALUES.matcher(variable.getJSONObject("query").getString("query"));
          assertThat(query.matches()).isTrue();
          assertThat(busy.prometheus().labelValues(choices.in(query.group(1)), query.group(2)))
              .containsExactlyInAnyOrderElementsOf(
                  offered.getOrDefault(variable.getString("name"), List.of()));
        }
      }
    }
  }

  private static void whatDrainsSaysWhenItIsOver(BusyCluster busy) throws Exception {
    busy.fillTheList();
    DashboardFile.Target drain = target("redis-queues / Time until empty / A");
    Eventually.await(
        BOUND,
        drain.where(),
        () -> {
          busy.takeFromTheList();
          return !results(busy, drain).isEmpty();
        });
    check(drain, results(busy, drain));
  }

  private static void redirectsAreCounted(BusyCluster busy) throws Exception {
    for (String where :
        List.of(
            "redis-cluster-overview / Errors by kind / A",
            "redis-cluster-overview / Redirects / A",
            "redis-cluster-node / Errors by kind / A")) {
      DashboardFile.Target errors = target(where);
      Eventually.await(
          BOUND,
          where,
          () -> {
            busy.askTheWrongNodes();
            return results(busy, errors).stream()
                .anyMatch(
                    series -> series.getJSONObject("metric").optString("error").equals("MOVED"));
          });
      check(errors, results(busy, errors));
    }
  }

  private static void aFailoverIsTold(BusyCluster busy) throws Exception {
    double before = System.currentTimeMillis() / 1000.0;
    busy.loseAPrimary();
    for (String where :
        List.of(
            "redis-cluster-overview / Last failover / A",
            "redis-cluster-overview / Time without service / A",
            "redis-cluster-overview / Time without service / B",
            "redis-cluster-overview / Faults met while asking nodes / A")) {
      awaitSeries(busy, target(where));
    }
    awaitValue(
        busy,
        "failovers",
        "sum("
            + target("redis-cluster-overview / Failovers in the time shown / A").expression()
            + ")",
        1);
    for (String failovers : annotations("Failovers")) {
      List<JSONObject> marks = busy.prometheus().query(choices.in(failovers));
      assertThat(marks).hasSize(1);
      assertThat(marks.get(0).getJSONArray("value").getDouble(1) / 1000)
          .isBetween(before, System.currentTimeMillis() / 1000.0);
      assertThat(marks.get(0).getJSONObject("metric").getString("redis_cluster"))
          .isEqualTo(BusyCluster.NAME);
    }
    awaitValue(busy, "nodes down", target("redis-cluster-overview / Nodes / B").expression(), 1);
    awaitValue(busy, "roles", "count((" + column("Node by node", "state") + ") == 0)", 1);
    busy.bringBack();
    awaitValue(busy, "nodes down", target("redis-cluster-overview / Nodes / B").expression(), 0);
  }

  private static void aLostShardIsSeen(BusyCluster busy) throws Exception {
    busy.loseAShard();
    awaitValue(busy, "shards down", target("redis-cluster-overview / Shards / B").expression(), 1);
    awaitValue(
        busy,
        "shards over time",
        "count(" + target("redis-cluster-overview / Shards over time / A").expression() + " == 0)",
        1);
    awaitSeries(busy, target("redis-cluster-overview / Alerts that fire / A"));
    for (String pages : annotations("Pages")) {
      Eventually.await(
          BOUND,
          "the page is marked",
          () ->
              busy.prometheus().query(choices.in(pages)).stream()
                  .map(mark -> mark.getJSONObject("metric"))
                  .anyMatch(
                      mark ->
                          mark.optString("alertname").equals("RedisClusterShardDown")
                              && !mark.optString("shard").isEmpty()));
    }
    assertThat(
            busy.prometheus()
                .value(
                    choices.in(target("redis-cluster-overview / Slots served / A").expression())))
        .isBetween(0.6, 0.7);
    busy.bringBack();
    awaitValue(busy, "shards down", target("redis-cluster-overview / Shards / B").expression(), 0);
  }

  private static boolean hasAnswer(BusyCluster busy, DashboardFile.Target target) {
    try {
      List<JSONObject> results = results(busy, target);
      check(target, results);
      return !results.isEmpty();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private static void awaitSeries(BusyCluster busy, DashboardFile.Target target) throws Exception {
    Eventually.await(BOUND, target.where(), () -> !results(busy, target).isEmpty());
    check(target, results(busy, target));
  }

  private static void awaitValue(BusyCluster busy, String where, String query, double expected) {
    Eventually.await(
        BOUND,
        where + " is " + expected,
        () -> busy.prometheus().value(choices.in(query)) == expected);
  }

  /** For a dashboard of one node, what a primary and its replica have together. */
  private static List<JSONObject> results(BusyCluster busy, DashboardFile.Target target)
      throws IOException, InterruptedException {
    List<JSONObject> all = new ArrayList<>();
    for (String node : busy.aPrimaryAndItsReplica()) {
      String query = choices.with("node", node).in(target.expression());
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
  private static void check(DashboardFile.Target target, List<JSONObject> series) {
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

  private static DashboardFile.Target target(String where) throws IOException {
    return DashboardFile.all().stream()
        .flatMap(file -> file.targets().stream())
        .filter(each -> each.where().equals(where))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no " + where));
  }

  private static List<DashboardFile.Target> tableOf(String title) throws IOException {
    return DashboardFile.all().stream()
        .flatMap(file -> file.targets().stream())
        .filter(each -> each.panel().getString("title").equals(title))
        .toList();
  }

  /** The query of a column, found as Grafana finds it. */
  private static String column(String title, String heading) throws IOException {
    List<DashboardFile.Target> targets = tableOf(title);
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

  private static List<String> annotations(String name) throws IOException {
    return DashboardFile.all().stream()
        .flatMap(file -> file.annotations().stream())
        .filter(each -> each.getString("name").equals(name))
        .map(each -> each.getString("expr"))
        .filter(query -> !query.contains("$node"))
        .distinct()
        .toList();
  }
}
