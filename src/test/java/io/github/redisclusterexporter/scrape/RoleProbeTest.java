package io.github.redisclusterexporter.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.cluster.Membership;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.testing.CountedEvents;
import io.github.redisclusterexporter.testing.FakeNodes;
import io.github.redisclusterexporter.testing.ScriptedCluster;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Only a node that reports it about itself is a primary. */
class RoleProbeTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(5);

  private final ScriptedCluster cluster = ScriptedCluster.of(1);
  private final NodeThreads threads = new NodeThreads();
  private final ClusterConnections connections =
      new ClusterConnections(
          FakeNodes.config(cluster.node(0).address()),
          List.of(),
          false,
          threads,
          Clock.systemUTC(),
          new CountedEvents());

  @AfterEach
  void close() {
    connections.close();
    threads.close();
    cluster.close();
  }

  private boolean isPrimary() {
    ProbeTarget target =
        new ProbeTarget(
            HostPort.parse(cluster.node(0).address()), Optional.of(ScriptedCluster.id(0)));
    Node node =
        connections
            .addressBook()
            .update(
                new Membership(
                    List.of(
                        FakeNodes.answer(
                            target,
                            ScriptedCluster.id(0)
                                + " "
                                + cluster.node(0).address()
                                + "@1 myself,master - 0 0 1 connected 0-16383"))))
            .nodes()
            .get(0);
    return new RoleProbe(connections).isPrimary(node, TIMEOUT);
  }

  @Test
  void aPrimaryReportsItsRole() {
    assertThat(isPrimary()).isTrue();
    assertThat(cluster.node(0).asked("INFO replication")).hasSize(1);
  }

  @Test
  void aServerBefore7RepliesToInfoWithoutSections() {
    cluster.node(0).saysText("INFO server", "redis_version:6.2.11\r\n");
    assertThat(isPrimary()).isTrue();
    assertThat(cluster.node(0).asked("INFO")).containsExactly("INFO server", "INFO");
  }

  @Test
  void aServerThatIsKnownToTakeNoSectionsIsAskedForAll() throws Exception {
    HostPort address = HostPort.parse(cluster.node(0).address());
    connections
        .clients()
        .client(address)
        .execute(peer -> List.of(), Deadline.after(TIMEOUT))
        .peer()
        .addUnknown(List.of(Command.of("INFO", "default", "commandstats")));
    cluster.node(0).saysText("INFO", "role:master\r\n");
    cluster.node(0).says("INFO replication", "-ERR syntax error\r\n");
    assertThat(isPrimary()).isTrue();
  }

  @Test
  void aLoadingPrimaryIsNotAPrimary() {
    cluster.node(0).saysText("INFO", "role:master\r\nloading:1\r\n");
    assertThat(isPrimary()).isFalse();
  }

  @Test
  void aReplicaIsNotAPrimary() {
    cluster.node(0).saysText("INFO", "role:slave\r\nloading:0\r\n");
    assertThat(isPrimary()).isFalse();
  }

  @Test
  void aNodeThatRefusesIsNotAPrimary() {
    cluster.node(0).says("INFO replication", "-NOPERM no\r\n");
    assertThat(isPrimary()).isFalse();
  }

  @Test
  void aNodeThatIsGoneIsNotAPrimary() {
    cluster.node(0).close();
    assertThat(isPrimary()).isFalse();
  }
}
