package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.testing.CapturedNode;
import io.github.redisclusterexporter.testing.Resp;
import java.nio.charset.StandardCharsets;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LatencyGroupTest {
  private static final int PLENTY = 100;

  @Test
  void captured() {
    Exposition page =
        Exposition.of(
            CommandGroups.latency(new SeriesLimit(PLENTY)), Nodes.primary(), Nodes.replica());

    assertThat(
            page.of("primary")
                .lines()
                .filter(line -> line.contains("\"set\""))
                .collect(Collectors.joining("\n", "", "\n")))
        .isEqualTo(
            """
            redis_cluster_command_latency_seconds_bucket{cmd="set",le="1.6E-5"} 4
            redis_cluster_command_latency_seconds_bucket{cmd="set",le="6.6E-5"} 4
            redis_cluster_command_latency_seconds_bucket{cmd="set",le="2.64E-4"} 4
            redis_cluster_command_latency_seconds_bucket{cmd="set",le="0.001056"} 4
            redis_cluster_command_latency_seconds_bucket{cmd="set",le="0.004227"} 4
            redis_cluster_command_latency_seconds_bucket{cmd="set",le="0.016908"} 4
            redis_cluster_command_latency_seconds_bucket{cmd="set",le="0.067633"} 4
            redis_cluster_command_latency_seconds_bucket{cmd="set",le="0.270532"} 4
            redis_cluster_command_latency_seconds_bucket{cmd="set",le="1.073741"} 4
            redis_cluster_command_latency_seconds_bucket{cmd="set",le="+Inf"} 4
            redis_cluster_command_latency_seconds_count{cmd="set"} 4
            redis_cluster_command_latency_seconds_sum{cmd="set"} 3.6E-5
            """);
    assertThat(page.of("replica").strip()).isEmpty();
    assertThat(page.malformed()).isZero();
  }

  @Test
  void boundsOfTheServerThatAreNotOursAreInTheNextOfOurs() {
    CapturedNode node =
        Nodes.PRIMARY_70
            .withInfo("cmdstat_get", "calls=9,usec=2000000")
            .with("LATENCY HISTOGRAM", histogram(9, 33, 4, 132, 6, 1073741, 8));

    assertThat(of(node, PLENTY))
        .isEqualTo(
            """
            redis_cluster_command_latency_seconds_bucket{cmd="get",le="1.6E-5"} 0
            redis_cluster_command_latency_seconds_bucket{cmd="get",le="6.6E-5"} 4
            redis_cluster_command_latency_seconds_bucket{cmd="get",le="2.64E-4"} 6
            redis_cluster_command_latency_seconds_bucket{cmd="get",le="0.001056"} 6
            redis_cluster_command_latency_seconds_bucket{cmd="get",le="0.004227"} 6
            redis_cluster_command_latency_seconds_bucket{cmd="get",le="0.016908"} 6
            redis_cluster_command_latency_seconds_bucket{cmd="get",le="0.067633"} 6
            redis_cluster_command_latency_seconds_bucket{cmd="get",le="0.270532"} 6
            redis_cluster_command_latency_seconds_bucket{cmd="get",le="1.073741"} 8
            redis_cluster_command_latency_seconds_bucket{cmd="get",le="+Inf"} 9
            redis_cluster_command_latency_seconds_count{cmd="get"} 9
            redis_cluster_command_latency_seconds_sum{cmd="get"} 2.0
            """);
  }

  @Test
  void whatIsOverTheCapAddsUp() {
    Group<Node> group = CommandGroups.latency(new SeriesLimit(0));
    CapturedNode before =
        Nodes.PRIMARY_70
            .with("INFO", "redis_version:7.0.15\r\nrole:master\r\ncmdstat_get:calls=0,usec=0\r\n")
            .with("LATENCY HISTOGRAM", histogram(0));
    Exposition.of(group, Nodes.of("primary", before));

    assertThat(Exposition.of(group, Nodes.primary()).of("primary"))
        .contains("redis_cluster_command_latency_seconds_bucket{cmd=\"other\",le=\"1.6E-5\"} 27\n")
        .contains("redis_cluster_command_latency_seconds_count{cmd=\"other\"} 32\n")
        .hasLineCount(12);
  }

  @Test
  void commandsOfScrapesAreLeftOut() {
    CapturedNode node =
        Nodes.PRIMARY_70
            .withInfo("cmdstat_info", "calls=9,usec=900")
            .with("LATENCY HISTOGRAM", histogram("info", 9, 132, 9));

    assertThat(of(node, PLENTY).strip()).isEmpty();
    assertThat(of(node, 0).strip()).isEmpty();
    assertThat(of(Nodes.PRIMARY_70, PLENTY))
        .contains("\"ping\"")
        .doesNotContain("\"cluster|nodes\"");
  }

  @Test
  void aHistogramWithoutItsSumIsLeftOut() {
    assertThat(of(Nodes.PRIMARY_70.withoutInfo("cmdstat_set"), PLENTY))
        .doesNotContain("\"set\"")
        .contains("\"xadd\"");
  }

  @Test
  void aHistogramThatCountsBackwardsIsLeftOut() {
    CapturedNode node =
        Nodes.PRIMARY_70
            .withInfo("cmdstat_get", "calls=9,usec=20")
            .with("LATENCY HISTOGRAM", histogram(9, 16, 5, 66, 4));
    Exposition page =
        Exposition.of(CommandGroups.latency(new SeriesLimit(PLENTY)), Nodes.of("primary", node));

    assertThat(page.series()).isEmpty();
    assertThat(page.malformed()).isEqualTo(1);
  }

  private static Reply histogram(int calls, int... boundsAndCounts) {
    return histogram("get", calls, boundsAndCounts);
  }

  private static Reply histogram(String command, int calls, int... boundsAndCounts) {
    StringBuilder resp = new StringBuilder("*2\r\n$");
    resp.append(command.length()).append("\r\n").append(command);
    resp.append("\r\n*4\r\n$5\r\ncalls\r\n:");
    resp.append(calls).append("\r\n$14\r\nhistogram_usec\r\n*");
    resp.append(boundsAndCounts.length).append("\r\n");
    for (int number : boundsAndCounts) {
      resp.append(':').append(number).append("\r\n");
    }
    return Resp.decode(resp.toString().getBytes(StandardCharsets.US_ASCII));
  }

  private static String of(CapturedNode node, int most) {
    return Exposition.of(CommandGroups.latency(new SeriesLimit(most)), Nodes.of("primary", node))
        .of("primary");
  }
}
