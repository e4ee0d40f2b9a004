package io.github.redisclusterexporter.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedCommandsTest {

  /** The list is written out here as well: who lengthens it changes what this program may do. */
  @Test
  void theseAndNoOthers() {
    assertThat(AllowedCommands.COMMANDS)
        .containsExactlyInAnyOrder(
            "ASKING",
            "AUTH",
            "CLIENT SETNAME",
            "CLUSTER INFO",
            "CLUSTER MYSHARDID",
            "CLUSTER NODES",
            "INFO",
            "LATENCY HISTOGRAM",
            "LINDEX",
            "LLEN",
            "SCAN",
            "SCARD",
            "SELECT",
            "SLOWLOG GET",
            "TYPE",
            "XINFO GROUPS",
            "XINFO STREAM",
            "XPENDING",
            "XRANGE",
            "ZCARD",
            "ZCOUNT",
            "ZRANGE");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET k v", "set k v", "DEL k", "CONFIG SET x y", "CLUSTER FAILOVER", "cluster reset",
        "CLIENT KILL", "SLOWLOG RESET", "LATENCY RESET", "EVAL x 0", "XREADGROUP", "FLUSHALL",
        "CLUSTER", "XINFO CONSUMERS k g", "", " INFO", "INFO\r\nDEL"
      })
  void whatIsNotOnTheListCannotBeMade(String typed) {
    assertThatThrownBy(() -> Command.of(typed.split(" ", -1)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void aRefusalHidesTheWords() {
    assertThatThrownBy(() -> Command.of("HELLO", "3", "AUTH", "me", "s3cret"))
        .hasMessageNotContaining("s3cret");
  }
}
