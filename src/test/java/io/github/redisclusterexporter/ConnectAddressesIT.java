package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.testing.CapturedLog;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.MissingTools;
import io.github.redisclusterexporter.testing.Ports;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.TcpProxy;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

/** Which addresses lead to which nodes. */
@Isolated("reads the log of the exporter in this process")
class ConnectAddressesIT {
  private static final Duration BOUND = Duration.ofSeconds(15);

  private static RedisCluster primaries() {
    return RedisCluster.builder().primaries(3).replicasPerPrimary(0).start();
  }

  private static Set<String> nodes(ScrapedPage page, double up) {
    return page.all("redis_cluster_node_up").stream()
        .filter(series -> series.value() == up)
        .map(series -> String.valueOf(series.labels().get("node")))
        .collect(Collectors.toSet());
  }

  private static Set<String> names(List<HostPort> addresses) {
    return addresses.stream().map(HostPort::toString).collect(Collectors.toSet());
  }

  /** Every node up, once, under its own address. */
  private static void assertAllUp(ScrapedPage page, List<HostPort> addresses) {
    assertThat(page.all("redis_cluster_node_up")).hasSize(addresses.size());
    assertThat(nodes(page, 1)).isEqualTo(names(addresses));
  }

  private static double faults(ScrapedPage page) {
    return page.all("redis_cluster_exporter_probe_errors_total").stream()
        .mapToDouble(ScrapedPage.Series::value)
        .sum();
  }

  private static HostPort local(RedisServer server) {
    return new HostPort("localhost", server.address().port());
  }

  private static long connections(RedisServer server) {
    return server
        .text("CLIENT", "LIST")
        .lines()
        .filter(line -> line.contains(" name=redis-cluster-exporter "))
        .count();
  }

  /** Has every node announce a port where nothing listens; the bus goes on at the real one. */
  private static List<HostPort> announceElsewhere(RedisCluster cluster) {
    List<HostPort> announced = new ArrayList<>();
    for (RedisServer node : cluster.nodes()) {
      int port = Ports.free();
      announced.add(new HostPort("127.0.0.1", port));
      node.command(
          "CONFIG",
          "SET",
          "cluster-announce-bus-port",
          Integer.toString(node.address().port() + 10_000));
      node.command("CONFIG", "SET", "cluster-announce-port", Integer.toString(port));
    }
    Eventually.await(
        BOUND,
        "every node knows the announced addresses",
        () ->
            cluster.nodes().stream()
                .allMatch(
                    node -> {
                      String view = node.text("CLUSTER", "NODES");
                      return announced.stream()
                          .allMatch(address -> view.contains(" " + address + "@"));
                    }));
    cluster.awaitServing();
    return announced;
  }

  @Test
  void theMapLeadsFromAnnouncedAddressesToRealOnes() {
    try (RedisCluster cluster = primaries()) {
      List<HostPort> announced = announceElsewhere(cluster);
      List<String> map = new ArrayList<>();
      for (int i = 0; i < announced.size(); i++) {
        map.add(announced.get(i) + "=" + cluster.node(i).address());
      }
      try (CapturedLog log = CapturedLog.start();
          TestExporter exporter =
              TestExporter.start(
                  Map.of(
                      "REDIS_CLUSTER_NODES",
                      local(cluster.node(0)).toString(),
                      "REDIS_ADDRESS_MAP",
                      String.join(",", map)))) {
        for (int i = 0; i < 3; i++) {
          ScrapedPage page = exporter.scrape();
          assertAllUp(page, announced);
          assertThat(faults(page)).isZero();
        }
        cluster.nodes().forEach(node -> assertThat(connections(node)).isEqualTo(1));
        assertThat(log.text().lines()).singleElement().asString().contains("first contact");
      }
    }
  }

  @Test
  void aDeadNodeBehindTheMapIsOneNodeThoughItsSeedNeverAnswered() {
    try (RedisCluster cluster = primaries()) {
      List<HostPort> announced = announceElsewhere(cluster);
      List<String> map = new ArrayList<>();
      for (int i = 0; i < announced.size(); i++) {
        map.add(announced.get(i) + "=" + cluster.node(i).address());
      }
      cluster.node(2).kill();
      try (TestExporter exporter =
          TestExporter.start(
              Map.of(
                  "REDIS_CLUSTER_NODES",
                  TestExporter.nodes(cluster.addresses()),
                  "REDIS_ADDRESS_MAP",
                  String.join(",", map)))) {
        ScrapedPage page = exporter.scrape();
        assertThat(page.all("redis_cluster_node_up")).hasSize(3);
        assertThat(nodes(page, 0)).containsExactly(announced.get(2).toString());
      }
    }
  }

