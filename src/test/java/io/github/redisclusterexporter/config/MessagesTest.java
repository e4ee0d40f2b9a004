package io.github.redisclusterexporter.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MessagesTest {

  @ParameterizedTest
  @CsvSource({
    "'', '', 0",
    "a, '', 1",
    "'', a, 1",
    "kitten, sitting, 3",
    "flaw, lawn, 2",
    "same, same, 0",
  })
  void distanceCountsInsertionsRemovalsAndReplacements(String from, String to, int edits) {
    assertThat(Messages.distance(from, to)).isEqualTo(edits);
  }

  @ParameterizedTest
  @CsvSource({
    "redis.node, redis.nodes",
    "redis.pass, redis.password",
    "redis.nmae, redis.name",
    "REDIS.Name, redis.name",
    "password, redis.password",
    "redis.connectTimeout, redis.connect-timeout",
  })
  void findsWhatWasMeant(String unknown, String meant) {
    var known =
        List.of(
            "redis.name",
            "redis.nodes",
            "redis.password",
            "redis.password-file",
            "redis.connect-timeout");
    assertThat(Messages.nearest(unknown, known)).isEqualTo(meant);
  }

  @Test
  void equallyNearNamesAreTakenInOrder() {
    assertThat(Messages.nearest("x", List.of("b", "a"))).isEqualTo("a");
  }
}
