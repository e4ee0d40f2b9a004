package io.github.redisclusterexporter.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.RandomLoop;
import io.github.redisclusterexporter.testing.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * In a large cluster only a sample of the views is read completely. All facts are exact all the
 * same, except the number of different views and the number of nodes that flag a node.
 */
class SampledViewsTest {

  private record RandomCluster(Topology topology, List<Boolean> alive, List<Boolean> sampled) {

    static RandomCluster of(Random random, int primaries, int replicasEach) {
      Topology topology = Topology.of(primaries, replicasEach);
      List<Boolean> alive = new ArrayList<>();
      List<Boolean> sampled = new ArrayList<>();
      for (int i = 0; i < topology.members().size(); i++) {
        // At least one view lists the nodes that are down.
        alive.add(i == 0 || random.nextInt(10) > 0);
        sampled.add(i == 0 || random.nextInt(5) == 0);
      }
      return new RandomCluster(topology, alive, sampled);
    }

    ClusterSnapshot snapshot(boolean all) {
      ProbeResults results = ProbeResults.empty();
      for (int i = 0; i < alive.size(); i++) {
        if (!alive.get(i)) {
          results.unreachable(i + 1);
        } else if (all || sampled.get(i)) {
          results.from(i + 1, topology);
        } else {
          results.fromOwnLine(i + 1, topology);
        }
      }
      return results.snapshot();
    }
  }

  @Test
  @Tag("random")
  void aSampleOfTheViewsGivesTheSameFactsAsAllViews() {
    RandomLoop.run(50, random -> assertSame(RandomCluster.of(random, 1 + random.nextInt(12), 2)));
  }

  @Test
  @Tag("random")
  void aSampleGivesTheSameFactsForSomeHundredNodes() {
    RandomLoop.run(2, random -> assertSame(RandomCluster.of(random, 125, 1)));
  }

  private static void assertSame(RandomCluster cluster) {
    ClusterSnapshot exact = cluster.snapshot(true);
    ClusterSnapshot sampled = cluster.snapshot(false);
    List<Function<ClusterSnapshot, Object>> facts =
        List.of(
            snapshot -> each(snapshot.nodes(), Node::name),
            snapshot -> each(snapshot.nodes(), Node::role),
            snapshot -> each(snapshot.nodes(), Node::isUp),
            snapshot -> each(snapshot.nodes(), Node::primaryId),
            snapshot -> each(snapshot.nodes(), Node::shard),
            snapshot -> each(snapshot.shards(), Shard::id),
            snapshot -> each(snapshot.shards(), Shard::slots),
            snapshot -> each(snapshot.shards(), Shard::isServing),
            snapshot -> each(snapshot.shards(), Shard::healthyReplicas),
            ClusterSnapshot::owners,
            ClusterSnapshot::slotsUncovered,
            ClusterSnapshot::slotsConflicting,
            ClusterSnapshot::state,
            snapshot -> snapshot.failuresTolerated(FailureDomain.NODE),
            snapshot -> snapshot.failuresTolerated(FailureDomain.HOST));

    assertThat(each(facts, fact -> fact.apply(sampled)))
        .isEqualTo(each(facts, fact -> fact.apply(exact)));
  }

  private static <T> List<Object> each(List<T> things, Function<T, ?> fact) {
    return things.stream().<Object>map(fact).toList();
  }
}