  @Test
  void withoutAMapTheSeedsThemselvesAreTheWay() {
    try (RedisCluster cluster = primaries()) {
      List<HostPort> announced = announceElsewhere(cluster);
      try (TestExporter exporter =
          TestExporter.of(cluster.node(0).address(), cluster.node(1).address())) {
        for (int i = 0; i < 3; i++) {
          ScrapedPage page = exporter.scrape();
          assertThat(page.all("redis_cluster_node_up")).hasSize(3);
          assertThat(nodes(page, 1)).isEqualTo(names(announced.subList(0, 2)));
        }
        double before = faults(exporter.scrape());
        // Only the node that no seed leads to still fails.
        assertThat(faults(exporter.scrape()) - before).isEqualTo(1);
        assertThat(connections(cluster.node(0))).isEqualTo(1);
        assertThat(connections(cluster.node(1))).isEqualTo(1);
      }
    }
  }

  @Test
  void announcedHostNamesAreTheNamesOfTheNodes() {
    try (RedisCluster cluster =
            RedisCluster.builder().directive("cluster-announce-hostname localhost").start();
        TestExporter exporter = TestExporter.of(cluster.node(0).address())) {
      List<HostPort> named = cluster.nodes().stream().map(ConnectAddressesIT::local).toList();
      Eventually.await(
          BOUND,
          "every name is known to every node",
          () -> nodes(exporter.scrape(), 1).equals(names(named)));
      ScrapedPage page = exporter.scrape();
      assertAllUp(page, named);
      assertThat(faults(page)).isZero();
      cluster.nodes().forEach(node -> assertThat(connections(node)).isEqualTo(1));

      cluster.node(5).kill();
      try (CapturedLog log = CapturedLog.start()) {
        page = exporter.scrape();
        assertThat(page.all("redis_cluster_node_up")).hasSize(6);
        assertThat(nodes(page, 0)).containsExactly(named.get(5).toString());
        // Its name and its IP address lead to one node, which has one fault.
        assertThat(faults(page)).isEqualTo(1);
        cluster.node(5).restart();
        Eventually.await(BOUND, "it is back", () -> nodes(exporter.scrape(), 0).isEmpty());
        String port = ":" + named.get(5).port();
        assertThat(log.lines("No answer from").stream().filter(line -> line.contains(port)))
            .hasSize(1);
        assertThat(log.lines("answers again").stream().filter(line -> line.contains(port)))
            .hasSize(1);
      }
    }
  }

