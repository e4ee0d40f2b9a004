package io.github.redisclusterexporter.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.RedisConfig;
import io.github.redisclusterexporter.testing.CapturedLog;
import io.github.redisclusterexporter.testing.CountedEvents;
import io.github.redisclusterexporter.testing.FakeNodes;
import io.github.redisclusterexporter.testing.ScriptedCluster;
import io.github.redisclusterexporter.testing.TestMonitor;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers that answer at the address of a node, or at a seed, and are not this node. */
@Timeout(60)
class StrangersTest {
  private static final String X = "a".repeat(40);
  private static final String Y = "b".repeat(40);

  private final ScriptedCluster cluster = ScriptedCluster.of(3);
  private final ScriptedCluster others = ScriptedCluster.of(2);
  private final CountedEvents events = new CountedEvents();
  private @Nullable TestMonitor started;
  private Instant now = Instant.EPOCH;

  private final Clock clock =
      new Clock() {
        @Override
        public Instant instant() {
          return now;
        }

        @Override
        public ZoneId getZone() {
          return ZoneOffset.UTC;
        }

        @Override
        public Clock withZone(ZoneId zone) {
          return this;
        }
      };

  @AfterEach
  void close() {
    if (started != null) {
      started.close();
    }
    cluster.close();
    others.close();
  }

  private TestMonitor start(RedisConfig config) {
    TestMonitor monitor =
        TestMonitor.start(config, TestMonitor.NO_QUEUES, Duration.ZERO, events, clock);
    started = monitor;
    return monitor;
  }

  private TestMonitor start() {
    return start(FakeNodes.config(cluster.node(0).address()));
  }

  private static String line(String id, String address, String flags, String slots) {
    return "%s %s@1 %s - 0 0 1 connected %s\n".formatted(id, address, flags, slots);
  }

  /** The nodes of the other cluster: the first one owns all slots. */
  private void makeOtherCluster(ScriptedCluster.Node first, ScriptedCluster.Node second) {
    first.saysText(
        "CLUSTER NODES",
        line(X, first.address(), "myself,master", "0-16383")
            + line(Y, second.address(), "master", ""));
    second.saysText(
        "CLUSTER NODES",
        line(X, first.address(), "master", "0-16383")
            + line(Y, second.address(), "myself,master", ""));
  }

  private static Set<String> ids(ClusterSnapshot snapshot) {
    return snapshot.nodes().stream()
        .flatMap(node -> node.id().stream())
        .collect(Collectors.toSet());
  }

  private static final Set<String> OWN =
      Set.of(ScriptedCluster.id(0), ScriptedCluster.id(1), ScriptedCluster.id(2));

  private String reason(TestMonitor monitor, Node node) {
    return monitor.monitor().failures(node).stream()
        .map(ClusterConnections.Failure::message)
        .findFirst()
        .orElse("none");
  }

  private static Node node(ClusterSnapshot snapshot, int number) {
    return snapshot.node(ScriptedCluster.id(number)).orElseThrow();
  }

  @Test
  void aNodeOfAnotherClusterAtTheAddressOfAMemberIsNotFollowed() throws Exception {
    TestMonitor monitor = start();
    assertThat(TestMonitor.replying(monitor.scrape().snapshot())).hasSize(3);
    makeOtherCluster(cluster.node(2), others.node(0));
    for (long i = 1; i <= 2; i++) {
      ClusterSnapshot snapshot = monitor.scrape().snapshot();
      assertThat(ids(snapshot)).isEqualTo(OWN);
      assertThat(TestMonitor.replying(snapshot)).hasSize(2);
      assertThat(node(snapshot, 2).isUp()).isFalse();
      assertThat(snapshot.slotsConflicting()).isZero();
      assertThat(reason(monitor, node(snapshot, 2)))
          .isEqualTo(
              cluster.node(2).address()
                  + " answered as another node: node "
                  + X
                  + " of another cluster");
      assertThat(events.faults()).isEqualTo(Map.of(Fault.READ_OTHER_NODE, i));
    }
    assertThat(others.node(0).server().connections()).isZero();

    cluster.servedBy(0);
    assertThat(TestMonitor.replying(monitor.scrape().snapshot())).hasSize(3);
  }

  @Test
  void theOwnerOfSlotsWhoseAddressLeadsElsewhereServesNothing() throws Exception {
    TestMonitor monitor = start(FakeNodes.config(cluster.node(1).address()));
    monitor.scrape();
    makeOtherCluster(cluster.node(0), others.node(0));
    ClusterSnapshot snapshot = monitor.scrape().snapshot();
    assertThat(snapshot.slotsUncovered()).isEqualTo(16384);
    assertThat(snapshot.shards()).singleElement().matches(shard -> !shard.isServing());
    assertThat(ids(snapshot)).isEqualTo(OWN);
  }

