package io.github.redisclusterexporter.status;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.TestExporter;
import io.github.redisclusterexporter.status.PageInspection.Window;
import io.github.redisclusterexporter.testing.Behaviour;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.Ports;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.ScriptedCluster;
import io.github.redisclusterexporter.testing.ScriptedServer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The status page of real servers in a browser, from health to the loss of a cluster. */
@Tag("full")
@Order(2)
@ParameterizedClass(allowZeroInvocations = true)
@MethodSource("browsers")
class BrowserServersIT {
  private static final Duration BOUND = Duration.ofSeconds(60);

  private final PageInspection browser;

  BrowserServersIT(PageInspection browser) {
    this.browser = browser;
  }

  /** Closed by JUnit when its tests are done. */
  static Stream<PageInspection> browsers() {
    return PageInspection.start().stream();
  }

  /** Opens the page as soon as it contains this text. */
  private void open(String name, TestExporter exporter, String expected) {
    Eventually.await(BOUND, expected, () -> exporter.text("/").contains(expected));
    browser.open(name, exporter.uri("/"));
  }

  @Test
  void healthALateQueueAFailoverAndADeadShard() {
    try (RedisCluster cluster = RedisCluster.start();
        TestExporter exporter =
            TestExporter.withQueues(
                Map.of(
                    "REDIS_CLUSTER_NODES",
                    TestExporter.nodes(cluster.addresses()),
                    "REDIS_CLUSTER_NAME",
                    "shop"),
                Map.of("scrape.watch", "true"),
                "{ key = tasks, group = workers, max-age = 1m }")) {
      isHealthy(cluster, exporter);
      RedisServer owner = cluster.ownerOf(keySlot(cluster)).orElseThrow();
      hasALateQueue(owner, exporter);
      RedisServer failed =
          cluster.primaries().stream().filter(node -> node != owner).findFirst().orElseThrow();
      hasFailedOver(cluster, failed, exporter);
      hasADeadShard(cluster.replicaOf(failed), exporter);
    }
  }

  private static int keySlot(RedisCluster cluster) {
    Object slot = cluster.node(0).command("CLUSTER", "KEYSLOT", "tasks");
    return ((Number) Objects.requireNonNull(slot)).intValue();
  }

  private void isHealthy(RedisCluster cluster, TestExporter exporter) {
    open("healthy", exporter, "<title>Healthy: shop</title>");
    assertThat(browser.text())
        .contains("All 16,384 slots are served by 3 shards, and any one node may fail")
        .contains("6 nodes answer")
        .contains("Each slot is served by one primary.")
        .contains("No failover since the exporter started.")
        .doesNotContain("What is wrong");
    for (RedisServer node : cluster.nodes()) {
      assertThat(browser.text()).contains(node.address().toString());
    }
    browser.assertVisibleAtOnce(Window.PHONE, "svg.slots");
    browser.assertVisibleAtOnce(Window.DESKTOP, "table");
  }

  private void hasALateQueue(RedisServer owner, TestExporter exporter) {
    long anHourAgo = Instant.now().minus(Duration.ofHours(1)).toEpochMilli();
    owner.command("XADD", "tasks", anHourAgo + "-1", "task", "1");
    owner.command("XGROUP", "CREATE", "tasks", "workers", "0");
    open("late-queue", exporter, "the oldest entry waits longer than max-age");
    assertThat(browser.text())
        .contains("Users notice: shop")
        .contains("All 16,384 slots are served by 3 shards, but the oldest entry waits longer")
        .contains("tasks, group workers late 1 60 min of at most 60 s");
    browser.assertVisibleAtOnce(Window.PHONE, ".sentence");
    browser.assertVisibleAtOnce(Window.DESKTOP, ".problems li");
    owner.command("DEL", "tasks");
  }

  private void hasFailedOver(RedisCluster cluster, RedisServer failed, TestExporter exporter) {
    RedisServer promoted = cluster.replicaOf(failed);
    failed.kill();
    open("failover", exporter, "<title>Needs attention: shop</title>");
    assertThat(browser.text())
        .contains(promoted.address() + " became the primary")
        .contains("the next failure can be an outage: no replica could take over shard")
        .containsPattern("; its slots were not served for [0-9.]+ s\\.")
        .contains("What is wrong, and what to do")
        .contains(failed.address().toString())
        .contains("does not answer")
        .contains("Last failovers");
    browser.assertVisibleAtOnce(Window.PHONE, ".sentence");
    browser.assertVisibleAtOnce(Window.DESKTOP, ".problems li");
  }

