package io.github.redisclusterexporter.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VariableHintsTest {
  private static List<String> hints(String name) {
    return new ConfigLoader(Map.of(name, "s3cret"), new Properties()).hints();
  }

  @ParameterizedTest
  @CsvSource({
    "REDIS_PASWORD, REDIS_PASSWORD",
    "REDIS_PASS, REDIS_PASSWORD",
    "REDIS_CLUSTER_NODE, REDIS_CLUSTER_NODES",
    "REDIS_URI, REDIS_URL",
    "REDIS_TLS_CA, REDIS_TLS_CA_FILE",
    "REDIS_QUEUE, REDIS_QUEUES",
    "EXPORTER_LISTEN_ADRESS, EXPORTER_LISTEN_ADDRESS",
    "EXPORTER_WEB_CONFIG, EXPORTER_WEB_CONFIG_FILE",
  })
  void aMisspeltVariableHasTheNearestKnownOne(String name, String known) {
    assertThat(hints(name))
        .containsExactly(
            "The environment variable %s is not used; the nearest known variable is %s"
                .formatted(name, known));
  }

  @ParameterizedTest
  @CsvSource({
    "REDIS_ADDR, REDIS_URL",
    "REDIS_USER, REDIS_USERNAME",
    "REDIS_NODES, REDIS_CLUSTER_NODES",
    "REDIS_CLUSTER, REDIS_CLUSTER_NODES",
    "REDIS_EXPORTER_WEB_LISTEN_ADDRESS, EXPORTER_LISTEN_ADDRESS",
    "REDIS_EXPORTER_SKIP_TLS_VERIFICATION, REDIS_TLS_INSECURE",
    "REDIS_EXPORTER_LOG_LEVEL, LOG_LEVEL",
    "EXPORTER_LOG_FORMAT, LOG_FORMAT",
    "REDIS_EXPORTER_CHECK_SINGLE_KEYS, REDIS_KEYS",
    "REDIS_EXPORTER_COUNT_KEYS, REDIS_KEY_GROUPS",
    "REDIS_EXPORTER_INCL_SYSTEM_METRICS, docs/migrating-from-redis_exporter.md",
  })
  void aVariableOfRedisExporterHasTheOneToSetInstead(String name, String told) {
    assertThat(hints(name)).singleElement().asString().contains(name).contains(told);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "REDIS_URL",
        "REDIS_PORT",
        "REDIS_SERVICE_HOST",
        "REDIS_PORT_6379_TCP_ADDR",
        "REDIS_CLUSTER_SERVICE_PORT_REDIS",
        "REDIS_EXPORTER_PORT_9121_TCP",
        "EXPORTER_SERVICE_PORT",
        "REDIS_HOME",
        "HOME"
      })
  void otherVariablesHaveNoHint(String name) {
    assertThat(hints(name)).isEmpty();
  }

  @Test
  void noValueIsShownAndAnEmptyOneIsIgnored() {
    assertThat(hints("REDIS_PASWORD").toString()).doesNotContain("s3cret");
    assertThat(new ConfigLoader(Map.of("REDIS_PASWORD", ""), new Properties()).hints()).isEmpty();
  }
}
