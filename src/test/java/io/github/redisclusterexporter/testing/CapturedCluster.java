package io.github.redisclusterexporter.testing;

import io.github.redisclusterexporter.cluster.ClusterHistory;
import io.github.redisclusterexporter.cluster.Membership;
import io.github.redisclusterexporter.cluster.ProbeResult;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.scrape.ScrapeResult;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Three primaries and three replicas with replies captured from Redis 7.0, adapted to each node.
 */
public final class CapturedCluster {
  private static final Topology TOPOLOGY = Topology.of(3, 1);

  private CapturedCluster() {}

  /** The first, complete scrape of the cluster. */
  public static ScrapeResult scrape(Set<Collector> wanted) {
    return scrape(wanted, UnaryOperator.identity());
  }

  /**
   * The same scrape with changed nodes.
   *
   * @param edit applied to each node
   */
  public static ScrapeResult scrape(Set<Collector> wanted, UnaryOperator<CapturedNode> edit) {
    List<ProbeResult> answers = new ArrayList<>();
    for (int i = 1; i <= TOPOLOGY.members().size(); i++) {
      String role = TOPOLOGY.member(i).primary().equals("-") ? "primary" : "replica";
      // Lag is measured only for replicas that are asked after their primary.
      long askedAt = Duration.ofMillis(role.equals("primary") ? 0 : 10).toNanos();
      CapturedNode node =
          CapturedNode.of("redis-7.0.15", role).with("CLUSTER NODES", TOPOLOGY.seenBy(i));
      answers.add(
          new ProbeResult(
              Topology.hostPort(i),
              Optional.of(Topology.idOf(i)),
              Optional.of(edit.apply(node).report(wanted)),
              askedAt,
              askedAt + Duration.ofMillis(i).toNanos()));
    }
    ClusterHistory history = new ClusterHistory(Clock.systemUTC(), true, false);
    return new ScrapeResult(
        history.add(new Membership(answers), Map.of()),
        history.failovers(),
        Duration.ofMillis(12),
        List.of(),
        List.of(),
        List.of(),
        List.of());
  }
}
