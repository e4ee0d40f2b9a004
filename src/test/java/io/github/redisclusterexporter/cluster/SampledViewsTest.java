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

    ClusterPicture picture(boolean all) {
      Answers answers = Answers.none();
      for (int i = 0; i < alive.size(); i++) {
        if (!alive.get(i)) {
          answers.silence(i + 1);
        } else if (all || sampled.get(i)) {
          answers.from(i + 1, topology);
        } else {
          answers.fromOwnLine(i + 1, topology);
        }
      }
      return answers.picture();
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
    ClusterPicture exact = made.picture(true);
    ClusterPicture sampled = made.picture(false);
    List<Function<ClusterPicture, Object>> facts =
        List.of(
            picture -> each(picture.nodes(), Node::name),
            picture -> each(picture.nodes(), Node::role),
            picture -> each(picture.nodes(), Node::isUp),
            picture -> each(picture.nodes(), Node::primaryId),
            picture -> each(picture.nodes(), Node::shard),
            picture -> each(picture.shards(), Shard::id),
            picture -> each(picture.shards(), Shard::slots),
            picture -> each(picture.shards(), Shard::isServing),
            picture -> each(picture.shards(), Shard::healthyReplicas),
            ClusterPicture::owners,
            ClusterPicture::slotsUncovered,
            ClusterPicture::slotsConflicting,
            ClusterPicture::state,
            picture -> picture.failuresTolerated(Unit.NODE),
            picture -> picture.failuresTolerated(Unit.HOST));

    assertThat(each(facts, fact -> fact.apply(sampled)))
        .isEqualTo(each(facts, fact -> fact.apply(exact)));
  }

  private static <T> List<Object> each(List<T> things, Function<T, ?> fact) {
    return things.stream().<Object>map(fact).toList();
  }
}
