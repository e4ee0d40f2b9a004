package io.github.redisclusterexporter.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.testing.CapturedReplies;
import io.github.redisclusterexporter.testing.Resp;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyHistogramTest {

  @Test
  void ofRedis70() {
    Map<String, LatencyHistogram> histograms = captured("redis-7.0.15");

    assertThat(histograms)
        .hasSize(19)
        .containsEntry("psync", new LatencyHistogram(1, List.of(2113L), List.of(1L)))
        .containsEntry(
            "replconf", new LatencyHistogram(5, List.of(1L, 2L, 4L), List.of(3L, 4L, 5L)))
        .containsEntry(
            "cluster|nodes", new LatencyHistogram(8, List.of(66L, 132L), List.of(6L, 8L)));
  }

  @ParameterizedTest
  @CsvSource({"redis-7.0.15, 12", "redis-7.4.1, 12", "valkey-8.0.1, 12"})
  void ofEachVersion(String version, long xadds) {
    Map<String, LatencyHistogram> histograms = captured(version);

    assertThat(histograms.get("xadd")).extracting(LatencyHistogram::calls).isEqualTo(xadds);
    assertThat(histograms.values())
        .allSatisfy(
            histogram ->
                assertThat(histogram.cumulative()).isSorted().last().isEqualTo(histogram.calls()));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 3", "2, 3", "4, 3", "5, 7", "6, 7", "100, 9", "1000000, 9"})
  void boundsThatTheServerLeavesOutHaveTheCountBelowThem(long bound, long count) {
    LatencyHistogram histogram =
        new LatencyHistogram(9, List.of(1L, 5L, 100L), List.of(3L, 7L, 9L));

    assertThat(histogram.atMost(bound)).isEqualTo(count);
  }

  @Test
  void withoutBuckets() {
    assertThat(new LatencyHistogram(0, List.of(), List.of()).atMost(1)).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        ":1\r\n",
        "*1\r\n$3\r\nget\r\n",
        "*2\r\n:1\r\n*0\r\n",
        "*2\r\n$3\r\nget\r\n*0\r\n",
        "*2\r\n$3\r\nget\r\n*2\r\n$5\r\ncalls\r\n:1\r\n",
        "*2\r\n$3\r\nget\r\n*2\r\n$14\r\nhistogram_usec\r\n*0\r\n",
        "*2\r\n$3\r\nget\r\n*4\r\n$5\r\ncalls\r\n$1\r\n1\r\n$14\r\nhistogram_usec\r\n*0\r\n",
        "*2\r\n$3\r\nget\r\n*4\r\n$5\r\ncalls\r\n:1\r\n$14\r\nhistogram_usec\r\n*1\r\n:1\r\n",
        "*2\r\n$3\r\nget\r\n*4\r\n$5\r\ncalls\r\n:1\r\n$14\r\nhistogram_usec\r\n$-1\r\n"
      })
  void unreadable(String resp) {
    Reply reply = Resp.decode(resp.getBytes(StandardCharsets.US_ASCII));

    assertThatThrownBy(() -> LatencyHistogram.parse(reply))
        .isInstanceOf(MalformedReplyException.class);
  }

  private static Map<String, LatencyHistogram> captured(String version) {
    return LatencyHistogram.parse(
        Resp.decode(CapturedReplies.read(version, "primary", "latency_histogram")));
  }
}
