package io.github.redisclusterexporter.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.RandomLoop;
import io.github.redisclusterexporter.testing.Topology;
import io.github.redisclusterexporter.testing.Topology.Member;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Slot coverage, views and redundancy of random clusters with random nodes down, compared with a
 * brute-force calculation.
 */
class RandomFactsTest {
  private static final int SLOTS = 16384;

  private record RandomCluster(Topology topology, List<Topology> views, List<Boolean> alive) {

    static RandomCluster of(Random random) {
      int primaries = 1 + random.nextInt(4);
      int hosts = 1 + random.nextInt(6);
      Topology topology = withSlots(Topology.of(primaries, random.nextInt(3)), primaries, random);
      for (int i = 1; i <= topology.members().size(); i++) {
        topology =
            topology.with(
                topology.member(i).at("10.1.0." + random.nextInt(hosts) + ":" + (7000 + i)));
      }
      List<Boolean> alive = new ArrayList<>();
      List<Topology> views = new ArrayList<>();
      for (int i = 0; i < topology.members().size(); i++) {
        alive.add(random.nextInt(5) > 0);
        // Some nodes do not know the newest owner of some slots.
        views.add(random.nextInt(4) > 0 ? topology : withSlots(topology, primaries, new Random(1)));
      }
      return new RandomCluster(topology, views, alive);
    }

    /** Random slot ranges of different sizes, sometimes with unassigned slots. */
    private static Topology withSlots(Topology topology, int primaries, Random random) {
      Topology changed = topology;
      int first = 0;
      for (int i = 1; i <= primaries; i++) {
        boolean rest = i == primaries && random.nextInt(3) > 0;
        int last =
            rest ? SLOTS - 1 : Math.min(SLOTS - 1, first + random.nextInt(SLOTS / primaries));
        Member member = changed.member(i);
        changed =
            changed.with(
                new Member(member.id(), member.address(), "master", "-", first + "-" + last));
        first = last + 1;
      }
      return changed;
    }

    ProbeResults results() {
      ProbeResults results = ProbeResults.empty();
      for (int i = 1; i <= alive.size(); i++) {
        if (alive.get(i - 1)) {
          results.from(i, seenBy(i));
        } else {
          results.unreachable(i);
        }
      }
      return results;
    }

    /** A node always knows its own slots. */
    private Topology seenBy(int number) {
      return views.get(number - 1).with(topology.member(number));
    }

    boolean isAlive(Member member) {
      return alive.get(Integer.parseInt(member.id(), 16) - 1);
    }
  }

  @Test
  @Tag("random")
  void slotsUncoveredIsCorrect() {
    RandomLoop.run(
        300,
        random -> {
          RandomCluster cluster = RandomCluster.of(random);
          BitSet covered = new BitSet();
          cluster.topology().members().stream()
              .filter(cluster::isAlive)
              .forEach(member -> addSlots(member, covered));

          assertThat(cluster.results().snapshot().slotsUncovered())
              .isEqualTo(SLOTS - covered.cardinality());
        });
  }

  @Test
  @Tag("random")
  void distinctViewsIsCorrect() {
    RandomLoop.run(
        300,
        random -> {
          RandomCluster cluster = RandomCluster.of(random);
          Set<Set<String>> maps = new HashSet<>();
          for (int i = 1; i <= cluster.alive().size(); i++) {
            if (cluster.alive().get(i - 1)) {
              Set<String> map = new HashSet<>();
              cluster.seenBy(i).members().stream()
                  .filter(member -> !member.slots().isEmpty())
                  .forEach(member -> map.add(member.id() + member.slots()));
              maps.add(map);
            }
          }

          assertThat(cluster.results().snapshot().distinctViews())
              .isEqualTo(Math.max(1, maps.size()));
        });
  }

  @Test
  @Tag("random")
  void failuresToleratedIsCorrect() {
    RandomLoop.run(
        300,
        random -> {
          RandomCluster cluster = withOneView(RandomCluster.of(random));
          ClusterSnapshot snapshot = cluster.results().snapshot();
          if (snapshot.isUp()) {
            assertThat(snapshot.failuresTolerated(FailureDomain.NODE))
                .hasValue(tolerated(cluster, Member::id));
            assertThat(snapshot.failuresTolerated(FailureDomain.HOST))
                .hasValue(tolerated(cluster, member -> member.address().replaceAll(":.*", "")));
          }
          assertThat(snapshot.failuresTolerated(FailureDomain.ZONE)).isEmpty();
        });
  }

  private static RandomCluster withOneView(RandomCluster cluster) {
    return new RandomCluster(
        cluster.topology(),
        cluster.views().stream().map(view -> cluster.topology()).toList(),
        cluster.alive());
  }

  /** Tries all sets of failure domains, and finds the smallest one that causes an outage. */
  private static int tolerated(RandomCluster cluster, Function<Member, String> domainOf) {
    List<String> domains = cluster.topology().members().stream().map(domainOf).distinct().toList();
    int best = domains.size();
    for (int mask = 0; mask < 1 << domains.size(); mask++) {
      Set<String> lost = new HashSet<>();
      for (int i = 0; i < domains.size(); i++) {
        if ((mask >> i & 1) == 1) {
          lost.add(domains.get(i));
        }
      }
      if (lost.size() <= best && !survives(cluster, lost, domainOf)) {
        best = lost.size() - 1;
      }
    }
    return Math.max(0, best);
  }

  private static boolean survives(
      RandomCluster cluster, Set<String> lost, Function<Member, String> domainOf) {
    BitSet assigned = new BitSet();
    int primaries = 0;
    int left = 0;
    boolean served = true;
    for (Member primary : cluster.topology().members()) {
      if (primary.slots().isEmpty()) {
        continue;
      }
      addSlots(primary, assigned);
      primaries++;
      boolean up = cluster.isAlive(primary) && !lost.contains(domainOf.apply(primary));
      left += up ? 1 : 0;
      served &=
          up
              || cluster.topology().members().stream()
                  .filter(member -> member.primary().equals(primary.id()))
                  .anyMatch(
                      replica ->
                          cluster.isAlive(replica) && !lost.contains(domainOf.apply(replica)));
    }
    return served && left > primaries / 2 && assigned.cardinality() == SLOTS;
  }

  private static void addSlots(Member member, BitSet slots) {
    if (!member.slots().isEmpty()) {
      String[] ends = member.slots().split("-", -1);
      slots.set(Integer.parseInt(ends[0]), Integer.parseInt(ends[1]) + 1);
    }
  }
}
