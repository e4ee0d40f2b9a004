package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.testing.CapturedNode;
import java.util.List;
import org.junit.jupiter.api.Test;

class SlowlogGroupTest {
  private static final CapturedNode EMPTY =
      Nodes.PRIMARY_70.with("SLOWLOG GET 1", new Reply.Array(List.of()));

  @Test
  void captured() {
    Exposition page = Exposition.of(CommandGroups.slowlog(), Nodes.primary(), Nodes.replica());

    assertThat(page.of("primary"))
        .isEqualTo(
            """
            redis_cluster_slowlog_entries_total 77.0
            """);
    assertThat(page.of("replica"))
        .isEqualTo(
            """
            redis_cluster_slowlog_entries_total 66.0
            """);
    assertThat(page.malformed()).isZero();
  }

  @Test
  void nothingWasEverSlow() {
    assertThat(of(EMPTY)).isEqualTo("redis_cluster_slowlog_entries_total 0.0\n");
  }

  @Test
  void afterAResetTheNumberIsNotKnown() {
    assertThat(of(EMPTY.withInfo("cmdstat_slowlog|reset", "calls=1,usec=1")).strip()).isEmpty();
  }

  @Test
  void afterAResetByItsNameInValkeyTheNumberIsNotKnown() {
    assertThat(of(EMPTY.withInfo("cmdstat_commandlog|reset", "calls=1,usec=1")).strip()).isEmpty();
  }

  @Test
  void afterAResetOfTheStatisticsTheNumberIsNotKnown() {
    assertThat(of(EMPTY.withInfo("cmdstat_config|resetstat", "calls=1,usec=1")).strip()).isEmpty();
  }

  @Test
  void anEmptyLogOfAServerThatCannotTellAResetIsNotZero() {
    // 6.2 counts SLOWLOG GET and SLOWLOG RESET as one command.
    CapturedNode older = Nodes.REPLICA_62.with("SLOWLOG GET 1", new Reply.Array(List.of()));
    Reply refusal = new Reply.Refused(Fault.READ_NO_PERMISSION, "NOPERM");

    assertThat(of(older).strip()).isEmpty();
    assertThat(of(EMPTY.with("INFO", "redis_version:7.0.15\r\n")).strip()).isEmpty();
    assertThat(of(EMPTY.with("INFO", refusal)).strip()).isEmpty();
  }

  @Test
  void aRefusalIsNotZero() {
    Reply refusal = new Reply.Refused(Fault.READ_NO_PERMISSION, "NOPERM");

    assertThat(of(Nodes.PRIMARY_70.with("SLOWLOG GET 1", refusal)).strip()).isEmpty();
  }

  private static String of(CapturedNode node) {
    return Exposition.of(CommandGroups.slowlog(), Nodes.of("primary", node)).of("primary");
  }
}
