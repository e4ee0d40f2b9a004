package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.testing.CapturedCluster;
import io.github.redisclusterexporter.testing.CapturedNode;
import io.github.redisclusterexporter.testing.CapturedReplies;
import io.github.redisclusterexporter.testing.Resp;
import io.github.redisclusterexporter.testing.Topology;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** The busiest slots of a cluster with three primaries, on several pages of one exporter. */
class SlotStatsGroupTest {
  private static final String COMMAND = "CLUSTER SLOT-STATS ORDERBY %s LIMIT 100 DESC";
  private static final Reply NONE = new Reply.Array(List.of());
  private static final int FIRST_OF_THE_THIRD = 10922;

  private final Group<ClusterSnapshot> group = SlotGroups.slotStats(3);

  private static CapturedNode valkey(CapturedNode node) {
    CapturedNode valkey = node.withInfo("valkey_version", "9.1.2");
    for (String order : List.of("key-count", "cpu-usec", "network-bytes-in", "network-bytes-out")) {
      valkey = valkey.with(COMMAND.formatted(order), NONE);
    }
    return valkey;
  }

  /** All nodes reply the same: a node's values of slots that it does not serve do not count. */
  private Exposition page(UnaryOperator<CapturedNode> edit) {
    Set<Collector> wanted = new HashSet<>(Collector.all());
    wanted.addAll(Collector.SLOT_STATS);
    return Exposition.of(
        List.of(group), CapturedCluster.scrape(wanted, node -> edit.apply(valkey(node))));
  }

  private static Reply cpu(Map<Integer, Long> slots) {
    List<Reply> elements = new ArrayList<>();
    new TreeMap<>(slots)
        .forEach(
            (slot, usec) ->
                elements.add(
                    new Reply.Array(
                        List.of(
                            new Reply.Int(slot),
                            new Reply.Array(
                                List.of(new Reply.Text("cpu-usec"), new Reply.Int(usec)))))));
    return new Reply.Array(elements);
  }

  private String pageOf(Map<Integer, Long> slots) {
    return page(node -> node.with(COMMAND.formatted("cpu-usec"), cpu(slots))).ofTheWhole();
  }

  @Test
  void captured() {
    Exposition page =
        page(
            node ->
                node.with(
                    COMMAND.formatted("cpu-usec"),
                    Resp.decode(
                        CapturedReplies.read(
                            "valkey-9.1.2",
                            "primary",
                            "cluster_slot-stats_orderby_cpu-usec_limit_100_desc"))));

    assertThat(page.ofTheWhole())
        .isEqualTo(
            """
            redis_cluster_slot_cpu_seconds_total{slot="15495"} 9.36E-4
            redis_cluster_slot_cpu_seconds_total{slot="3300"} 5.4E-4
            redis_cluster_slot_cpu_seconds_total{slot="7365"} 1.23E-4
            redis_cluster_slot_keys{slot="15495"} 20.0
            redis_cluster_slot_keys{slot="3300"} 150.0
            redis_cluster_slot_keys{slot="7365"} 20.0
            redis_cluster_slot_network_bytes_total{direction="input",slot="15495"} 32223.0
            redis_cluster_slot_network_bytes_total{direction="input",slot="3300"} 12213.0
            redis_cluster_slot_network_bytes_total{direction="input",slot="7365"} 4853.0
            redis_cluster_slot_network_bytes_total{direction="output",slot="15495"} 2057.0
            redis_cluster_slot_network_bytes_total{direction="output",slot="3300"} 807.0
            redis_cluster_slot_network_bytes_total{direction="output",slot="7365"} 357.0
            """);
    assertThat(page.malformed()).isZero();
  }

