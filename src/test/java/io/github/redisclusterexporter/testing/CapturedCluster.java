package io.github.redisclusterexporter.testing;

import io.github.redisclusterexporter.cluster.ClusterPicture;
import io.github.redisclusterexporter.cluster.NodeAnswer;
import io.github.redisclusterexporter.cluster.PictureBuilder;
import io.github.redisclusterexporter.node.Ask;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.scrape.Outcome;
import io.github.redisclusterexporter.scrape.Scrape;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/** Three primaries and three replicas that say what Redis 7.0 said, each of its own place. */
public final class CapturedCluster {
  private static final Topology TOPOLOGY = Topology.of(3, 1);

  private CapturedCluster() {}

  /** The first scrape of it, complete. */
  public static Scrape scrape(Set<Ask> wanted) {
    return scrape(wanted, UnaryOperator.identity());
  }

  /**
   * The same with changed nodes.
   *
   * @param edit applied to each node
   */
  public static Scrape scrape(Set<Ask> wanted, UnaryOperator<CapturedNode> edit) {
    List<NodeAnswer> answers = new ArrayList<>();
    for (int i = 1; i <= TOPOLOGY.members().size(); i++) {
      String role = TOPOLOGY.member(i).primary().equals("-") ? "primary" : "replica";
      CapturedNode node =
          CapturedNode.of("redis-7.0.15", role).with("CLUSTER NODES", TOPOLOGY.seenBy(i));
      answers.add(
          new NodeAnswer(
              Topology.hostPort(i),
              Optional.of(Topology.idOf(i)),
              Optional.of(edit.apply(node).report(wanted)),
              Duration.ofMillis(i)));
    }
    return new Scrape(
        PictureBuilder.build(answers, ClusterPicture.EMPTY, Map.of(), Set.of()),
        Duration.ofMillis(12),
        outcomes(),
        faults());
  }

  private static Map<Outcome, Long> outcomes() {
    Map<Outcome, Long> outcomes = new EnumMap<>(Outcome.class);
    for (Outcome outcome : Outcome.values()) {
      outcomes.put(outcome, outcome == Outcome.COMPLETE ? 1L : 0L);
    }
    return outcomes;
  }

  private static Map<Fault, Long> faults() {
    Map<Fault, Long> faults = new EnumMap<>(Fault.class);
    for (Fault fault : Fault.values()) {
      faults.put(fault, 0L);
    }
    return faults;
  }
}