  @Test
  void aServerWithoutClusterSupportAtTheAddressOfAMemberIsNotThisMember() throws Exception {
    TestMonitor monitor = start();
    monitor.scrape();
    cluster
        .node(2)
        .saysText("INFO server", "redis_version:7.0.15\r\nredis_mode:standalone\r\n")
        .says("CLUSTER", "-ERR This instance has cluster support disabled\r\n")
        .says("CLUSTER NODES", "-ERR This instance has cluster support disabled\r\n")
        .says("CLUSTER INFO", "-ERR This instance has cluster support disabled\r\n");
    ClusterSnapshot snapshot = monitor.scrape().snapshot();
    assertThat(node(snapshot, 2).report()).isEmpty();
    assertThat(reason(monitor, node(snapshot, 2)))
        .endsWith("answered as another node: a server without cluster support");
    assertThat(events.faults()).isEqualTo(Map.of(Fault.READ_OTHER_NODE, 1L));
  }

  @Test
  void aNodeThatHasLostItsFilesIsAnotherNode() throws Exception {
    TestMonitor monitor = start();
    monitor.scrape();
    cluster
        .node(2)
        .saysText("CLUSTER NODES", line(X, cluster.node(2).address(), "myself,master", ""));
    ClusterSnapshot snapshot = monitor.scrape().snapshot();
    assertThat(ids(snapshot)).isEqualTo(OWN);
    assertThat(reason(monitor, node(snapshot, 2)))
        .endsWith("answered as another node: node " + X + ", which knows no other node");
  }

  @Test
  void aLoadingMemberIsItself() throws Exception {
    TestMonitor monitor = start();
    monitor.scrape();
    cluster
        .node(2)
        .saysText("INFO", "role:master\r\nloading:1\r\n")
        .says("CLUSTER NODES", "-LOADING Redis is loading the dataset in memory\r\n");
    ClusterSnapshot snapshot = monitor.scrape().snapshot();
    assertThat(node(snapshot, 2).report()).isPresent();
    assertThat(events.faults()).doesNotContainKey(Fault.READ_OTHER_NODE);
  }

  @Test
  void twoMembersBehindOneAddressAreOneNodeAndAFault() throws Exception {
    HostPort first = HostPort.parse(cluster.node(0).address());
    RedisConfig config = FakeNodes.config(cluster.node(0).address());
    Map<HostPort, HostPort> map = Map.of(HostPort.parse(cluster.node(1).address()), first);
    TestMonitor monitor =
        start(
            new RedisConfig(
                config.name(),
                config.seeds(),
                config.cluster(),
                config.credentials(),
                config.tls(),
                map,
                config.database(),
                config.connectTimeout(),
                config.timeout()));
    for (int i = 0; i < 2; i++) {
      ClusterSnapshot snapshot = monitor.scrape().snapshot();
      assertThat(node(snapshot, 0).isUp()).isTrue();
      assertThat(node(snapshot, 1).isUp()).isFalse();
      assertThat(reason(monitor, node(snapshot, 1)))
          .isEqualTo(first + " answered as another node: node " + ScriptedCluster.id(0));
    }
  }

  @Test
  void aLoadBalancerThatLeadsTwoMembersToOneServerIsAFault() throws Exception {
    TestMonitor monitor = start();
    monitor.scrape();
    cluster
        .node(1)
        .saysText(
            "CLUSTER NODES",
            line(ScriptedCluster.id(0), cluster.node(0).address(), "myself,master", "0-16383")
                + line(ScriptedCluster.id(1), cluster.node(1).address(), "master", "")
                + line(ScriptedCluster.id(2), cluster.node(2).address(), "master", ""));
    ClusterSnapshot snapshot = monitor.scrape().snapshot();
    assertThat(node(snapshot, 0).isUp()).isTrue();
    assertThat(node(snapshot, 1).isUp()).isFalse();
    assertThat(snapshot.slotsConflicting()).isZero();
    assertThat(reason(monitor, node(snapshot, 1)))
        .endsWith("answered as another node: node " + ScriptedCluster.id(0));
  }

  @Test
  void seedsOfTwoClustersAreToldAndNotMerged() throws Exception {
    makeOtherCluster(others.node(0), others.node(1));
    TestMonitor monitor =
        start(FakeNodes.config(cluster.node(0).address(), others.node(0).address()));
    for (int i = 0; i < 3; i++) {
      ClusterSnapshot snapshot = monitor.scrape().snapshot();
      assertThat(ids(snapshot)).isEqualTo(OWN);
      assertThat(snapshot.slotsConflicting()).isZero();
      assertThat(snapshot.distinctViews()).isOne();
      Node seed =
          snapshot.nodes().stream().filter(node -> node.id().isEmpty()).findFirst().orElseThrow();
      assertThat(seed.name()).isEqualTo(others.node(0).address());
      assertThat(seed.isUp()).isFalse();
      assertThat(reason(monitor, seed))
          .isEqualTo(
              others.node(0).address()
                  + " leads to node "
                  + X
                  + " of another cluster; the seeds lead to 2 clusters that do not know each other,"
                  + " and only one is monitored");
    }
    assertThat(others.node(1).server().connections()).isZero();
  }