  @Test
  void aPlaceIsOnlyLostToASlotThatIsTwiceAsBusy() {
    assertThat(pageOf(Map.of(1, 9_000_000L, 6000, 5_000_000L, 12000, 2_000_000L)))
        .isEqualTo(
            """
            redis_cluster_slot_cpu_seconds_total{slot="1"} 9.0
            redis_cluster_slot_cpu_seconds_total{slot="12000"} 2.0
            redis_cluster_slot_cpu_seconds_total{slot="6000"} 5.0
            """);
    Map<Integer, Long> similar =
        Map.of(1, 9_000_000L, 6000, 5_000_000L, 12000, 2_000_000L, 12001, 3_900_000L);
    assertThat(pageOf(similar)).contains("\"12000\"} 2.0").doesNotContain("12001");
    Map<Integer, Long> busier =
        Map.of(1, 9_000_000L, 6000, 5_000_000L, 12000, 2_000_000L, 12001, 4_100_000L);
    assertThat(pageOf(busier)).contains("\"12001\"} 4.1").doesNotContain("12000");
  }

  @Test
  void theBusiestAppearsWithTheFirstPage() {
    Map<Integer, Long> slots = new TreeMap<>();
    for (int slot = 0; slot < 90; slot++) {
      slots.put(slot * 180, 1_000_000L + slot);
    }
    slots.put(16000, 7_000_000L);
    assertThat(pageOf(slots)).contains("\"16000\"} 7.0");
  }

  @Test
  void aSlotWithoutAnythingHasNoSeries() {
    assertThat(pageOf(Map.of(1, 0L)).strip()).isEmpty();
  }

  @Test
  void aNodeThatDoesNotReplyLosesNoPlace() {
    pageOf(Map.of(1, 9_000_000L, 6000, 5_000_000L, 12000, 2_000_000L));
    Reply refusal = new Reply.Refused(Fault.READ_BUSY, "BUSY");
    Reply others = cpu(Map.of(1, 9_000_000L, 2, 5_000_000L, 6000, 5_000_000L));

    String page =
        page(node -> {
              CapturedNode changed = node.with(COMMAND.formatted("cpu-usec"), others);
              if (!node.report(Collector.CLUSTER_NODES)
                  .id()
                  .orElseThrow()
                  .equals(Topology.idOf(3))) {
                return changed;
              }
              for (String order :
                  List.of("key-count", "cpu-usec", "network-bytes-in", "network-bytes-out")) {
                changed = changed.with(COMMAND.formatted(order), refusal);
              }
              return changed;
            })
            .ofTheWhole();
    assertThat(page).contains("\"1\"}", "\"6000\"}").doesNotContain("\"2\"}", "\"12000\"}");
    assertThat(pageOf(Map.of(1, 9_000_000L, 6000, 5_000_000L, 12000, 2_000_000L)))
        .contains("\"12000\"} 2.0");
  }

  @Test
  void anImpossibleNumberIsOmittedAndCounted() {
    pageOf(Map.of(1, 1L, FIRST_OF_THE_THIRD, 2L));
    Exposition page =
        page(
            node ->
                node.with(
                    COMMAND.formatted("cpu-usec"), cpu(Map.of(1, -1L, FIRST_OF_THE_THIRD, 2L))));

    assertThat(page.ofTheWhole())
        .isEqualTo("redis_cluster_slot_cpu_seconds_total{slot=\"10922\"} 2.0E-6\n");
    assertThat(page.malformed()).isEqualTo(1);
  }

  @Test
  void aSlotThatMovedHasTheCounterOfItsNewNode() {
    pageOf(Map.of(1, 9_000_000L));
    // Only the first node serves the slot; what the others report of it is older.
    String page =
        page(node ->
                node.with(
                    COMMAND.formatted("cpu-usec"),
                    cpu(
                        Map.of(
                            1,
                            node.report(Collector.CLUSTER_NODES)
                                    .id()
                                    .orElseThrow()
                                    .equals(Topology.idOf(1))
                                ? 10L
                                : 9_000_000L))))
            .ofTheWhole();
    assertThat(page).isEqualTo("redis_cluster_slot_cpu_seconds_total{slot=\"1\"} 1.0E-5\n");
  }
}
