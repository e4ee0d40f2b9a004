package io.github.redisclusterexporter.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

@Execution(ExecutionMode.CONCURRENT)
@Order(1)
class DrillIT {

  private static final String ONLY = System.getProperty("drills.only", "");

  static Stream<Drill> drills() {
    return Drills.all().filter(drill -> drill.fault().matches(".*" + ONLY + ".*"));
  }

  @ParameterizedTest
  @MethodSource("drills")
  @Timeout(90)
  void drill(Drill drill) throws Exception {
    try (Stage stage = new Stage(RedisCluster.start(), drill.setUp())) {
      stage.awaitWatch();
      inject(drill, stage);
      stage.awaitSignals(drill.fault(), drill.soon());
      if (ClusterCheck.isThere()) {
        awaitCheck(drill, stage);
      }
    }
  }

  private static void awaitCheck(Drill drill, Stage stage) {
    String[] last = {""};
    try {
      stage.await(
          "redis-cli says: " + drill.check(),
          () -> {
            last[0] = check(stage);
            return last[0].equals(drill.check());
          });
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + ", but: " + last[0], e);
    }
  }

  private static void inject(Drill drill, Stage stage) throws Exception {
    drill.inject().run(stage);
    if (drill.fleeting()) {
      stage.await(
          "it is seen",
          () -> {
            if (missing(drill, stage.scrape()).isEmpty()) {
              return true;
            }
            drill.inject().run(stage);
            return missing(drill, stage.scrape()).isEmpty();
          });
    } else {
      Map<String, Double> next = stage.scrape();
      assertThat(missing(drill, next)).as("the next scrape, of %s", next).isEmpty();
    }
  }

  /** What the next scrape must have and does not. */
  private static Map<String, Double> missing(Drill drill, Map<String, Double> signals) {
    Map<String, Double> missing = new TreeMap<>(drill.atOnce());
    missing.entrySet().removeIf(expected -> has(signals, expected.getKey(), expected.getValue()));
    return missing;
  }

  private static boolean has(Map<String, Double> signals, String name, double value) {
    return Double.compare(signals.getOrDefault(name, Signals.ABSENT), value) == 0;
  }

  private static String check(Stage stage) throws Exception {
    Optional<RedisServer> seed =
        Stream.of(2, 1, 0).map(stage::node).filter(RedisServer::isAlive).findFirst();
    return seed.isPresent() ? ClusterCheck.says(seed.get().address()) : "no answer";
  }
}
