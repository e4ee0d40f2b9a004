package io.github.redisclusterexporter.cluster;

import static io.github.redisclusterexporter.testing.Topology.addressOf;
import static io.github.redisclusterexporter.testing.Topology.idOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.node.NodeReport;
import io.github.redisclusterexporter.node.ServerProfile;
import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.testing.Topology;
import io.github.redisclusterexporter.testing.Topology.Member;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ClusterHistoryTest {
  private static final Topology BEFORE = Topology.of(1, 1);
  private static final Topology AFTER =
      BEFORE
          .with(Member.replica(1, 2))
          .with(new Member(idOf(2), addressOf(2), "master", "-", "0-16383", 7));

  private final ClusterHistory history = new ClusterHistory(Clock.systemUTC(), true, false);

  private static ProbeResult result(int number, Topology view, long startedAt) {
    ServerProfile server =
        ServerProfile.of(new Reply.Text("redis_version:7.0.15\r\nredis_mode:cluster\r\n"));
    return new ProbeResult(
        Topology.hostPort(number),
        Optional.of(idOf(number)),
        Optional.of(
            NodeReport.of(
                server,
                ClusterHistory.REQUIRED_COLLECTORS,
                List.of(
                    new Reply.Text(view.seenBy(number)),
                    new Reply.Text(
                        "role:%s\r\nrun_id:r\r\nmaster_replid:h\r\n"
                            .formatted(
                                view.seenBy(number).contains("myself,slave") ? "slave" : "master")),
                    new Reply.Text("cluster_state:ok\r\n")),
                lines -> true)),
        startedAt,
        startedAt + 1);
  }

  private void scrape(Topology view, long startedAt) {
    history.add(
        new Membership(List.of(result(1, view, startedAt), result(2, view, startedAt))), Map.of());
  }

  private long failovers() {
    return history.failovers().counts().values().stream().mapToLong(Long::longValue).sum();
  }

  /** In a cluster of a thousand nodes the measurements would need much memory. */
  @Test
  void keepsTheNodesWithoutTheirMeasurements() {
    ClusterSnapshot now = history.add(new Membership(List.of(result(1, BEFORE, 10))), Map.of());
    assertThat(now.node(idOf(1)).flatMap(Node::report).flatMap(NodeReport::info))
        .hasValueSatisfying(info -> assertThat(info.text("run_id")).contains("r"));

    Node remembered = history.snapshot().node(idOf(1)).orElseThrow();
    assertThat(remembered.report().flatMap(NodeReport::info).orElseThrow().fields()).isEmpty();
    assertThat(remembered.report().flatMap(NodeReport::clusterInfo)).isEmpty();
    assertThat(remembered.isUp()).isTrue();
    assertThat(history.snapshot().servingNode(0)).contains(remembered);
  }

  @Test
  void aScrapeThatEndsAfterALaterScrapeDoesNotCountTheFailoverAgain() {
    scrape(BEFORE, 10);
    scrape(AFTER, 30);
    assertThat(failovers()).isOne();

    scrape(BEFORE, 20);
    scrape(AFTER, 40);

    assertThat(failovers()).isOne();
    assertThat(history.failovers().lastDetected()).isPresent();
  }

  @Test
  void aServiceGapCountsAsOutageOnlyAfterAPromotion() {
    long now = System.nanoTime();
    history.recordServiceGap(idOf(2), now - 100, now);
    assertThat(history.failovers().outages().orElseThrow().counts()).containsOnly(0L);

    scrape(BEFORE, now);
    scrape(AFTER, now + 1);
    history.recordServiceGap(idOf(2), now - 3_000_000_000L, now);

    assertThat(history.failovers().outages().orElseThrow().counts())
        .containsExactly(0L, 0L, 0L, 1L, 0L, 0L, 0L, 0L, 0L, 0L, 0L);
    assertThat(history.failovers().outages().orElseThrow().sum()).isEqualTo(3);
    assertThat(history.failovers().recent())
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.node()).isEqualTo(Optional.of(addressOf(2)));
              assertThat(event.shard()).contains("slot-0");
              assertThat(event.outage()).contains(Duration.ofSeconds(3));
            });
  }

  @Test
  void onlyTheLastFailoversAreRemembered() {
    for (int i = 0; i < 2 * Failovers.MOST_RECENT; i++) {
      scrape(i % 2 == 0 ? BEFORE : AFTER, 10 + i);
    }
    assertThat(failovers()).isGreaterThan(Failovers.MOST_RECENT);
    assertThat(history.failovers().recent()).hasSize(Failovers.MOST_RECENT);
  }
}
