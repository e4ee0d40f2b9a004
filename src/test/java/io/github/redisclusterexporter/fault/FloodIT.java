package io.github.redisclusterexporter.fault;

import static io.github.redisclusterexporter.ClusterPages.assertAllCompleteBut;
import static io.github.redisclusterexporter.fault.Faults.BOUND;
import static io.github.redisclusterexporter.fault.Faults.TIMEOUT;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.ScrapedPage;
import io.github.redisclusterexporter.TestExporter;
import io.github.redisclusterexporter.testing.Disturbance;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every node of a cluster sends replies that are much too large, and the heap is small. */
@Tag("timing")
class FloodIT {
  private static final int HUNDRED_MEGABYTES = 100 << 20;

  private static RedisCluster cluster;

  @BeforeAll
  static void startCluster() {
    cluster = RedisCluster.builder().nodeTimeout(Duration.ofMinutes(5)).start();
  }

  @AfterAll
  static void stopCluster() {
    cluster.close();
  }

  static Stream<Arguments> floods() {
    return Stream.of(
        Arguments.of("one text", Disturbance.longText(HUNDRED_MEGABYTES)),
        Arguments.of("just below the limit", Disturbance.longText(60 << 20)),
        Arguments.of("an array", Disturbance.manyTexts(HUNDRED_MEGABYTES)));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("floods")
  void hugeRepliesOfAllNodesDoNotFillTheHeap(String what, Disturbance flood) {
    List<TcpProxy> proxies = new ArrayList<>();
    cluster.nodes().forEach(node -> proxies.add(TcpProxy.to(node.address())));
    try (RunningExporter exporter =
        RunningExporter.start(
            Map.of(
                "REDIS_CLUSTER_NODES",
                TestExporter.nodes(proxies.stream().map(TcpProxy::address).toList()),
                "REDIS_ADDRESS_MAP",
                IntStream.range(0, proxies.size())
                    .mapToObj(i -> cluster.node(i).address() + "=" + proxies.get(i).address())
                    .collect(Collectors.joining(","))),
            "-XX:+UseSerialGC",
            "-Xmx64m")) {
      assertAllCompleteBut(exporter.scrape(TIMEOUT), cluster);
      for (int i = 0; i < 5; i++) {
        proxies.forEach(proxy -> proxy.disturb(flood));
        ScrapedPage page = exporter.scrape(TIMEOUT);
        assertAllCompleteBut(page, cluster, cluster.nodes().toArray(RedisServer[]::new));
        proxies.forEach(TcpProxy::forward);
        Eventually.await(
            BOUND,
            "the broken connections are closed",
            () -> proxies.stream().allMatch(proxy -> proxy.openConnections() <= 1));
        Eventually.await(
            BOUND,
            "all are up again",
            () ->
                exporter.scrape(TIMEOUT).all("redis_cluster_node_up").stream()
                    .allMatch(up -> up.value() == 1));
      }
      assertThat(exporter.log()).doesNotContain("OutOfMemory", "ERROR");
    } finally {
      proxies.forEach(TcpProxy::close);
    }
  }
}
