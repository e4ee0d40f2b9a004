package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.config.ConfigInput;
import io.github.redisclusterexporter.metric.BuildInfo;
import java.util.List;
import org.junit.jupiter.api.Test;

class StartLogTest {
  private static final BuildInfo BUILD = new BuildInfo("1.2.3", "abc", "17.0.1");

  private static List<String> lines(ConfigInput input) {
    return StartLog.lines(input.load(), BUILD, 9121);
  }

  @Test
  void namesVersionClusterAndAddress() {
    assertThat(lines(ConfigInput.valid()))
        .containsExactly(
            "redis-cluster-exporter 1.2.3 (revision abc), Java 17.0.1",
            "Cluster default: seeds localhost:7000; user default, TLS off;"
                + " queues 0, queue patterns 0, keys 0, key groups 0",
            "Listening on port 9121 of all addresses, TLS off, login off");
  }

  @Test
  void countsWhatIsMonitoredAndShowsNoSecret() {
    assertThat(
            lines(
                ConfigInput.empty()
                    .env("REDIS_CLUSTER_NODES", "a:1,b:2,c:3,d:4,e:5,f:6,g:7,h:8")
                    .env("REDIS_CLUSTER_NAME", "prod")
                    .env("REDIS_USERNAME", "exporter")
                    .env("REDIS_PASSWORD", "s3cret")
                    .env("REDIS_QUEUES", "tasks:high,tasks:low")
                    .env("REDIS_KEYS", "cart:config")
                    .env("EXPORTER_LISTEN_ADDRESS", "127.0.0.1:9121")))
        .contains(
            "Cluster prod: seeds a:1, b:2, c:3, d:4, e:5, f:6 and 2 more; user exporter, TLS off;"
                + " queues 2, queue patterns 0, keys 1, key groups 0",
            "Listening on port 9121 of 127.0.0.1, TLS off, login off")
        .noneMatch(line -> line.contains("s3cret"));
  }
}
