package io.github.redisclusterexporter.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.RandomLoop;
import io.github.redisclusterexporter.testing.Topology;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/**
 * What is exact although only some views are read, as in a large cluster: all but how many opinions
 * there are and how many flag a node.
 */
class SampledViewsTest {

  private record Case(Topology topology, List<Boolean> alive, List<Boolean> sampled) {

    static Case of(Random random, int primaries, int replicasEach) {
      Topology topology = Topology.of(primaries, replicasEach);
      List<Boolean> alive = new ArrayList<>();
      List<Boolean> sampled = new ArrayList<>();
      for (int i = 0; i < topology.members().size(); i++) {
        // Somebody tells of the dead.
        alive.add(i == 0 || random.nextInt(10) > 0);
        sampled.add(i == 0 || random.nextInt(5) == 0);
      }
      return new Case(topology, alive, sampled);
    }

    ClusterSnapshot snapshot(boolean all) {
      ProbeResults answers = ProbeResults.none();
      for (int i = 0; i < alive.size(); i++) {
        if (!alive.get(i)) {
          answers.silence(i + 1);
        } else if (all || sampled.get(i)) {
          answers.from(i + 1, topology);
        } else {
          answers.fromOwnLine(i + 1, topology);
        }
      }
      return answers.snapshot();
    }
  }

  @Test
  void theWholeIsTheSameAsWithAllViews() {
    RandomLoop.run(50, random -> assertSame(Case.of(random, 1 + random.nextInt(12), 2)));
  }

  @Test
  void alsoOfSomeHundredNodes() {
    RandomLoop.run(2, random -> assertSame(Case.of(random, 125, 1)));
  }

  private static void assertSame(Case made) {
    ClusterSnapshot exact = made.snapshot(true);
    ClusterSnapshot sampled = made.snapshot(false);
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
