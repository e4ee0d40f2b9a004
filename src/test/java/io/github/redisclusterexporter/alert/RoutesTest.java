package io.github.redisclusterexporter.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An alert that explains another one silences it only when it fires before the other is told. */
class RoutesTest {
  private static final List<String> UNWATCHED =
      List.of("RedisClusterVanished", "RedisClusterMonitoringLost");

  private static final Pattern ALERTS = Pattern.compile("ALERTS\\{alertname=~?\"([^\"]*)\"");

  static List<Yaml> inhibitions() throws IOException {
    return Routes.read().inhibitions();
  }

  @ParameterizedTest
  @MethodSource("inhibitions")
  void namesOnlyAlertsThatThereAre(Yaml inhibition) throws IOException {
    List<String> names = Alert.all().stream().map(Alert::name).toList();
    assertThat(names).containsAll(Routes.names(inhibition.texts("source_matchers")));
    assertThat(names).containsAll(Routes.names(inhibition.texts("target_matchers")));
    assertThat(Routes.names(inhibition.texts("source_matchers"))).isNotEmpty();
    assertThat(Routes.names(inhibition.texts("target_matchers"))).isNotEmpty();
  }

  @Test
  void theRoutesNameOnlyAlertsThatThereAre() throws IOException {
    List<String> named =
        routes().stream().flatMap(route -> Routes.names(route.texts("matchers")).stream()).toList();
    assertThat(named).contains("RedisClusterWatchdog");
    assertThat(Alert.all()).extracting(Alert::name).containsAll(named);
  }

  /** The route at the top and all below it. */
  private static List<Yaml> routes() throws IOException {
    List<Yaml> routes = new ArrayList<>(List.of(Routes.read().file().in("route")));
    for (int i = 0; i < routes.size(); i++) {
      routes.addAll(routes.get(i).each("routes"));
    }
    return routes;
  }

  static Stream<Pair> silences() throws IOException {
    return inhibitions().stream()
        .flatMap(
            inhibition ->
                Routes.names(inhibition.texts("source_matchers")).stream()
                    .flatMap(
                        source ->
                            Routes.names(inhibition.texts("target_matchers")).stream()
                                .map(target -> new Pair(source, target))));
  }

  /** One alert that silences another. */
  record Pair(String source, String target) {}

  @ParameterizedTest
  @MethodSource("silences")
  void theExplanationComesInTime(Pair pair) throws IOException {
    Alert explains = Alert.named(pair.source());
    Alert silenced = Alert.named(pair.target());
    assertThat(explains.holds().plus(Routes.EVALUATION))
        .isLessThanOrEqualTo(silenced.holds().plus(Routes.read().groupWait(silenced)));
  }

  /** Else what was explained pages when the outage is over. */
  @ParameterizedTest
  @MethodSource("silences")
  void theExplanationEndsLast(Pair pair) throws IOException {
    Alert explains = Alert.named(pair.source());
    Alert silenced = Alert.named(pair.target());
    if (explains.pages() && silenced.pages()) {
      assertThat(explains.outlasts()).isGreaterThanOrEqualTo(silenced.outlasts().plusMinutes(1));
    }
  }

  /** Its end would not be told, when it was told before the explanation came. */
  @ParameterizedTest
  @MethodSource("silences")
  void whatEndsByItsRuleIsNotInhibited(Pair pair) throws IOException {
    Alert silenced = Alert.named(pair.target());
    if (silenced.pages()) {
      assertThat(endedBy(silenced)).doesNotContain(pair.source());
    }
  }

  @Test
  void somePagesEndByTheirRules() throws IOException {
    assertThat(endedBy(Alert.named("RedisClusterErrorBudgetBurn")))
        .contains("RedisClusterShardDown", "RedisClusterWritesBlocked");
    assertThat(endedBy(Alert.named("RedisClusterMemoryExhausted")))
        .containsExactly("RedisClusterWritesBlocked");
    assertThat(endedBy(Alert.named("RedisQueueStalled")))
        .containsExactly("RedisQueueOldestTaskTooOld");
  }

  /** The alerts that the expression looks up. */
  private static List<String> endedBy(Alert alert) throws IOException {
    List<String> matchers =
        ALERTS.matcher(alert.expression()).results().map(found -> found.group(1)).toList();
    return Alert.all().stream()
        .map(Alert::name)
        .filter(name -> matchers.stream().anyMatch(name::matches))
        .toList();
  }

  static Stream<Alert> outages() throws IOException {
    return Alert.all().stream()
        .filter(Alert::pages)
        .filter(alert -> !UNWATCHED.contains(alert.name()));
  }

  /** Else the outage seems to be over when the exporters are lost. */
  @ParameterizedTest
  @MethodSource("outages")
  void thatNobodyWatchesIsToldBeforeAnOutageEnds(Alert outage) throws IOException {
    for (String unwatched : UNWATCHED) {
      assertThat(outage.outlasts())
          .isGreaterThan(Routes.read().messageAfter(Alert.named(unwatched)));
    }
  }

  /** A page that joins one that somebody has acknowledged wakes nobody. */
  @Test
  void differentAlertsAreNeverOneMessage() throws IOException {
    assertThat(routes())
        .filteredOn(each -> each.fields().containsKey("group_by"))
        .hasSizeGreaterThan(2)
        .allSatisfy(
            each -> assertThat(each.texts("group_by")).contains("redis_cluster", "alertname"));
  }

  @Test
  void everyAlertHasItsRoute() throws IOException {
    Routes routes = Routes.read();
    for (Alert alert : Alert.all()) {
      assertThat(routes.groupWait(alert))
          .isLessThanOrEqualTo(alert.pages() ? Duration.ofSeconds(15) : Duration.ofMinutes(2));
    }
  }
}
