package io.github.redisclusterexporter.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An alert that explains another one silences it only when it fires before the other is told. */
class RoutesTest {
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

  @Test
  void everyAlertHasItsRoute() throws IOException {
    Routes routes = Routes.read();
    for (Alert alert : Alert.all()) {
      assertThat(routes.groupWait(alert))
          .isLessThanOrEqualTo(alert.pages() ? Duration.ofSeconds(15) : Duration.ofMinutes(2));
    }
  }
}
