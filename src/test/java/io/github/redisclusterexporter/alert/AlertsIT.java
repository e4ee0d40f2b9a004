package io.github.redisclusterexporter.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.alert.RuleQueries.Query;
import io.github.redisclusterexporter.testing.Executables;
import io.github.redisclusterexporter.testing.MissingTools;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer.OrderAnnotation;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * From a fault of real servers to what somebody is told: one exporter each, two where the exporters
 * matter and always in the full tier, Prometheus with the shipped rules, Alertmanager with the
 * shipped routes, all times divided by one factor. All scenarios run at the same time, each on
 * servers of its own.
 */
@TestMethodOrder(OrderAnnotation.class)
@Order(1)
class AlertsIT {
  private static final TimeScale SCALE = TimeScale.OF_TESTS;

  private static final Scenario HEALTHY =
      new Scenario(
          "healthy", OutageScenarios::underLoad, scene -> {}, scene -> List.of(), scene -> {});

  private static final Duration FIVE_MINUTES = Duration.ofMinutes(5);

  /** What a machine that is busy with all of this may add. */
  private static final Duration SLOW_MACHINE = Duration.ofSeconds(6);

  private static Optional<AlertRehearsals> rehearsals = Optional.empty();

  static List<Scenario> scenarios() {
    return Stream.of(
            OutageScenarios.all(),
            ExporterScenarios.all(),
            WriteScenarios.all(),
            QueueScenarios.all())
        .flatMap(List::stream)
        .filter(scenario -> scenario.name().matches(System.getProperty("alerts.only", ".*")))
        .toList();
  }

  @BeforeAll
  static void start() throws Exception {
    Optional<Path> prometheus = Executables.onPath("prometheus");
    Optional<Path> alertmanager = Executables.onPath("prometheus-alertmanager", "alertmanager");
    if (prometheus.isEmpty()) {
      MissingTools.report("prometheus", "who is told of which fault");
    } else if (alertmanager.isEmpty()) {
      MissingTools.report("prometheus-alertmanager", "who is told of which fault");
    } else {
      rehearsals =
          Optional.of(
              new AlertRehearsals(
                  prometheus.get(), alertmanager.get(), SCALE, scenarios(), HEALTHY));
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
      Duration first = rehearsals.get().await(scenario);
      if (scenario.name().equals(OutageScenarios.SHARD_LOST)) {
        Duration promised =
            SCALE.of(Routes.read().messageAfter(Alert.named("RedisClusterShardDown")));
        assertThat(first)
            .isLessThan(promised.plus(SLOW_MACHINE))
            .isLessThan(SCALE.of(FIVE_MINUTES));
      }
    }
  }

  @Test
  @Order(2)
  void ofAHealthyClusterNothing() {
    if (rehearsals.isPresent()) {
      assertThat(rehearsals.get().told(HEALTHY)).isEmpty();
    }
  }

  @Test
  @Order(2)
  void noTextLacksAValue() {
    if (rehearsals.isPresent()) {
      assertThat(rehearsals.get().notifications().texts())
          .isNotEmpty()
          .noneMatch(text -> text.contains("<no value>") || text.contains("<error"));
    }
  }

  @Test
  @Order(2)
  void noRuleEverFailed() throws Exception {
    if (rehearsals.isPresent()) {
      assertThat(rehearsals.get().monitoring().failedEvaluations()).isZero();
    }
  }

  static List<Query> queries() throws IOException {
    return RuleQueries.all();
  }

  /** In health, or in one of the faults. */
  @ParameterizedTest
  @MethodSource("queries")
  @Order(2)
  void whatARuleReadsIsThere(Query query) throws Exception {
    if (rehearsals.isPresent()) {
      Monitoring monitoring = rehearsals.get().monitoring();
      for (String selector : query.selectors()) {
        assertThat(monitoring.wasThere(selector)).as(selector).isTrue();
      }
      String metrics =
          query.selectors().stream()
              .map(selector -> selector.replaceFirst("\\{.*", ""))
              .collect(Collectors.joining("|"));
      for (String label : query.labels()) {
        String selector = "{__name__=~\"%s\",%s!=\"\"}".formatted(metrics, label);
        assertThat(monitoring.wasThere(selector)).as(selector).isTrue();
      }
    }
  }

  @Test
  @Order(3)
  void whenNoExporterIsLeftThatAlone() throws Exception {
    if (rehearsals.isPresent()) {
      rehearsals.get().loseAllExporters();
    }
  }
}
