package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.config.ConfigInput;
import io.github.redisclusterexporter.key.KeysConfig;
import io.github.redisclusterexporter.metric.MetricGroupsConfig;
import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.redis.ClusterMode;
import io.github.redisclusterexporter.redis.Credentials;
import io.github.redisclusterexporter.redis.RedisConfig;
import io.github.redisclusterexporter.redis.TlsConfig;
import io.github.redisclusterexporter.scrape.ScrapeConfig;
import io.github.redisclusterexporter.testing.TestMonitor;
import io.github.redisclusterexporter.web.WebConfig;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConfigDefaultsTest {

  @Test
  void aNodeIsAllThatIsNeeded() {
    assertThat(ConfigInput.valid().load())
        .isEqualTo(
            new ExporterConfig(
                List.of(
                    new ClusterConfig(
                        new RedisConfig(
                            "default",
                            List.of(new HostPort("localhost", 7000)),
                            ClusterMode.AUTO,
                            new Credentials(Optional.empty(), Optional.empty(), Optional.empty()),
                            new TlsConfig(
                                false,
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                Optional.empty(),
                                false),
                            Map.of(),
                            0,
                            Duration.ofSeconds(1),
                            Duration.ofSeconds(3)),
                        TestMonitor.NO_QUEUES,
                        KeysConfig.NONE,
                        new MetricGroupsConfig(
                            Set.of(
                                "acl",
                                "allocator",
                                "client-names",
                                "commandlog",
                                "eventloop",
                                "expiry",
                                "forks",
                                "internals",
                                "latency-events",
                                "pubsub",
                                "queue-consumers",
                                "scripts",
                                "slot-migrations",
                                "slot-stats",
                                "tracking"),
                            Set.of(),
                            30,
                            20,
                            10,
                            20,
                            20))),
                new ScrapeConfig(
                    Duration.ofSeconds(10), Duration.ofMillis(500), Duration.ofSeconds(1)),
                new WebConfig("", 9121, 20, false, Optional.empty()),
                new LogConfig(LogConfig.Threshold.INFO, LogFormat.TEXT)));
  }
}
