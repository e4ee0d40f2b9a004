package io.github.redisclusterexporter.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.Checked;
import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

@Execution(ExecutionMode.CONCURRENT)
@Order(1)
class DrillIT {

  private static final String ONLY = System.getProperty("drills.only", "");

  static Stream<Arguments> drills() {
    return RedisBinary.forTier()
        .flatMap(
            redis ->
                Drills.all(ServerKind.of(redis))
                    .filter(drill -> drill.fault().matches(".*" + ONLY + ".*"))
                    .map(drill -> Arguments.of(Named.of(redis.version(), redis), drill)));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("drills")
  @Timeout(600)
  void drill(RedisBinary redis, Drill drill) throws Exception {
    RedisCluster cluster = RedisCluster.builder().binary(redis).start();
    try (Testbed testbed = new Testbed(cluster, drill.setUp())) {
      testbed.awaitFailoverMonitor();
      inject(drill, testbed);
      testbed.awaitSignals(drill.fault(), drill.eventual());
      assertOwnCheck(drill, testbed);
      if (RedisCli.isAvailable()) {
        awaitCheck(drill, testbed);
      }
    }
  }

  private static void assertOwnCheck(Drill drill, Testbed testbed) {
    Checked check = Checked.of(testbed.environment());
    assertThat(check.code()).as(check.text()).isEqualTo(drill.findings().isEmpty() ? 0 : 1);
    assertThat(check.problems())
        .as(check.text())
        .hasSameSizeAs(drill.findings())
        .allMatch(
            problem ->
                drill.findings().stream()
                    .flatMap(finding -> Stream.of(finding.split(" or ")))
                    .anyMatch(problem::startsWith));
  }

  private static void awaitCheck(Drill drill, Testbed testbed) {
    String[] last = {""};
    try {
      testbed.await(
          "redis-cli reports: " + drill.check(),
          () -> {
            last[0] = check(testbed);
            return last[0].equals(drill.check());
          });
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + ", but: " + last[0], e);
    }
  }

  private static void inject(Drill drill, Testbed testbed) throws Exception {
    drill.inject().run(testbed);
    if (drill.repeated()) {
      testbed.await(
          "the exporter reports it",
          () -> {
            if (missing(drill, testbed.scrape()).isEmpty()) {
              return true;
            }
            drill.inject().run(testbed);
            return missing(drill, testbed.scrape()).isEmpty();
          });
    } else {
      Map<String, Double> next = testbed.scrape();
      assertThat(missing(drill, next)).as("the next scrape, of %s", next).isEmpty();
    }
  }

  /** The signals that this scrape must have and does not. */
  private static Map<String, Double> missing(Drill drill, Map<String, Double> signals) {
    Map<String, Double> missing = new TreeMap<>(drill.immediate());
    missing.entrySet().removeIf(expected -> has(signals, expected.getKey(), expected.getValue()));
    return missing;
  }

  private static boolean has(Map<String, Double> signals, String name, double value) {
    return Double.compare(signals.getOrDefault(name, Signals.ABSENT), value) == 0;
  }

  private static String check(Testbed testbed) throws Exception {
    Optional<RedisServer> seed =
        Stream.of(2, 1, 0).map(testbed::node).filter(RedisServer::isAlive).findFirst();
    return seed.isPresent() ? ClusterCheck.run(seed.get().address()) : "no answer";
  }
}
