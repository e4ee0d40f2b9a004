package io.github.redisclusterexporter.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redisclusterexporter.node.SlotStats.Statistic;
import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.testing.CapturedReplies;
import io.github.redisclusterexporter.testing.Resp;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class SlotStatsTest {

  @ParameterizedTest
  @CsvSource({"valkey-8.1.1, 769", "valkey-9.1.2, 936"})
  void capturedOfEachVersion(String version, double cpu) {
    SlotStats stats =
        SlotStats.parse(
            Resp.decode(
                CapturedReplies.read(
                    version, "primary", "cluster_slot-stats_orderby_cpu-usec_limit_100_desc")));

    assertThat(stats.slots()).hasSize(8);
    assertThat(stats.value(15495, Statistic.CPU)).hasValue(cpu);
    assertThat(stats.value(15495, Statistic.KEYS)).hasValue(20);
    assertThat(stats.value(15495, Statistic.NETWORK_INPUT)).hasValue(32223);
    assertThat(stats.value(15495, Statistic.NETWORK_OUTPUT)).hasValue(2057);
    assertThat(stats.value(15495, Statistic.MEMORY)).isEmpty();
    assertThat(stats.value(1, Statistic.KEYS)).isEmpty();
  }

  private static Reply slot(long slot, Object... values) {
    List<Reply> fields = new ArrayList<>();
    for (Object value : values) {
      fields.add(
          value instanceof String text
              ? new Reply.Text(text)
              : new Reply.Int(((Number) value).longValue()));
    }
    return new Reply.Array(List.of(new Reply.Int(slot), new Reply.Array(fields)));
  }

  @Test
  void anImpossibleNumberFailsAlone() {
    SlotStats stats =
        SlotStats.parse(new Reply.Array(List.of(slot(7, "key-count", -1, "cpu-usec", 3))));

    assertThatThrownBy(() -> stats.value(7, Statistic.KEYS))
        .isInstanceOf(MalformedReplyException.class);
    assertThat(stats.readable(7, Statistic.KEYS)).isZero();
    assertThat(stats.value(7, Statistic.CPU)).hasValue(3);
  }

  static Stream<Reply> unreadable() {
    return Stream.of(
        new Reply.Nil(),
        new Reply.Array(List.of(new Reply.Int(7))),
        new Reply.Array(List.of(new Reply.Array(List.of(new Reply.Int(7))))),
        new Reply.Array(List.of(slot(-1, "key-count", 1))),
        new Reply.Array(List.of(slot(16384, "key-count", 1))),
        new Reply.Array(List.of(slot(7, "key-count"))),
        new Reply.Array(List.of(slot(7, "key-count", "1"))),
        new Reply.Array(List.of(slot(7, "key-count", 1), slot(7, "key-count", 1))),
        new Reply.Array(
            Stream.iterate(0, slot -> slot <= SlotStats.LIMIT, slot -> slot + 1)
                .map(slot -> slot(slot, "key-count", 1))
                .toList()));
  }

  @ParameterizedTest
  @MethodSource
  void unreadable(Reply reply) {
    assertThatThrownBy(() -> SlotStats.parse(reply)).isInstanceOf(MalformedReplyException.class);
  }
}
