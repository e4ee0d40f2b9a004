package io.github.redisclusterexporter.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.testing.CapturedReplies;
import io.github.redisclusterexporter.testing.Resp;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class LatencyHistogramTest {

  @Test
  void ofRedis70() {
    Map<String, LatencyHistogram> histograms = captured("redis-7.0.15");

    assertThat(histograms).hasSize(19);
    assertThat(histograms.get("psync")).extracting(LatencyHistogram::calls).isEqualTo(1L);
    assertThat(atMost(of(histograms, "psync"), 2112, 2113)).containsExactly(0, 1);
    assertThat(histograms.get("replconf")).extracting(LatencyHistogram::calls).isEqualTo(5L);
    assertThat(atMost(of(histograms, "replconf"), 0, 1, 2, 3, 4)).containsExactly(0, 3, 4, 4, 5);
    assertThat(histograms.get("cluster|nodes")).extracting(LatencyHistogram::calls).isEqualTo(8L);
    assertThat(atMost(of(histograms, "cluster|nodes"), 65, 66, 131, 132))
        .containsExactly(0, 6, 6, 8);
  }

  @ParameterizedTest
  @CsvSource({"redis-7.0.15, 12", "redis-7.4.1, 12", "valkey-8.0.1, 12"})
  void ofEachVersion(String version, long xadds) {
    Map<String, LatencyHistogram> histograms = captured(version);

    assertThat(histograms.get("xadd")).extracting(LatencyHistogram::calls).isEqualTo(xadds);
    assertThat(histograms.values())
        .allSatisfy(
            histogram -> assertThat(histogram.atMost(Long.MAX_VALUE)).isEqualTo(histogram.calls()))
        .allSatisfy(histogram -> histogram.check(Info.parse("")));
  }

  @ParameterizedTest
  @CsvSource({"0, 0", "1, 3", "2, 3", "4, 3", "5, 7", "6, 7", "100, 9", "1000000, 9"})
  void boundsThatTheServerLeavesOutHaveTheCountBelowThem(long bound, long count) {
    LatencyHistogram histogram = histogram(9, 1, 3, 5, 7, 100, 9);

    assertThat(histogram.atMost(bound)).isEqualTo(count);
  }

  @Test
  void withoutBuckets() {
    assertThat(histogram(0).atMost(1)).isZero();
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

  @Test
  void boundsAscend() {
    Info statistics = Info.parse("");

    assertThatThrownBy(() -> histogram(4, 2, 3, 1, 4).check(statistics))
        .isInstanceOf(MalformedReplyException.class);
    assertThatThrownBy(() -> histogram(4, 2, 3, 2, 4).check(statistics))
        .isInstanceOf(MalformedReplyException.class);
  }

  private static LatencyHistogram histogram(long calls, long... boundsAndCounts) {
    Reply fields =
        new Reply.Array(
            List.of(
                new Reply.Text("calls"),
                new Reply.Int(calls),
                new Reply.Text("histogram_usec"),
                new Reply.Array(
                    LongStream.of(boundsAndCounts).<Reply>mapToObj(Reply.Int::new).toList())));
    return of(
        LatencyHistogram.parse(new Reply.Array(List.of(new Reply.Text("get"), fields))), "get");
  }

  private static LatencyHistogram of(Map<String, LatencyHistogram> histograms, String command) {
    return Objects.requireNonNull(histograms.get(command));
  }

  private static long[] atMost(LatencyHistogram histogram, long... bounds) {
    return LongStream.of(bounds).map(histogram::atMost).toArray();
  }

  private static Map<String, LatencyHistogram> captured(String version) {
    return LatencyHistogram.parse(
        Resp.decode(CapturedReplies.read(version, "primary", "latency_histogram")));
  }
}
