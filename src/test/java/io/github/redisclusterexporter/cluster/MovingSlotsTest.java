package io.github.redisclusterexporter.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.NodeReport;
import io.github.redisclusterexporter.node.ServerProfile;
import io.github.redisclusterexporter.node.SlotRanges;
import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.testing.RandomLoop;
import io.github.redisclusterexporter.testing.Topology;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Slots move in random order between the questions to the nodes, each in the proper way: first the
 * new owner takes the slot, then the old one gives it up, and the other nodes learn of it later. A
 * slot moves at most once in a scrape. The snapshot shows what was true all the time, and no more.
 */
@Order(1)
class MovingSlotsTest {
  private static final Set<Collector> WANTED =
      Set.of(Collector.CLUSTER_NODES, Collector.INFO, Collector.CLUSTER_INFO);
  private static final ServerProfile SERVER =
      ServerProfile.of(new Reply.Text("redis_version:7.0.15\r\nredis_mode:cluster\r\n"));
  private static final int NOBODY = -1;

  private static final class Move {
    private final int slot;
    private final int from;
    private final int to;
    private int commands;

    Move(int slot, int from, int to) {
      this.slot = slot;
      this.from = from;
      this.to = to;
    }
  }

  /** Primaries have the numbers from 0; they are followed by a replica of each in this order. */
  private static final class Cluster {
    private final Random random;
    private final int primaries;

    /** The owner of each slot, in the view of each node. */
    private final int[][] views;

    private final long[] epochs;
    private final Set<Integer> dead = new HashSet<>();
    private final List<Move> moves = new ArrayList<>();
    private final Set<Integer> excluded = new HashSet<>();
    private final Set<Integer> movedInThisScrape = new HashSet<>();
    private int uncovered;
    private int conflicting;

    Cluster(Random random) {
      this.random = random;
      this.primaries = 3 + random.nextInt(3);
      this.views = new int[2 * primaries][SlotRanges.SLOTS];
      this.epochs = IntStream.range(0, primaries).mapToLong(i -> i + 1).toArray();
      for (int[] view : views) {
        for (int slot = 0; slot < SlotRanges.SLOTS; slot++) {
          view[slot] = slot * primaries / SlotRanges.SLOTS;
        }
      }
    }

    /** The owner lost some slots, as by CLUSTER DELSLOTS. */
    void deleteSlots() {
      int owner = random.nextInt(primaries);
      for (int slot : slotsToBreak(owner)) {
        views[owner][slot] = NOBODY;
        uncovered++;
      }
    }

    /** Two primaries serve the same slots, and cannot talk to each other. */
    void splitBrain() {
      int owner = random.nextInt(primaries);
      int other = (owner + 1) % primaries;
      for (int slot : slotsToBreak(owner)) {
        views[other][slot] = other;
        conflicting++;
      }
    }

    /** A primary does not answer, and is not replaced yet. */
    void kill() {
      int owner = random.nextInt(primaries);
      dead.add(owner);
      for (int slot = 0; slot < SlotRanges.SLOTS; slot++) {
        uncovered += views[owner][slot] == owner ? 1 : 0;
      }
    }

    private List<Integer> slotsToBreak(int owner) {
      List<Integer> slots =
          random
              .ints(1 + random.nextInt(20), 0, SlotRanges.SLOTS)
              .filter(slot -> views[owner][slot] == owner)
              .boxed()
              .distinct()
              .toList();
      excluded.addAll(slots);
      return slots;
    }

    void runCommands() {
      for (int i = random.nextInt(60); i > 0; i--) {
        if (moves.size() < 3) {
          startMove();
        } else {
          next(moves.get(random.nextInt(moves.size())));
        }
      }
    }

    private void startMove() {
      int from = random.nextInt(primaries);
      int to = random.nextInt(primaries);
      // Often the lowest slot of a node, after which its shard was named.
      int slot = random.nextBoolean() ? lowestSlotOf(from) : random.nextInt(SlotRanges.SLOTS);
      if (from != to
          && views[from][slot] == from
          && !dead.contains(from)
          && !dead.contains(to)
          && !excluded.contains(slot)
          && movedInThisScrape.add(slot)) {
        moves.add(new Move(slot, from, to));
      }
    }

