package io.github.redisclusterexporter.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.testing.CapturedReplies;
import io.github.redisclusterexporter.testing.Resp;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SlowlogTest {

  @ParameterizedTest
  @CsvSource({"redis-6.2.11, 77", "redis-7.0.15, 76", "redis-7.4.1, 69", "valkey-8.0.1, 79"})
  void newestOfEachVersion(String version, long id) {
    Reply reply = Resp.decode(CapturedReplies.read(version, "primary", "slowlog_get_1"));

    assertThat(Slowlog.parse(reply).newestId()).hasValue(id);
  }

  @ParameterizedTest
  @CsvSource({
    "valkey-8.1.1, slow, 8",
    "valkey-8.1.1, large-request, 4",
    "valkey-8.1.1, large-reply, 14",
    "valkey-9.1.2, slow, 6",
    "valkey-9.1.2, large-request, 4",
    "valkey-9.1.2, large-reply, 14"
  })
  void newestOfEachCommandLog(String version, String type, long id) {
    Reply reply = Resp.decode(CapturedReplies.read(version, "primary", "commandlog_get_1_" + type));

    assertThat(Slowlog.parse(reply).newestId()).hasValue(id);
  }

  @Test
  void withoutEntries() {
    assertThat(Slowlog.parse(new Reply.Array(List.of())).newestId()).isEmpty();
  }

  static Stream<Reply> unreadable() {
    return Stream.of(
        new Reply.Nil(),
        new Reply.Int(7),
        new Reply.Array(List.of(new Reply.Int(7))),
        new Reply.Array(List.of(new Reply.Array(List.of()))),
        new Reply.Array(List.of(new Reply.Array(List.of(new Reply.Text("7"))))));
  }

  @ParameterizedTest
  @MethodSource
  void unreadable(Reply reply) {
    assertThatThrownBy(() -> Slowlog.parse(reply)).isInstanceOf(MalformedReplyException.class);
  }
}
