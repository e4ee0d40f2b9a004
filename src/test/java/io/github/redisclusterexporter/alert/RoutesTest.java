package io.github.redisclusterexporter.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** An alert that explains another one silences it only when it fires before the other is told. */
class RoutesTest {
  private static final Duration EVALUATION = Duration.ofSeconds(15);

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

  @ParameterizedTest
  @MethodSource("inhibitions")
  void theExplanationComesInTime(Yaml inhibition) throws IOException {
    Routes routes = Routes.read();
    Map<String, Alert> alerts =
        Alert.all().stream().collect(Collectors.toMap(Alert::name, Function.identity()));
    for (String source : Routes.names(inhibition.texts("source_matchers"))) {
      for (String target : Routes.names(inhibition.texts("target_matchers"))) {
        Alert explains = Objects.requireNonNull(alerts.get(source));
        Alert silenced = Objects.requireNonNull(alerts.get(target));
        assertThat(explains.holds().plus(EVALUATION))
            .as("%s before %s is told", source, target)
            .isLessThanOrEqualTo(silenced.holds().plus(routes.groupWait(silenced)));
      }
    }
  }

  @Test
  void everyAlertHasItsRoute() throws IOException {
    Routes routes = Routes.read();
    for (Alert alert : Alert.all()) {
      assertThat(routes.groupWait(alert))
          .isLessThanOrEqualTo(
              alert.label("severity").equals("critical")
                  ? Duration.ofSeconds(15)
                  : Duration.ofMinutes(2));
    }
  }
}