  private static boolean hasIpv6() {
    try (ServerSocket socket = new ServerSocket()) {
      byte[] loopback = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
      socket.bind(new InetSocketAddress(InetAddress.getByAddress(loopback), 0));
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  @Test
  void ipv6() {
    if (!hasIpv6()) {
      MissingTools.report("an IPv6 loopback address", "a cluster that speaks IPv6");
      return;
    }
    try (RedisCluster cluster =
        RedisCluster.builder()
            .directive("bind 127.0.0.1 ::1")
            .directive("cluster-announce-ip ::1")
            .start()) {
      List<HostPort> addresses =
          cluster.addresses().stream().map(address -> new HostPort("::1", address.port())).toList();
      // As long as it can be written, to be one node with what the cluster announces all the same.
      String seed = "[0:0:0:0:0:0:0:1]:" + addresses.get(5).port();
      try (TestExporter exporter =
          TestExporter.start(Map.of("REDIS_CLUSTER_NODES", addresses.get(0) + "," + seed))) {
        assertAllUp(exporter.scrape(), addresses);
      }
      cluster.node(5).kill();
      try (TestExporter exporter =
          TestExporter.start(Map.of("REDIS_CLUSTER_NODES", addresses.get(0) + "," + seed))) {
        ScrapedPage page = exporter.scrape();
        assertThat(page.all("redis_cluster_node_up")).hasSize(6);
        assertThat(nodes(page, 0)).containsExactly(addresses.get(5).toString());
      }
    }
  }

  @Test
  void aSeedUnderAnotherNameIsOneNodeDeadOrAlive() {
    try (RedisCluster cluster = primaries()) {
      cluster.node(2).kill();
      HostPort[] seeds =
          cluster.nodes().stream().map(ConnectAddressesIT::local).toArray(HostPort[]::new);
      try (TestExporter exporter = TestExporter.of(seeds)) {
        for (int i = 0; i < 2; i++) {
          ScrapedPage page = exporter.scrape();
          assertThat(page.all("redis_cluster_node_up")).hasSize(3);
          assertThat(nodes(page, 0)).containsExactly(cluster.node(2).address().toString());
        }
        cluster.node(2).restart();
        assertAllUp(exporter.scrape(), cluster.addresses());
        cluster.nodes().forEach(node -> assertThat(connections(node)).isEqualTo(1));
      }
    }
  }

  @Test
  void aLoadBalancerIsAWayInAndNoNode() {
    try (RedisCluster cluster = primaries();
        TcpProxy balancer = TcpProxy.to(cluster.node(0).address());
        TestExporter exporter = TestExporter.of(balancer.address())) {
      assertAllUp(exporter.scrape(), cluster.addresses());
      balancer.target(cluster.node(1).address());
      balancer.dropConnections();
      assertAllUp(exporter.scrape(), cluster.addresses());
      assertAllUp(exporter.scrape(), cluster.addresses());
      assertThat(balancer.openConnections()).isZero();
      cluster.nodes().forEach(node -> assertThat(connections(node)).isEqualTo(1));

      cluster.node(0).kill();
      for (int i = 0; i < 2; i++) {
        ScrapedPage page = exporter.scrape();
        assertThat(page.all("redis_cluster_node_up")).hasSize(3);
        assertThat(nodes(page, 0)).containsExactly(cluster.node(0).address().toString());
      }
      balancer.refuse();
      assertThat(nodes(exporter.scrape(), 1)).hasSize(2);
    }
  }

  @Test
  void anyReachableSeedIsEnoughAndLaterNoneIsNeeded() {
    try (RedisCluster cluster = RedisCluster.start();
        TestExporter exporter =
            TestExporter.of(
                new HostPort("no-such-host.invalid", 7000),
                new HostPort("127.0.0.1", Ports.free()),
                cluster.node(3).address())) {
      ScrapedPage page = exporter.scrape();
      assertThat(nodes(page, 1)).isEqualTo(names(cluster.addresses()));

      cluster.node(3).kill();
      page = exporter.scrape();
      assertThat(nodes(page, 1)).hasSize(5).doesNotContain(cluster.node(3).address().toString());
      assertThat(page.value("redis_cluster_up")).isEqualTo(1);
    }
  }

  @Test
  void aSeedThatIsFrozenDoesNotHoldUpTheOthers() {
    try (RedisCluster cluster = primaries();
        TestExporter exporter =
            TestExporter.of(cluster.node(0).address(), cluster.node(1).address())) {
      cluster.node(0).freeze();
      try {
        ScrapedPage page = exporter.scrape(Duration.ofSeconds(3));
        assertThat(page.took()).isLessThan(Duration.ofSeconds(3));
        assertThat(nodes(page, 1)).hasSize(2);
      } finally {
        cluster.node(0).thaw();
      }
    }
  }

  @Test
  void connectionsToNodesThatLeftAreClosed() {
    try (RedisCluster cluster = primaries();
        TestExporter exporter = TestExporter.of(cluster.node(0).address())) {
      RedisServer leaving = cluster.addNode();
      Eventually.await(BOUND, "four nodes are up", () -> nodes(exporter.scrape(), 1).size() == 4);
      assertThat(connections(leaving)).isEqualTo(1);

      String id = cluster.id(leaving);
      cluster.primaries().forEach(node -> node.command("CLUSTER", "FORGET", id));
      Eventually.await(
          BOUND,
          "the forgotten node is gone",
          () -> exporter.scrape().all("redis_cluster_node_up").size() == 3);
      Eventually.await(BOUND, "its connection is closed", () -> connections(leaving) == 0);
      cluster.primaries().forEach(node -> assertThat(connections(node)).isEqualTo(1));
    }
  }
}
