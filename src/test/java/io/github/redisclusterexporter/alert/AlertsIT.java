package io.github.redisclusterexporter.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.alert.RuleQueries.Query;
import io.github.redisclusterexporter.testing.Executables;
import io.github.redisclusterexporter.testing.MissingTools;
import io.github.redisclusterexporter.testing.Tier;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * From an event on real servers to the notifications about it: one exporter each, two where the
 * exporters matter and always in the full tier, Prometheus with the shipped rules, Alertmanager
 * with the shipped routes, all times divided by one factor. The complete tier has the most
 * important scenarios, all at the same time, each on servers of its own. The full tier has all, one
 * group after the other.
 */
@TestMethodOrder(OrderAnnotation.class)
@Order(1)
@Tag("rehearsal")
class AlertsIT {
  /** With 1, everything takes as long as with the shipped settings. */
  private static final TimeScale SCALE =
      new TimeScale(Integer.getInteger("alerts.scale", TimeScale.OF_TESTS.factor()));

  private static final Set<String> IN_COMPLETE_TIER =
      Set.of(
          OutageScenarios.HEALTHY,
          OutageScenarios.PRIMARY_KILLED,
          OutageScenarios.SHARD_LOST,
          WriteScenarios.WRITES_BLOCKED,
          QueueScenarios.TASKS_NOT_DONE,
          ExporterScenarios.USER_REVOKED,
          ExporterScenarios.EXPORTER_KILLED,
          ExporterScenarios.BOTH_EXPORTERS_KILLED);

  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

  /** What a machine that is busy with all of this may add. */
  private static final Duration SLOW_MACHINE = Duration.ofSeconds(6);

  private static Optional<RehearsalSeries> rehearsals = Optional.empty();

  /** Those of a group run at the same time. */
  private static List<List<Scenario>> groups() {
    List<List<Scenario>> all =
        List.of(
            OutageScenarios.all(),
            MaintenanceScenarios.all(),
            flat(List.of(WriteScenarios.all(), PerformanceScenarios.all())),
            flat(List.of(QueueScenarios.all(), ExporterScenarios.all())));
    Optional<Pattern> only = only();
    if (only.isPresent()) {
      return select(all, scenario -> only.get().matcher(scenario.name()).matches());
    }
    List<List<Scenario>> complete = List.of(flat(select(all, AlertsIT::isInCompleteTier)));
    return Tier.current() == Tier.COMPLETE
        ? complete
        : Stream.of(select(all, Predicate.not(AlertsIT::isInCompleteTier)), complete)
            .flatMap(List::stream)
            .toList();
  }

  private static Optional<Pattern> only() {
    return Optional.ofNullable(System.getProperty("alerts.only")).map(Pattern::compile);
  }

  private static boolean isInCompleteTier(Scenario scenario) {
    return IN_COMPLETE_TIER.contains(scenario.name());
  }

  private static List<List<Scenario>> select(
      List<List<Scenario>> groups, Predicate<Scenario> condition) {
    return groups.stream()
        .map(group -> group.stream().filter(condition).toList())
        .filter(group -> !group.isEmpty())
        .toList();
  }

  private static List<Scenario> flat(List<List<Scenario>> groups) {
    return groups.stream().flatMap(List::stream).toList();
  }

  static List<Scenario> scenarios() {
    return flat(groups());
  }

  @BeforeAll
  static void start() {
    Optional<Path> prometheus = Executables.onPath("prometheus");
    Optional<Path> alertmanager = Executables.onPath("prometheus-alertmanager", "alertmanager");
    if (prometheus.isEmpty()) {
      MissingTools.report("prometheus", "who is told of which fault");
    } else if (alertmanager.isEmpty()) {
      MissingTools.report("prometheus-alertmanager", "who is told of which fault");
    } else {
      rehearsals =
          Optional.of(new RehearsalSeries(prometheus.get(), alertmanager.get(), SCALE, groups()));
    }
  }

  @AfterAll
  static void stop() throws Exception {
    if (rehearsals.isPresent()) {
      rehearsals.get().close();
    }
  }

  @ParameterizedTest
  @MethodSource("scenarios")
  @Order(1)
  void tellsExactlyThis(Scenario scenario) throws Exception {
    if (rehearsals.isPresent()) {
      Optional<Duration> first = rehearsals.get().await(scenario);
      if (scenario.name().equals(OutageScenarios.SHARD_LOST)) {
        Duration promised =
            SCALE.of(Routes.read().messageAfter(Alert.named("RedisClusterShardDown")));
        assertThat(first.orElseThrow())
            .isLessThan(promised.plus(SLOW_MACHINE))
            .isLessThan(SCALE.of(FIVE_MINUTES));
      }
    }
  }

  @Test
  @Order(2)
  void nothingIsToldAfterTheEnd() {
    if (rehearsals.isPresent()) {
      assertThat(rehearsals.get().toldLate()).isEmpty();
    }
  }

  @Test
  @Order(2)
  void noTextLacksAValue() {
    if (rehearsals.isPresent()) {
      assertThat(rehearsals.get().texts())
          .isNotEmpty()
          .noneMatch(text -> text.contains("<no value>") || text.contains("<error"));
    }
  }

  @Test
  @Order(2)
  void noRuleEverFailed() throws Exception {
    if (rehearsals.isPresent()) {
      assertThat(rehearsals.get().failedEvaluations()).isZero();
    }
  }

  static List<Query> queries() throws IOException {
    return RuleQueries.all();
  }

  /** In health, or in one of the faults; a part of the scenarios cannot tell. */
  @ParameterizedTest
  @MethodSource("queries")
  @Order(2)
  void whatARuleReadsIsThere(Query query) throws Exception {
    if (rehearsals.isPresent() && only().isEmpty()) {
      for (String selector : query.reads()) {
        assertThat(rehearsals.get().wasThere(selector)).as(selector).isTrue();
      }
    }
  }

  @Test
  @Order(3)
  void whenNoExporterIsLeftThatAlone() throws Exception {
    if (rehearsals.isPresent()) {
      rehearsals.get().current().loseAllExporters();
    }
  }
}
