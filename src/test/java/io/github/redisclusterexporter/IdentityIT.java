package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.ScrapedPage.Series;
import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** Addresses that are given to other servers, as pods' addresses are. */
@ParameterizedClass
@MethodSource("io.github.redisclusterexporter.testing.RedisBinary#forTier")
class IdentityIT {
  private static final Duration BOUND = Duration.ofSeconds(30);

  private final RedisBinary redis;

  IdentityIT(RedisBinary redis) {
    this.redis = redis;
  }

  private RedisCluster primaries() {
    return RedisCluster.builder().primaries(3).replicasPerPrimary(0).binary(redis).start();
  }

  private static Map<String, String> seeds(List<HostPort> addresses) {
    return Map.of("REDIS_CLUSTER_NODES", TestExporter.nodes(addresses));
  }

  private static Set<String> nodes(ScrapedPage page, double up) {
    return page.all("redis_cluster_node_up").stream()
        .filter(series -> series.value() == up)
        .map(series -> String.valueOf(series.labels().get("node")))
        .collect(Collectors.toSet());
  }

  private static boolean isKnownToExporter(RedisServer server) {
    return server.text("CLIENT", "LIST").contains(" name=redis-cluster-exporter ");
  }

  /** The node keeps its files and its id, and answers at the address of another node. */
  private static void move(RedisServer from, RedisServer to) throws IOException {
    from.kill();
    to.kill();
    Files.copy(
        from.directory().resolve("nodes.conf"),
        to.directory().resolve("nodes.conf"),
        StandardCopyOption.REPLACE_EXISTING);
    to.restart();
  }

  private static void assertThirdShardIsDown(ScrapedPage page, RedisCluster cluster, int rows) {
    HostPort taken = cluster.node(2).address();
    assertThat(page.all("redis_cluster_node_up")).hasSize(rows);
    assertThat(nodes(page, 1))
        .containsExactlyInAnyOrder(
            cluster.node(0).address().toString(), cluster.node(1).address().toString());
    assertThat(nodes(page, 0)).contains(taken.toString());
    assertThat(page.value("redis_cluster_slots_uncovered")).isBetween(5461.0, 5462.0);
    assertThat(page.value("redis_cluster_slots_conflicting")).isZero();
    assertThat(page.all("redis_cluster_shard_serving").stream().mapToDouble(Series::value).sum())
        .isEqualTo(2);
  }

  @Test
  void aNodeOfAnotherClusterAtTheAddressOfAMemberIsNotThisMember() throws Exception {
    try (RedisCluster cluster = primaries();
        RedisCluster other = primaries();
        TestExporter exporter = TestExporter.start(seeds(cluster.addresses()))) {
      assertThat(nodes(exporter.scrape(), 1)).hasSize(3);
      String stranger = other.id(other.node(2));
      move(other.node(2), cluster.node(2));
      Eventually.await(
          BOUND,
          "the other cluster has its node at the new address",
          () ->
              other
                  .node(0)
                  .text("CLUSTER", "NODES")
                  .contains(stranger + " " + cluster.node(2).address() + "@"));
      for (int i = 0; i < 3; i++) {
        assertThirdShardIsDown(exporter.scrape(), cluster, 3);
      }
      assertThat(isKnownToExporter(other.node(0))).isFalse();
      assertThat(isKnownToExporter(other.node(1))).isFalse();

      Checked check = Checked.of(seeds(cluster.addresses()));
      assertThat(check.code()).as(check.text()).isEqualTo(1);
      assertThat(check.text().replaceAll("\\s+", " "))
          .contains(cluster.node(2).address().toString())
          .contains("node " + stranger + " of another cluster");
    }
  }

  @Test
  void aServerOfAnotherKindAtTheAddressOfAMemberIsNotThisMember() {
    try (RedisCluster cluster = primaries();
        TestExporter exporter = TestExporter.start(seeds(cluster.addresses()))) {
      assertThat(nodes(exporter.scrape(), 1)).hasSize(3);
      cluster.node(2).kill();
      try (RedisServer alone =
          RedisServer.builder(redis).port(cluster.node(2).address().port()).start()) {
        assertThat(alone.isAlive()).isTrue();
        for (int i = 0; i < 3; i++) {
          ScrapedPage page = exporter.scrape();
          assertThirdShardIsDown(page, cluster, 3);
          assertThat(
                  page.value(
                      "redis_cluster_exporter_probe_errors_total",
                      "stage",
                      "read",
                      "code",
                      "other_node"))
              .isPositive();
        }
        Checked check = Checked.of(seeds(cluster.addresses()));
        assertThat(check.code()).as(check.text()).isEqualTo(1);
        assertThat(check.text()).contains("a server without cluster support");
      }
    }
  }

  @Test
  void seedsOfTwoClustersAreReportedAndNotMerged() {
    try (RedisCluster cluster = primaries();
        RedisCluster other = primaries()) {
      List<HostPort> both =
          new ArrayList<>(List.of(cluster.node(0).address(), other.node(0).address()));
      try (TestExporter exporter = TestExporter.start(seeds(both))) {
        for (int i = 0; i < 3; i++) {
          ScrapedPage page = exporter.scrape();
          assertThat(nodes(page, 1)).hasSize(3);
          assertThat(nodes(page, 0)).containsExactly(other.node(0).address().toString());
          assertThat(page.value("redis_cluster_slots_conflicting")).isZero();
          assertThat(page.value("redis_cluster_slots_uncovered")).isZero();
          assertThat(page.value("redis_cluster_views")).isEqualTo(1);
        }
      }
      Checked check = Checked.of(seeds(both));
      assertThat(check.code()).as(check.text()).isEqualTo(1);
      assertThat(check.text().replaceAll("\\s+", " "))
          .contains("the seeds lead to 2 clusters that do not know each other")
          .doesNotContain("more than one primary");
    }
  }

  @Test
  void nodesThatHaveNotJoinedAreNotOneClusterYet() {
    try (RedisServer one = RedisServer.builder(redis).directive("cluster-enabled yes").start();
        RedisServer two = RedisServer.builder(redis).directive("cluster-enabled yes").start()) {
      Checked check = Checked.of(seeds(List.of(one.address(), two.address())));
      assertThat(check.code()).as(check.text()).isEqualTo(1);
      assertThat(check.text())
          .contains("the nodes are not one cluster yet")
          .endsWith("One thing is not as it should be.");
    }
  }
}
