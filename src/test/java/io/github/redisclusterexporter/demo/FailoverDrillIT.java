package io.github.redisclusterexporter.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.TestExporter;
import io.github.redisclusterexporter.testing.RedisCluster;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** A drill that has to fail does; {@link DemoIT} has the one that passes. */
class FailoverDrillIT {

  @Test
  void aReplicaThatMayNotTakeOverFailsTheDrill() throws Exception {
    try (RedisCluster cluster =
            RedisCluster.builder().directive("cluster-replica-no-failover yes").start();
        TestExporter exporter = TestExporter.of(cluster.node(1).address())) {
      ByteArrayOutputStream said = new ByteArrayOutputStream();
      PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
      DrillResult result =
          new FailoverDrill(cluster, exporter.uri("/metrics"), out, Duration.ofSeconds(8)).run();

      assertThat(said.toString(StandardCharsets.UTF_8))
          .contains(" s  detected: it is down")
          .contains(" s  not within 8 s: promoted: " + cluster.node(3).address());
      assertThat(result.complete()).isFalse();
      assertThat(result.passed()).isFalse();
      assertThat(result.failed()).isPositive();
      assertThat(result.withoutWrites()).isGreaterThan(Duration.ofSeconds(5));
    }
  }
}
