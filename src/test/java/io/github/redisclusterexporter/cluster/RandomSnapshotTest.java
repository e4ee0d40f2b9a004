package io.github.redisclusterexporter.cluster;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.RandomLoop;
import io.github.redisclusterexporter.testing.Topology;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Random clusters with random nodes down: the snapshot contains every known node exactly once. */
class RandomSnapshotTest {

  @Test
  @Tag("random")
  void everyKnownNodeIsInTheSnapshotOnce() {
    RandomLoop.run(
        200,
        random -> {
          Topology topology = Topology.of(1 + random.nextInt(8), random.nextInt(4));
          ClusterSnapshot snapshot = ClusterSnapshot.EMPTY;
          boolean seen = false;
          for (int scrape = 0; scrape < 4; scrape++) {
            boolean[] alive = new boolean[topology.members().size()];
            snapshot = results(topology, alive, random).snapshotAfter(snapshot);
            for (boolean one : alive) {
              seen |= one;
            }
            if (seen) {
              assertComplete(snapshot, topology, alive);
            }
          }
        });
  }

  private static ProbeResults results(Topology topology, boolean[] alive, Random random) {
    ProbeResults results = ProbeResults.empty();
    int chance = random.nextInt(101);
    for (int i = 0; i < alive.length; i++) {
      alive[i] = random.nextInt(100) < chance;
      if (alive[i]) {
        results.from(i + 1, topology);
      } else {
        results.unreachable(i + 1);
      }
    }
    return results;
  }

  private static void assertComplete(ClusterSnapshot snapshot, Topology topology, boolean[] alive) {
    assertThat(snapshot.nodes())
        .extracting(node -> node.id().orElseThrow())
        .containsExactlyInAnyOrderElementsOf(
            topology.members().stream().map(Topology.Member::id).toList());
    Map<String, List<Boolean>> expected = new HashMap<>();
    for (int i = 0; i < alive.length; i++) {
      expected.put(Topology.addressOf(i + 1), List.of(alive[i]));
    }
    assertThat(
            snapshot.nodes().stream()
                .collect(groupingBy(Node::name, mapping(Node::isUp, toList()))))
        .isEqualTo(expected);
  }
}
