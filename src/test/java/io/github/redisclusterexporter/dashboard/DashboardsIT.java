package io.github.redisclusterexporter.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.alert.Alert;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.Executables;
import io.github.redisclusterexporter.testing.MissingTools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.json.JSONObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;

/**
 * Every query of every panel, variable and annotation, asked of a real Prometheus that scrapes two
 * real exporters of a real cluster at work.
 */
@Order(2)
class DashboardsIT {
  private static final Duration BOUND = Duration.ofSeconds(90);
  private static final Pattern LABEL_VALUES = Pattern.compile("label_values\\((.*), (\\w+)\\)");

  /** What has nothing to show while all is well; the faults that fill it are below. */
  private static final Set<String> EMPTY_IN_HEALTH =
      Set.of(
          "redis-cluster-overview / Firing alerts / A",
          "redis-cluster-overview / Last failover / A",
          "redis-cluster-overview / Promoted nodes / A",
          "redis-cluster-overview / Failover duration / A",
          "redis-cluster-overview / Failover duration / B",
          "redis-cluster-overview / Errors by type / A",
          "redis-cluster-overview / Probe errors / A",
          "redis-cluster-overview / Evicted keys and rejected connections / A",
          "redis-cluster-overview / Evicted keys and rejected connections / B",
          "redis-cluster-node / Execution time by command / A",
          "redis-cluster-node / Failed and rejected commands / A",
          "redis-cluster-node / Failed and rejected commands / B",
          "redis-cluster-node / Errors by type / A",
          "redis-queues / Time until empty / A");

  /** What Redis 7.0 does not have; {@link WrittenSeriesIT} has it. */
  private static final Set<String> OF_NEWER_SERVERS =
      Set.of(
          "redis-cluster-overview / Slot coverage and migration / F",
          "redis-cluster-overview / Busiest slots / A",
          "redis-cluster-overview / Busiest slots / B",
          "redis-cluster-overview / Busiest slots / C",
          "redis-cluster-overview / Busiest slots / D",
          "redis-cluster-overview / Busiest slots / E",
          "redis-cluster-node / Slow and large commands / B");

  /** What is known of the cluster, by the query that shows it. */
  private static final Map<String, Double> FACTS =
      Map.ofEntries(
          Map.entry("redis-cluster-fleet / Clusters / A", 1.0),
          Map.entry("redis-cluster-fleet / Clusters / B", 0.0),
          Map.entry("redis-cluster-fleet / Clusters / C", 0.0),
          Map.entry("redis-cluster-overview / Shards / A", 3.0),
          Map.entry("redis-cluster-overview / Shards / B", 0.0),
          Map.entry("redis-cluster-overview / Slots served / A", 1.0),
          Map.entry("redis-cluster-overview / Nodes / A", 6.0),
          Map.entry("redis-cluster-overview / Nodes / B", 0.0),
          Map.entry("redis-cluster-overview / Failures tolerated / A", 1.0),
          Map.entry("redis-cluster-overview / Failures tolerated / B", -1.0),
          Map.entry("redis-cluster-overview / Replication lag / B", 0.0),
          Map.entry("redis-cluster-overview / Late queues / A", 0.0),
          Map.entry("redis-cluster-overview / Exporters / A", 2.0),
          Map.entry("redis-cluster-overview / Exporters / B", 0.0),
          Map.entry("redis-cluster-overview / Slot coverage and migration / E", 0.0),
          Map.entry("redis-cluster-overview / Failing collectors / A", 0.0),
          Map.entry("redis-queues / Queues measured / A", 1.0),
          Map.entry("redis-queues / Groups without consumers / A", 0.0),
          Map.entry("redis-queues / Pattern matches / A", 1.0),
          Map.entry("redis-queues / Pattern matches / B", 0.0));