  @Test
  void theClusterOfTheFirstSeedIsMonitoredInWhateverOrderTheyReply() throws Exception {
    makeOtherCluster(others.node(0), others.node(1));
    TestMonitor monitor =
        start(FakeNodes.config(others.node(0).address(), cluster.node(0).address()));
    assertThat(ids(monitor.scrape().snapshot())).containsExactlyInAnyOrder(X, Y);
  }

  @Test
  void aServerWithoutClusterSupportAsSeedOfAClusterIsToldAndHasNoFigures() throws Exception {
    try (ScriptedCluster alone = ScriptedCluster.standalone()) {
      TestMonitor monitor =
          start(FakeNodes.config(alone.node(0).address(), cluster.node(0).address()));
      ClusterSnapshot snapshot = monitor.scrape().snapshot();
      assertThat(TestMonitor.replying(snapshot)).hasSize(3);
      assertThat(snapshot.nodes()).hasSize(4);
      assertThat(events.faults()).isEqualTo(Map.of(Fault.READ_OTHER_CLUSTER, 1L));
    }
  }

  @Test
  void nodesThatHaveNotJoinedAreUpAndTold() throws Exception {
    cluster
        .node(0)
        .saysText("CLUSTER NODES", line(X, cluster.node(0).address(), "myself,master", ""));
    cluster
        .node(1)
        .saysText("CLUSTER NODES", line(Y, cluster.node(1).address(), "myself,master", ""));
    TestMonitor monitor =
        start(FakeNodes.config(cluster.node(0).address(), cluster.node(1).address()));
    for (int i = 0; i < 2; i++) {
      ClusterSnapshot snapshot = monitor.scrape().snapshot();
      assertThat(snapshot.unusedNodes()).hasSize(2);
      assertThat(TestMonitor.replying(snapshot)).hasSize(2);
      assertThat(events.faults()).isEmpty();
    }
  }

  @Test
  void aClusterCreatedAnewAtTheSeedsReplacesTheOldOne() throws Exception {
    TestMonitor monitor = start();
    monitor.scrape();
    makeOtherCluster(cluster.node(0), others.node(0));
    others
        .node(0)
        .saysText(
            "CLUSTER NODES",
            line(X, cluster.node(0).address(), "master", "0-16383")
                + line(Y, others.node(0).address(), "myself,master", ""));
    cluster.node(1).close();
    cluster.node(2).close();
    assertOwnClusterIsDown(monitor);
    now = now.plus(NodeAddressBook.REPLACEABLE_AFTER);
    try (CapturedLog log = CapturedLog.start()) {
      ClusterSnapshot snapshot = monitor.scrape().snapshot();
      assertThat(ids(snapshot)).containsExactlyInAnyOrder(X, Y);
      assertThat(snapshot.nodes()).allMatch(Node::isUp);
      assertThat(log.lines("lead to another cluster")).hasSize(1);
    }
  }

  private void assertOwnClusterIsDown(TestMonitor monitor) throws InterruptedException {
    ClusterSnapshot snapshot = monitor.scrape().snapshot();
    assertThat(ids(snapshot)).isEqualTo(OWN);
    assertThat(snapshot.nodes()).noneMatch(Node::isUp);
    assertThat(snapshot.isUp()).isFalse();
  }

  @Test
  void aStrangerAtTheOnlySeedDoesNotHideATotalOutage() throws Exception {
    TestMonitor monitor = start();
    monitor.scrape();
    makeOtherCluster(cluster.node(0), others.node(0));
    cluster.node(1).close();
    cluster.node(2).close();
    now = now.plus(NodeAddressBook.REPLACEABLE_AFTER.multipliedBy(2));
    for (int i = 0; i < 3; i++) {
      assertOwnClusterIsDown(monitor);
      now = now.plus(NodeAddressBook.REPLACEABLE_AFTER.dividedBy(3)).minusMillis(1);
    }
    assertThat(others.node(0).server().connections()).isZero();

    cluster.servedBy(0);
    assertThat(TestMonitor.replying(monitor.scrape().snapshot())).hasSize(1);
  }

