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
import org.junit.jupiter.api.Test;

/** Coverage, views and redundancy of any cluster with any dead nodes, against counting it out. */
class RandomTruthTest {
  private static final int SLOTS = 16384;

  private record Case(Topology topology, List<Topology> views, List<Boolean> alive) {

    static Case of(Random random) {
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
        // Some have not heard of the last owner of some slots.
        views.add(random.nextInt(4) > 0 ? topology : withSlots(topology, primaries, new Random(1)));
      }
      return new Case(topology, views, alive);
    }

    /** Random parts of different sizes, and sometimes slots of nobody. */
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

    ProbeResults answers() {
      ProbeResults answers = ProbeResults.none();
      for (int i = 1; i <= alive.size(); i++) {
        if (alive.get(i - 1)) {
          answers.from(i, seenBy(i));
        } else {
          answers.silence(i);
        }
      }
      return answers;
    }

    /** Whatever it thinks of the others, a node knows its own slots. */
    private Topology seenBy(int number) {
      return views.get(number - 1).with(topology.member(number));
    }

    boolean isAlive(Member member) {
      return alive.get(Integer.parseInt(member.id(), 16) - 1);
    }
  }

  @Test
  void coverage() {
    RandomLoop.run(
        300,
        random -> {
          Case made = Case.of(random);
          BitSet covered = new BitSet();
          made.topology().members().stream()
              .filter(made::isAlive)
              .forEach(member -> addSlots(member, covered));

          assertThat(made.answers().snapshot().slotsUncovered())
              .isEqualTo(SLOTS - covered.cardinality());
        });
  }

  @Test
  void views() {
    RandomLoop.run(
        300,
        random -> {
          Case made = Case.of(random);
          Set<Set<String>> maps = new HashSet<>();
          for (int i = 1; i <= made.alive().size(); i++) {
            if (made.alive().get(i - 1)) {
              Set<String> map = new HashSet<>();
              made.seenBy(i).members().stream()
                  .filter(member -> !member.slots().isEmpty())
                  .forEach(member -> map.add(member.id() + member.slots()));
              maps.add(map);
            }
          }

          assertThat(made.answers().snapshot().distinctViews()).isEqualTo(Math.max(1, maps.size()));
        });
  }

  @Test
  void redundancy() {
    RandomLoop.run(
        300,
        random -> {
          Case made = agreed(Case.of(random));
          ClusterSnapshot snapshot = made.answers().snapshot();
          if (snapshot.isUp()) {
            assertThat(snapshot.failuresTolerated(FailureDomain.NODE))
                .hasValue(tolerated(made, Member::id));
            assertThat(snapshot.failuresTolerated(FailureDomain.HOST))
                .hasValue(tolerated(made, member -> member.address().replaceAll(":.*", "")));
          }
          assertThat(snapshot.failuresTolerated(FailureDomain.ZONE)).isEmpty();
        });
  }

  private static Case agreed(Case made) {
    return new Case(
        made.topology(), made.views().stream().map(view -> made.topology()).toList(), made.alive());
  }

  /** Loses every set of units, smaller ones first, until the cluster does not get over one. */
  private static int tolerated(Case made, Function<Member, String> unitOf) {
    List<String> units = made.topology().members().stream().map(unitOf).distinct().toList();
    int best = units.size();
    for (int mask = 0; mask < 1 << units.size(); mask++) {
      Set<String> lost = new HashSet<>();
      for (int i = 0; i < units.size(); i++) {
        if ((mask >> i & 1) == 1) {
          lost.add(units.get(i));
        }
      }
      if (lost.size() <= best && !survives(made, lost, unitOf)) {
        best = lost.size() - 1;
      }
    }
    return Math.max(0, best);
  }

  private static boolean survives(Case made, Set<String> lost, Function<Member, String> unitOf) {
    BitSet assigned = new BitSet();
    int primaries = 0;
    int left = 0;
    boolean served = true;
    for (Member primary : made.topology().members()) {
      if (primary.slots().isEmpty()) {
        continue;
      }
      addSlots(primary, assigned);
      primaries++;
      boolean stands = made.isAlive(primary) && !lost.contains(unitOf.apply(primary));
      left += stands ? 1 : 0;
      served &=
          stands
              || made.topology().members().stream()
                  .filter(member -> member.primary().equals(primary.id()))
                  .anyMatch(
                      replica -> made.isAlive(replica) && !lost.contains(unitOf.apply(replica)));
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
