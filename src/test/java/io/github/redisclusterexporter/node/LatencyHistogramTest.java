package io.github.redisclusterexporter.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.testing.CapturedReplies;
import io.github.redisclusterexporter.testing.Resp;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
        .containsEntry("psync", histogram(1, Map.of(2113L, 1L)))
        .containsEntry("replconf", histogram(5, Map.of(1L, 3L, 2L, 4L, 4L, 5L)))
        .containsEntry("cluster|nodes", histogram(8, Map.of(66L, 6L, 132L, 8L)));
  }

  @ParameterizedTest
  @CsvSource({"redis-7.0.15, 12", "redis-7.4.1, 12", "valkey-8.0.1, 12"})
  void ofEachVersion(String version, long xadds) {
    Map<String, LatencyHistogram> histograms = captured(version);

    assertThat(histograms.get("xadd")).extracting(LatencyHistogram::calls).isEqualTo(xadds);
    assertThat(histograms.values())
        .allSatisfy(
            histogram ->
                assertThat(List.copyOf(histogram.cumulative().values()))
                    .isSorted()
                    .last()
                    .isEqualTo(histogram.calls()));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 3", "2, 3", "4, 3", "5, 7", "6, 7", "100, 9", "1000000, 9"})
  void boundsThatTheServerLeavesOutHaveTheCountBelowThem(long bound, long count) {
    LatencyHistogram histogram = histogram(9, Map.of(1L, 3L, 5L, 7L, 100L, 9L));

    assertThat(histogram.atMost(bound)).isEqualTo(count);
  }

  @Test
  void withoutBuckets() {
    assertThat(histogram(0, Map.of()).atMost(1)).isZero();
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

  private static LatencyHistogram histogram(long calls, Map<Long, Long> cumulative) {
    return new LatencyHistogram(calls, new TreeMap<>(cumulative));
  }

  private static Map<String, LatencyHistogram> captured(String version) {
    return LatencyHistogram.parse(
        Resp.decode(CapturedReplies.read(version, "primary", "latency_histogram")));
  }
}
