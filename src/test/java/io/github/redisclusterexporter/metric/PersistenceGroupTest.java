package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.CapturedNode;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PersistenceGroupTest {
  private static final String LAST_SAVE = "redis_cluster_rdb_last_save_timestamp_seconds";

  @Test
  void captured() {
    Exposition page =
        Exposition.of(PersistenceGroups.persistence(), Nodes.primary(), Nodes.replica());

    assertThat(page.of("primary"))
        .isEqualTo(
            """
            redis_cluster_aof_enabled 0.0
            redis_cluster_aof_last_rewrite_success 1.0
            redis_cluster_aof_last_write_success 1.0
            redis_cluster_last_fork_seconds 0.001908
            redis_cluster_rdb_changes_since_last_save 22.0
            redis_cluster_rdb_last_cow_bytes 294912.0
            redis_cluster_rdb_last_save_duration_seconds 0.0
            redis_cluster_rdb_last_save_success 1.0
            redis_cluster_rdb_save_in_progress 0.0
            """);
    assertThat(page.of("replica"))
        .isEqualTo(
            """
            redis_cluster_aof_enabled 0.0
            redis_cluster_aof_last_rewrite_success 1.0
            redis_cluster_aof_last_write_success 1.0
            redis_cluster_rdb_changes_since_last_save 25.0
            redis_cluster_rdb_last_save_success 1.0
            redis_cluster_rdb_save_in_progress 0.0
            """);
    assertThat(page.malformed()).isZero();
  }

  @Test
  void failures() {
    CapturedNode failing =
        Nodes.PRIMARY_70
            .withInfo("rdb_last_bgsave_status", "err")
            .withInfo("aof_last_write_status", "err")
            .withInfo("aof_last_bgrewrite_status", "err");

    assertThat(of(failing))
        .contains("redis_cluster_rdb_last_save_success 0.0\n")
        .contains("redis_cluster_aof_last_write_success 0.0\n")
        .contains("redis_cluster_aof_last_rewrite_success 0.0\n");
  }

  /** The captured server started at 1795392192, and says so in place of a save. */
  @ParameterizedTest
  @CsvSource({
    "1795392192, 0, false",
    "1795392193, 0, false",
    "1795392192, 1, true",
    "1795392194, 0, true",
    "1795392196, 3, true"
  })
  void theStartOfTheServerIsNoSave(String time, String saves, boolean isSave) {
    CapturedNode node =
        Nodes.PRIMARY_70.withInfo("rdb_last_save_time", time).withInfo("rdb_saves", saves);

    assertThat(of(node).contains(LAST_SAVE)).isEqualTo(isSave);
  }

  @Test
  void theTimeIsInSeconds() {
    assertThat(of(Nodes.PRIMARY_70.withInfo("rdb_last_save_time", "1795392196")))
        .contains(LAST_SAVE + " 1.795392196E9\n");
  }

  @ParameterizedTest
  @ValueSource(strings = {"rdb_last_save_time", "server_time_usec", "uptime_in_seconds"})
  void whatCannotBeToldFromTheStartIsAbsent(String missing) {
    CapturedNode node =
        Nodes.PRIMARY_70.withInfo("rdb_last_save_time", "1795392196").withoutInfo(missing);

    assertThat(of(node)).doesNotContain(LAST_SAVE).contains("redis_cluster_aof_enabled");
  }

  private static String of(CapturedNode node) {
    return Exposition.of(PersistenceGroups.persistence(), Nodes.of("primary", node)).of("primary");
  }
}