  private void hasADeadShard(RedisServer last, TestExporter exporter) {
    last.kill();
    open("dead-shard", exporter, "has no primary that answers");
    assertThat(browser.text())
        .contains("Users notice: shop")
        .contains("of 16,384 slots are not served, and commands on their keys fail")
        .contains("Start one of these nodes again.")
        .contains("Do not run redis-cli --cluster fix")
        .contains("Owner does not answer (solid red)");
    browser.assertVisibleAtOnce(Window.PHONE, ".sentence");
    browser.assertVisibleAtOnce(Window.DESKTOP, ".problems li");
  }

  @Test
  void anUnreachableCluster() {
    try (TestExporter exporter =
        TestExporter.start(
            Map.of(
                "REDIS_CLUSTER_NODES",
                "127.0.0.1:%d,127.0.0.1:%d".formatted(Ports.free(), Ports.free()),
                "REDIS_CLUSTER_NAME",
                "shop"))) {
      open("unreachable", exporter, "<title>Not known: shop</title>");
      assertThat(browser.text())
          .contains("No node answers the exporter, so it is not known whether users are served.")
          .contains("What is wrong, and what to do")
          .contains("refused");
      browser.assertVisibleAtOnce(Window.PHONE, ".sentence");
      browser.assertVisibleAtOnce(Window.DESKTOP, ".problems li");
    }
  }

  /** Each name and each text contains an element, the end of an attribute, or a link. */
  @Test
  void namesAndErrorsAreTextAndNothingElse() {
    try (ScriptedCluster hostile = ScriptedCluster.of(1);
        ScriptedServer refusing =
            ScriptedServer.start(Behaviour.error("ERR <img src=x onerror=alert(1)> error"));
        TestExporter exporter =
            TestExporter.withFile(
                "clusters {",
                "  \"<img src=x onerror=alert(2)> cluster\" {",
                "    nodes = \"%s\"".formatted(hostile.node(0).address()),
                "    queues = [",
                "      { name = \"<img src=x onerror=alert(3)> queue\", key = a, type = list }",
                "      { name = \"\\\"><script>alert(4)</script> queue\", key = b, type = list }",
                "      { name = \"javascript:alert(5)\", key = c, type = list }",
                "    ]",
                "  }",
                "  \"'\\\"><script>alert(6)</script>\" { nodes = \"%s\" }"
                    .formatted(refusing.address()),
                "  \"javascript:alert(7)\" { nodes = \"127.0.0.1:%d\" }".formatted(Ports.free()),
                "}")) {
      hostile
          .node(0)
          .saysText(
              "CLUSTER NODES",
              """
              %s %s@1 myself,master - 0 0 1 connected 0-16000
              %s 127.0.0.1:1@2,"><script>alert(8)</script> master - 0 0 1 connected
              %s <img/src=x/onerror=alert(9)>:1@2 slave %s 0 0 1 connected
              %s javascript:alert(10):1@2 slave %s 0 0 1 connected
              """
                  .formatted(
                      ScriptedCluster.id(0),
                      hostile.node(0).address(),
                      ScriptedCluster.id(1),
                      ScriptedCluster.id(2),
                      ScriptedCluster.id(0),
                      ScriptedCluster.id(3),
                      ScriptedCluster.id(0)));
      open("hostile", exporter, "Redis Cluster status");
      assertThat(browser.text())
          .doesNotContain("onerror=alert(1)")
          .contains("the host name \"><script>alert(8)</script> is unknown")
          .contains("<img src=x onerror=alert(2)> cluster")
          .contains("<img src=x onerror=alert(3)> queue")
          .contains("\"><script>alert(4)</script> queue")
          .contains("javascript:alert(5)")
          .contains("'\"><script>alert(6)</script>")
          .contains("javascript:alert(7)")
          .contains("\"><script>alert(8)</script>:1")
          .contains("<img/src=x/onerror=alert(9)>:1");
    }
  }
}
