package io.github.redisclusterexporter.node;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.testing.CapturedReplies;
import io.github.redisclusterexporter.testing.Resp;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class SlotMigrationsTest {
  private static final byte[] CAPTURED =
      CapturedReplies.read("valkey-9.1.2", "primary", "cluster_getslotmigrations");

  @Test
  void captured() {
    assertThat(SlotMigrations.parse(Resp.decode(CAPTURED))).isEqualTo(new SlotMigrations(1, 0));
  }

  @Test
  void failed() {
    String reply = new String(CAPTURED, UTF_8).replace("$9\r\ncancelled", "$6\r\nfailed");

    assertThat(SlotMigrations.parse(Resp.decode(reply.getBytes(UTF_8))))
        .isEqualTo(new SlotMigrations(1, 1));
  }

  @Test
  void none() {
    assertThat(SlotMigrations.parse(new Reply.Array(List.of())))
        .isEqualTo(new SlotMigrations(0, 0));
  }

  static Stream<Reply> unreadable() {
    return Stream.of(
        new Reply.Nil(),
        new Reply.Text("state"),
        new Reply.Array(List.of(new Reply.Text("state"))),
        new Reply.Array(List.of(new Reply.Array(List.of(new Reply.Text("state"))))),
        new Reply.Array(
            List.of(new Reply.Array(List.of(new Reply.Text("state"), new Reply.Int(1))))),
        new Reply.Array(
            List.of(new Reply.Array(List.of(new Reply.Text("name"), new Reply.Text("x"))))));
  }

  @ParameterizedTest
  @MethodSource
  void unreadable(Reply reply) {
    assertThatThrownBy(() -> SlotMigrations.parse(reply))
        .isInstanceOf(MalformedReplyException.class);
  }
}