  private static Optional<BusyCluster> stage = Optional.empty();

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
    LivePanels live = new LivePanels(stage.get());
    everythingIsThereInHealth(live);
    theFirstQuestionsAreAnswered(live);
    theFactsAreRight(live);
    variablesOfferWhatThereIs(live);
    whatDrainsSaysWhenItIsOver(live);
    redirectsAreCounted(live);
    aFailoverIsTold(live);
    aLostShardIsSeen(live);
  }

  private static void everythingIsThereInHealth(LivePanels live) throws Exception {
    List<DashboardFile.Target> missing = new ArrayList<>();
    for (DashboardFile file : DashboardFile.all()) {
      missing.addAll(file.targets());
    }
    missing.removeIf(target -> EMPTY_IN_HEALTH.contains(target.where()));
    missing.removeIf(target -> OF_NEWER_SERVERS.contains(target.where()));
    try {
      Eventually.await(
          BOUND,
          "every query has an answer",
          () -> {
            missing.removeIf(target -> live.hasAnswer(target));
            return missing.isEmpty();
          });
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + " but " + missing, e);
    }
    for (Set<String> empty : List.of(EMPTY_IN_HEALTH, OF_NEWER_SERVERS)) {
      for (String where : empty) {
        LivePanels.check(DashboardFile.target(where), live.results(DashboardFile.target(where)));
      }
    }
    for (String restarts : DashboardFile.annotations("Node starts")) {
      for (JSONObject series : live.busy().prometheus().query(LivePanels.CHOICES.in(restarts))) {
        assertThat(series.getJSONArray("value").getDouble(1) / 1000)
            .as("when a node was started")
            .isBetween(live.busy().startedAt() - 2, System.currentTimeMillis() / 1000.0);
      }
      assertThat(live.busy().prometheus().query(LivePanels.CHOICES.in(restarts))).isNotEmpty();
    }
  }

  private static void theFirstQuestionsAreAnswered(LivePanels live) {
    DashboardsPage.FIRST_QUESTIONS.forEach(
        (question, query) ->
            Eventually.await(
                BOUND, question, () -> !live.busy().prometheus().query(query).isEmpty()));
  }

  private static void theFactsAreRight(LivePanels live) throws Exception {
    for (DashboardFile file : DashboardFile.all()) {
      for (DashboardFile.Target target : file.targets()) {
        Double expected = FACTS.get(target.where());
        if (expected != null) {
          live.awaitValue(target.where(), target.expression(), expected);
        }
        if (target.panel().getString("title").startsWith("Slots by primary")) {
          live.awaitValue(target.where(), "sum(" + target.expression() + ")", 16_384);
          live.awaitValue(target.where(), "count(" + target.expression() + ")", 3);
        }
      }
    }
    for (DashboardFile.Target column : DashboardFile.panel("Shard details")) {
      live.awaitValue(column.where(), "count(" + column.expression() + ")", 3);
    }
    live.awaitValue(
        "slots by shard", "sum(" + DashboardFile.column("Shard details", "slots") + ")", 16_384);
    live.awaitValue(
        "roles", "count((" + DashboardFile.column("Node details", "state") + ") == 5)", 3);
    live.awaitValue(
        "roles", "count((" + DashboardFile.column("Node details", "state") + ") == 4)", 3);
  }

  private static void variablesOfferWhatThereIs(LivePanels live) throws Exception {
    Map<String, List<String>> offered =
        Map.of(
            "redis_cluster",
            List.of(BusyCluster.NAME),
            "node",
            live.busy().nodes(),
            "queue",
            live.busy().queues());
    for (DashboardFile file : DashboardFile.all()) {
      for (JSONObject variable : file.variables()) {
        if (variable.getString("type").equals("query")) {
          var query = LABEL_VALUES.matcher(variable.getJSONObject("query").getString("query"));
          assertThat(query.matches()).isTrue();
          assertThat(
                  live.busy()
                      .prometheus()
                      .labelValues(LivePanels.CHOICES.in(query.group(1)), query.group(2)))
              .containsExactlyInAnyOrderElementsOf(
                  offered.getOrDefault(variable.getString("name"), List.of()));
        }
      }
    }
  }

  private static void whatDrainsSaysWhenItIsOver(LivePanels live) throws Exception {
    live.busy().fillTheList();
    DashboardFile.Target drain = DashboardFile.target("redis-queues / Time until empty / A");
    Eventually.await(
        BOUND,
        drain.where(),
        () -> {
          live.busy().takeFromTheList();
          return live.results(drain).stream()
              .filter(
                  series -> series.getJSONObject("metric").getString("queue").startsWith("jobs"))
              .anyMatch(
                  series -> {
                    double seconds = series.getJSONArray("values").getJSONArray(0).getDouble(1);
                    return seconds > 0 && seconds < 6 * 3600;
                  });
        });
  }

  private static void redirectsAreCounted(LivePanels live) throws Exception {
    for (String where :
        List.of(
            "redis-cluster-overview / Errors by type / A",
            "redis-cluster-node / Errors by type / A",
            "redis-cluster-node / Failed and rejected commands / B")) {
      DashboardFile.Target errors = DashboardFile.target(where);
      Eventually.await(
          BOUND,
          where,
          () -> {
            live.busy().askTheWrongNodes();
            return live.results(errors).stream()
                .map(series -> series.getJSONObject("metric"))
                .anyMatch(labels -> labels.optString("error").equals("MOVED") || labels.has("cmd"));
          });
      LivePanels.check(errors, live.results(errors));
    }
  }

  private static void aFailoverIsTold(LivePanels live) throws Exception {
    double before = System.currentTimeMillis() / 1000.0;
    live.busy().loseAPrimary();
    for (String where :
        List.of(
            "redis-cluster-overview / Last failover / A",
            "redis-cluster-overview / Promoted nodes / A",
            "redis-cluster-overview / Failover duration / A",
            "redis-cluster-overview / Failover duration / B",
            "redis-cluster-overview / Probe errors / A")) {
      live.awaitSeries(DashboardFile.target(where));
    }
    live.awaitValue(
        "failovers",
        "sum("
            + DashboardFile.target("redis-cluster-overview / Failovers by type / A").expression()
            + ")",
        1);
    for (String failovers : DashboardFile.annotations("Failovers")) {
      List<JSONObject> marks = live.marks(failovers);
      assertThat(marks).hasSize(1);
      assertThat(marks.get(0).getJSONArray("values").getJSONArray(0).getDouble(0))
          .isBetween(before - 1, System.currentTimeMillis() / 1000.0);
      assertThat(marks.get(0).getJSONObject("metric").toMap())
          .containsEntry("redis_cluster", BusyCluster.NAME)
          .containsEntry("node", live.busy().nodes().get(4))
          .containsKey("shard");
    }
    JSONObject promoted =
        live.results(DashboardFile.target("redis-cluster-overview / Promoted nodes / A")).get(0);
    assertThat(promoted.getJSONObject("metric").getString("node"))
        .isEqualTo(live.busy().nodes().get(4));
    assertThat(promoted.getJSONArray("value").getDouble(1) / 1000)
        .isBetween(before - 60, System.currentTimeMillis() / 1000.0);
    live.awaitValue(
        "nodes down", DashboardFile.target("redis-cluster-overview / Nodes / B").expression(), 1);
    live.awaitValue(
        "clusters that are unsafe",
        DashboardFile.target("redis-cluster-fleet / Clusters / B").expression(),
        1);
    live.awaitValue(
        "roles", "count((" + DashboardFile.column("Node details", "state") + ") == 0)", 1);
    live.busy().bringBack();
    live.awaitValue(
        "nodes down", DashboardFile.target("redis-cluster-overview / Nodes / B").expression(), 0);
  }

  private static void aLostShardIsSeen(LivePanels live) throws Exception {
    live.busy().loseAShard();
    live.awaitValue(
        "shards down", DashboardFile.target("redis-cluster-overview / Shards / B").expression(), 1);
    live.awaitValue(
        "shards over time",
        "count("
            + DashboardFile.target("redis-cluster-overview / Shards over time / A").expression()
            + " == 0)",
        1);
    live.awaitValue(
        "clusters that are not served",
        DashboardFile.target("redis-cluster-fleet / Clusters / C").expression(),
        1);
    live.awaitValue(
        "slots of a primary that is down",
        "count(("
            + DashboardFile.target("redis-cluster-overview / Slots by primary / A").expression()
            + ") == -1)",
        1);
    live.awaitSeries(DashboardFile.target("redis-cluster-overview / Firing alerts / A"));
    for (String pages : DashboardFile.annotations("Pages")) {
      if (!pages.contains("component=\"redis-cluster\"")) {
        continue;
      }
      Eventually.await(
          BOUND,
          "the page is marked",
          () ->
              live.marks(pages).stream()
                  .map(mark -> mark.getJSONObject("metric"))
                  .anyMatch(
                      mark ->
                          mark.optString("alertname").equals("RedisClusterShardDown")
                              && !mark.optString("shard").isEmpty()));
    }
    assertThat(
            live.busy()
                .prometheus()
                .value(
                    LivePanels.CHOICES.in(
                        DashboardFile.target("redis-cluster-overview / Slots served / A")
                            .expression())))
        .isBetween(0.6, 0.7);
    live.busy().bringBack();
    live.awaitValue(
        "shards down", DashboardFile.target("redis-cluster-overview / Shards / B").expression(), 0);
  }
}