    private int lowestSlotOf(int owner) {
      for (int slot = 0; slot < SlotRanges.SLOTS; slot++) {
        if (views[owner][slot] == owner) {
          return slot;
        }
      }
      return 0;
    }

    private void next(Move move) {
      switch (move.commands++) {
        case 0, 1 -> {
          // SETSLOT IMPORTING on the new owner, SETSLOT MIGRATING on the old one.
        }
        case 2 -> {
          views[move.to][move.slot] = move.to;
          epochs[move.to] =
              1 + IntStream.range(0, primaries).mapToLong(i -> epochs[i]).max().orElse(0);
        }
        case 3 -> views[move.from][move.slot] = move.to;
        default -> {
          // Gossip reaches the nodes in any order.
          int node = random.nextInt(views.length);
          views[node][move.slot] = move.to;
          if (move.commands > 10) {
            for (int[] view : views) {
              view[move.slot] = move.to;
            }
            moves.remove(move);
          }
        }
      }
    }

    private ProbeResult answer(int node) {
      Optional<NodeReport> report =
          dead.contains(node)
              ? Optional.empty()
              : Optional.of(
                  NodeReport.of(
                      SERVER,
                      WANTED,
                      List.of(
                          new Reply.Text(viewOf(node)),
                          new Reply.Text(
                              "role:%s\r\nmaster_link_status:up\r\n"
                                  .formatted(node < primaries ? "master" : "slave")),
                          new Reply.Text("cluster_state:ok\r\n")),
                      lines -> true));
      return new ProbeResult(
          Topology.hostPort(node + 1), Optional.of(Topology.idOf(node + 1)), report, 0, 1);
    }

    private String viewOf(int node) {
      List<StringBuilder> slots = slotsOfPrimaries(views[node]);
      StringBuilder text = new StringBuilder();
      for (int other = 0; other < views.length; other++) {
        boolean replica = other >= primaries;
        text.append(Topology.idOf(other + 1))
            .append(' ')
            .append(Topology.addressOf(other + 1))
            .append(other == node ? "@1 myself," : "@1 ")
            .append(replica ? "slave " + Topology.idOf(other - primaries + 1) : "master -")
            .append(" 0 0 ")
            .append(epochs[other % primaries])
            .append(" connected");
        text.append(replica ? "" : slots.get(other));
        if (other == node) {
          appendOpenSlots(text, node);
        }
        text.append('\n');
      }
      return text.toString();
    }

    /** As at the ends of the lines of CLUSTER NODES. */
    private List<StringBuilder> slotsOfPrimaries(int[] view) {
      List<StringBuilder> texts = Stream.generate(StringBuilder::new).limit(primaries).toList();
      int first = 0;
      for (int slot = 1; slot <= SlotRanges.SLOTS; slot++) {
        if (slot == SlotRanges.SLOTS || view[slot] != view[first]) {
          if (view[first] != NOBODY) {
            texts.get(view[first]).append(' ').append(first).append('-').append(slot - 1);
          }
          first = slot;
        }
      }
      return texts;
    }

    private void appendOpenSlots(StringBuilder text, int node) {
      for (Move move : moves) {
        if (move.from == node && move.commands >= 2 && views[node][move.slot] == node) {
          text.append(" [%d->-%s]".formatted(move.slot, Topology.idOf(move.to + 1)));
        }
        if (move.to == node && move.commands >= 1 && views[node][move.slot] != node) {
          text.append(" [%d-<-%s]".formatted(move.slot, Topology.idOf(move.from + 1)));
        }
      }
    }

    /** Asks the nodes in random order, while commands run. */
    private List<ProbeResult> answers(List<Integer> nodes) {
      List<Integer> inOrder = new ArrayList<>(nodes);
      Collections.shuffle(inOrder, random);
      List<ProbeResult> results = new ArrayList<>();
      for (int node : inOrder) {
        runCommands();
        results.add(answer(node));
      }
      return results;
    }
  }

