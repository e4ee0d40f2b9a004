package io.github.redisclusterexporter.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.ProbeResult;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.NodeClient;
import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.testing.CountedEvents;
import io.github.redisclusterexporter.testing.FakeNodes;
import io.github.redisclusterexporter.testing.Ports;
import io.github.redisclusterexporter.testing.ScriptedCluster;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NodeProbeTest {
  private final ScriptedCluster cluster = ScriptedCluster.of(1);
  private final CountedEvents events = new CountedEvents();
  private final NodeThreads threads = new NodeThreads();
  private final ClusterConnections connections =
      new ClusterConnections(
          FakeNodes.config(cluster.node(0).address()),
          List.of(),
          false,
          threads,
          Clock.systemUTC(),
          events);

  @AfterEach
  void close() {
    connections.close();
    threads.close();
    cluster.close();
  }

  private static class NoReads implements KeyScraper.ScrapeReads, KeyScraper.NodeReads {
    @Override
    public KeyScraper.NodeReads readsAt(ProbeTarget target) {
      return this;
    }

    @Override
    public KeyScraper.Values complete(ClusterSnapshot current, Deadline deadline) {
      return KeyScraper.Values.NONE;
    }

    @Override
    public List<Command> commands() {
      return List.of();
    }

    @Override
    public void read(
        List<Reply> replies,
        Optional<Instant> serverTime,
        Optional<String> nodeId,
        NodeClient client,
        Deadline deadline) {}
  }

  /** A mistake in the code for queues. */
  private static final class FailingReads extends NoReads {
    @Override
    public void read(
        List<Reply> replies,
        Optional<Instant> serverTime,
        Optional<String> nodeId,
        NodeClient client,
        Deadline deadline) {
      throw new IllegalStateException("expected in this test");
    }
  }

  @Test
  void aMistakeInAQueueReadDoesNotCostTheReplyOfTheNode() {
    NodeProbe probe =
        new NodeProbe(
            connections,
            Set.of(Collector.CLUSTER_NODES, Collector.INFO),
            new ViewSample(0),
            new FailingReads());
    ProbeTarget target =
        new ProbeTarget(
            HostPort.parse(cluster.node(0).address()), Optional.of(ScriptedCluster.id(0)));
    ProbeResult result = probe.probe(target, Deadline.after(Duration.ofSeconds(10)));
    assertThat(result.report()).isPresent();
    assertThat(events.faults()).isEqualTo(Map.of(Fault.PARSE_MALFORMED, 1L));
  }

  @Test
  void anUnknownCommandIsSentOncePerConnection() {
    Set<Collector> wanted = Set.of(Collector.CLUSTER_NODES, Collector.INFO, Collector.LATENCY);
    for (int connection = 1; connection <= 2; connection++) {
      for (int i = 0; i < 3; i++) {
        assertThat(collected(wanted)).doesNotContainKey(Collector.LATENCY).hasSize(2);
      }
      assertThat(cluster.node(0).asked("LATENCY HISTOGRAM")).hasSize(connection);
      connections.clients().closeAllExcept(List.of());
    }
    assertThat(events.faults()).isEmpty();
    // As after an upgrade.
    cluster.node(0).says("LATENCY HISTOGRAM", "*0\r\n");
    assertThat(collected(wanted)).containsEntry(Collector.LATENCY, true);
  }

  /** As a cloud does when its client has sent more requests than it has paid for. */
  @Test
  void aServerThatRefusesEverythingForAWhileKeepsItsCommands() {
    Set<Collector> wanted = Set.of(Collector.CLUSTER_NODES, Collector.INFO, Collector.COMMANDSTATS);
    Map<Collector, Boolean> all =
        Map.of(Collector.CLUSTER_NODES, true, Collector.INFO, true, Collector.COMMANDSTATS, true);
    assertThat(collected(wanted)).isEqualTo(all);
    for (String form : List.of("INFO default", "INFO all", "INFO")) {
      cluster.node(0).says(form, "-ERR max daily request limit exceeded\r\n");
    }
    assertThat(collected(wanted))
        .isEqualTo(
            Map.of(
                Collector.CLUSTER_NODES,
                true,
                Collector.INFO,
                false,
                Collector.COMMANDSTATS,
                false));
    assertThat(events.faults()).isEqualTo(Map.of(Fault.READ_ERROR_REPLY, 1L));
    for (String form : List.of("INFO default", "INFO all", "INFO")) {
      cluster.node(0).saysText(form, "role:master\r\n");
    }
    assertThat(collected(wanted)).isEqualTo(all);
    assertThat(cluster.node(0).asked("INFO all")).hasSize(1);
  }

  private Map<Collector, Boolean> collected(Set<Collector> wanted) {
    ProbeTarget target =
        new ProbeTarget(
            HostPort.parse(cluster.node(0).address()), Optional.of(ScriptedCluster.id(0)));
    return new NodeProbe(connections, wanted, new ViewSample(0), new NoReads())
        .probe(target, Deadline.after(Duration.ofSeconds(10)))
        .report()
        .orElseThrow()
        .collected();
  }

  @Test
  void aNodeThatFailsInTheSameWayAtTwoAddressesHasOneFault() {
    NodeProbe probe =
        new NodeProbe(connections, Set.of(Collector.INFO), new ViewSample(0), new FailingReads());
    Optional<String> id = Optional.of(ScriptedCluster.id(0));
    Deadline deadline = Deadline.after(Duration.ofSeconds(10));
    for (String host : List.of("localhost", "127.0.0.1")) {
      HostPort closed = new HostPort(host, Ports.free());
      assertThat(probe.probe(new ProbeTarget(closed, id), deadline).report()).isEmpty();
    }
    assertThat(events.faults()).isEqualTo(Map.of(Fault.CONNECT_REFUSED, 1L));
  }
}