  @Test
  void aClusterThatIsDownIsNotReplacedByAStrangerAtOneOfItsAddresses() throws Exception {
    TestMonitor monitor =
        start(
            FakeNodes.config(
                cluster.node(0).address(), cluster.node(1).address(), cluster.node(2).address()));
    monitor.scrape();
    makeOtherCluster(cluster.node(2), others.node(0));
    cluster.node(0).close();
    cluster.node(1).close();
    ClusterSnapshot snapshot = monitor.scrape().snapshot();
    assertThat(ids(snapshot)).isEqualTo(OWN);
    assertThat(snapshot.nodes()).noneMatch(Node::isUp);
    assertThat(snapshot.isUp()).isFalse();
    assertThat(others.node(0).server().connections()).isZero();
  }

  @Test
  void aMemberThatWasResetAndJoinedAnotherClusterIsDownAndLeadsNowhere() throws Exception {
    TestMonitor monitor = start();
    monitor.scrape();
    String id = ScriptedCluster.id(2);
    cluster
        .node(2)
        .saysText(
            "CLUSTER NODES",
            line(id, cluster.node(2).address(), "myself,master", "")
                + line(Y, others.node(0).address(), "master", "0-16383"));
    others
        .node(0)
        .saysText(
            "CLUSTER NODES",
            line(id, cluster.node(2).address(), "master", "")
                + line(Y, others.node(0).address(), "myself,master", "0-16383"));
    ClusterSnapshot snapshot = monitor.scrape().snapshot();
    assertThat(ids(snapshot)).isEqualTo(OWN);
    assertThat(node(snapshot, 2).isUp()).isFalse();
    assertThat(events.faults()).isEqualTo(Map.of(Fault.READ_OTHER_CLUSTER, 1L));
    assertThat(others.node(0).server().connections()).isZero();
  }

  @Test
  void aNodeWithoutAnAddressIsToldAsSuch() throws Exception {
    List<String> addresses = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      addresses.add(cluster.node(i).address());
    }
    for (int i = 0; i < 2; i++) {
      cluster
          .node(i)
          .saysText(
              "CLUSTER NODES",
              line(ScriptedCluster.id(0), addresses.get(0), i == 0 ? "myself,master" : "master", "")
                  + line(
                      ScriptedCluster.id(1),
                      addresses.get(1),
                      i == 1 ? "myself,master" : "master",
                      "")
                  + line(X, ":0", "master,fail,noaddr", "0-16383")
                  + line(Y, "10.0.0.1:0", "slave", ""));
    }
    TestMonitor monitor = start();
    ClusterSnapshot snapshot = monitor.scrape().snapshot();
    assertThat(reason(monitor, snapshot.node(X).orElseThrow()))
        .isEqualTo("no address is known for node " + X + " (noaddr-" + X.substring(0, 8) + ")");
    assertThat(reason(monitor, snapshot.node(Y).orElseThrow()))
        .isEqualTo("node " + Y + " announces port 0 on 10.0.0.1: it cannot be asked there");
    assertThat(events.faults()).isEqualTo(Map.of(Fault.CONNECT_NO_ADDRESS, 2L));
  }

  @Test
  void thePrimaryOfAShardIsNotTheStrangerAtItsAddress() throws Exception {
    TestMonitor monitor = start();
    Node primary = node(monitor.scrape().snapshot(), 0);
    RoleProbe probe = new RoleProbe(monitor.connections());
    assertThat(probe.isPrimary(primary, Duration.ofSeconds(5))).isTrue();
    makeOtherCluster(cluster.node(0), others.node(0));
    assertThat(probe.isPrimary(primary, Duration.ofSeconds(5))).isFalse();
  }

  @Test
  void aNodeIsAskedForItsIdOnlyWhenItsProcessIsNew() throws Exception {
    TestMonitor monitor = start();
    for (int i = 0; i < 3; i++) {
      cluster
          .node(i)
          .saysText(
              "INFO server", "redis_version:7.0.15\r\nredis_mode:cluster\r\nrun_id:r" + i + "\r\n");
    }
    Node primary = node(monitor.scrape().snapshot(), 0);
    RoleProbe probe = new RoleProbe(monitor.connections());
    for (int i = 0; i < 3; i++) {
      assertThat(probe.isPrimary(primary, Duration.ofSeconds(5))).isTrue();
    }
    assertThat(cluster.node(0).asked("CLUSTER NODES")).hasSize(1);
  }

  @Test
  void anExchangeBetweenScrapesRequiresTheNode() throws Exception {
    TestMonitor monitor = start();
    Node primary = node(monitor.scrape().snapshot(), 0);
    makeOtherCluster(cluster.node(0), others.node(0));
    Optional<Boolean> done =
        monitor
            .connections()
            .exchange(
                primary,
                client -> {
                  monitor
                      .connections()
                      .requireIdentity(
                          ScriptedCluster.id(0), client, Deadline.after(Duration.ofSeconds(5)));
                  return true;
                });
    assertThat(done).isEmpty();
    assertThat(events.faults()).isEqualTo(Map.of(Fault.READ_OTHER_NODE, 1L));
  }
}