  private final AtomicInteger wrongWithoutSecondAnswers = new AtomicInteger();

  private ClusterSnapshot scrape(Cluster cluster, ClusterHistory history) {
    cluster.movedInThisScrape.clear();
    cluster.moves.forEach(move -> cluster.movedInThisScrape.add(move.slot));
    List<ProbeResult> results =
        cluster.answers(IntStream.range(0, cluster.views.length).boxed().toList());
    SlotOwnership first = new Membership(results).ownership();
    if (first.uncovered() != cluster.uncovered || first.conflicting() != cluster.conflicting) {
      wrongWithoutSecondAnswers.incrementAndGet();
    }
    Set<String> inDoubt = new Membership(results).inDoubt();
    List<Integer> again =
        IntStream.range(0, cluster.views.length)
            .filter(node -> inDoubt.contains(Topology.idOf(node + 1)))
            .boxed()
            .toList();
    for (ProbeResult second : cluster.answers(again)) {
      results.replaceAll(
          result ->
              result.address().equals(second.address())
                  ? result.withLaterView(second.report().orElseThrow())
                  : result);
    }
    return history.add(new Membership(results), Map.of());
  }

  @Test
  @Tag("random")
  void nothingIsReportedThatWasNotTrueAllTheTime() {
    RandomLoop.run(
        60,
        random -> {
          Cluster cluster = new Cluster(random);
          ClusterHistory history = new ClusterHistory(Clock.systemUTC(), false, false);
          List<String> names = shardIds(scrape(cluster, history));
          for (int i = 0; i < 8; i++) {
            ClusterSnapshot snapshot = scrape(cluster, history);

            assertThat(snapshot.slotsUncovered()).isZero();
            assertThat(snapshot.slotsConflicting()).isZero();
            assertThat(snapshot.failuresTolerated(FailureDomain.NODE)).hasValue(1);
            assertThat(snapshot.state()).hasValue(1);
            assertThat(snapshot.shards()).allMatch(Shard::isServing);
            assertThat(snapshot.shards()).allMatch(shard -> shard.healthyReplicas() == 1);
            assertThat(snapshot.shards().stream().mapToInt(shard -> shard.slots().orElse(0)).sum())
                .isEqualTo(SlotRanges.SLOTS);
            assertThat(shardIds(snapshot)).isEqualTo(names);
          }
        });
    assertThat(wrongWithoutSecondAnswers).hasPositiveValue();
  }

  @Test
  @Tag("random")
  void whatIsBrokenIsReportedWhileSlotsMove() {
    RandomLoop.run(
        60,
        random -> {
          Cluster cluster = new Cluster(random);
          ClusterHistory history = new ClusterHistory(Clock.systemUTC(), false, false);
          ClusterSnapshot unused = scrape(cluster, history);
          for (Move move : List.copyOf(cluster.moves)) {
            while (cluster.moves.contains(move)) {
              cluster.next(move);
            }
          }
          switch (random.nextInt(3)) {
            case 0 -> cluster.deleteSlots();
            case 1 -> cluster.splitBrain();
            default -> cluster.kill();
          }
          for (int i = 0; i < 4; i++) {
            ClusterSnapshot snapshot = scrape(cluster, history);

            assertThat(snapshot.slotsUncovered()).isEqualTo(cluster.uncovered);
            assertThat(snapshot.slotsConflicting()).isEqualTo(cluster.conflicting);
            assertThat(snapshot.shards().stream().filter(shard -> !shard.isServing()))
                .hasSize(cluster.dead.size());
            if (cluster.uncovered > 0) {
              assertThat(snapshot.failuresTolerated(FailureDomain.NODE))
                  .isEqualTo(OptionalInt.of(0));
            }
          }
        });
  }

  private static List<String> shardIds(ClusterSnapshot snapshot) {
    return snapshot.shards().stream().map(Shard::id).toList();
  }
}
