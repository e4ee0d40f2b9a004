package io.github.redisclusterexporter.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An alert that explains another one silences it only when it fires before the other is told. */
class RoutesTest {
  private static final List<String> UNWATCHED =
      List.of("RedisClusterVanished", "RedisClusterMonitoringLost");

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
    Yaml route = Routes.read().file().in("route");
    List<Yaml> routes = new ArrayList<>(List.of(route));
    routes.addAll(route.each("routes"));
    route.each("routes").forEach(each -> routes.addAll(each.each("routes")));
    assertThat(routes)
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
