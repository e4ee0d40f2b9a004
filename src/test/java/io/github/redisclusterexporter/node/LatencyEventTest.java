package io.github.redisclusterexporter.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.testing.CapturedReplies;
import io.github.redisclusterexporter.testing.Resp;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class LatencyEventTest {
  private static final Reply EVENT =
      new Reply.Array(
          List.of(new Reply.Text("command"), new Reply.Int(1), new Reply.Int(2), new Reply.Int(3)));

  @ParameterizedTest
  @CsvSource({"redis-8.0.2, 52, 52", "valkey-9.1.2, 46, 88"})
  void captured(String version, long last, long max) {
    Reply reply = Resp.decode(CapturedReplies.read(version, "primary", "latency_latest"));

    assertThat(LatencyEvent.parse(reply))
        .containsEntry("command", new LatencyEvent(1795843291, last, max));
  }

  @ParameterizedTest
  @CsvSource({"redis-6.2.11", "redis-7.0.15", "redis-7.4.1", "valkey-8.0.1"})
  void nothingWithoutTheMonitor(String version) {
    Reply reply = Resp.decode(CapturedReplies.read(version, "primary", "latency_latest"));

    assertThat(LatencyEvent.parse(reply)).isEmpty();
  }

  @Test
  void impossibleNumbers() {
    assertThat(new LatencyEvent(1, 2, 2).checked()).isEqualTo(new LatencyEvent(1, 2, 2));
    for (LatencyEvent event :
        List.of(
            new LatencyEvent(-1, 2, 2), new LatencyEvent(1, -2, 2), new LatencyEvent(1, 3, 2))) {
      assertThatThrownBy(event::checked).isInstanceOf(MalformedReplyException.class);
    }
  }

  static Stream<Reply> unreadable() {
    return Stream.of(
        new Reply.Nil(),
        new Reply.Array(List.of(new Reply.Int(7))),
        new Reply.Array(List.of(new Reply.Array(List.of(new Reply.Text("command"))))),
        new Reply.Array(Collections.nCopies(101, EVENT)));
  }

  @ParameterizedTest
  @MethodSource
  void unreadable(Reply reply) {
    assertThatThrownBy(() -> LatencyEvent.parse(reply)).isInstanceOf(MalformedReplyException.class);
  }
}
