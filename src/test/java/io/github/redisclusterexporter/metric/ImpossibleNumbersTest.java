package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.testing.CapturedNode;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A number that cannot be right has no series and is counted, and costs nothing else. */
class ImpossibleNumbersTest {
  /** -1 as a server prints it that takes the difference of two unsigned numbers. */
  private static final String WRAPPED = "18446744073709551615";

  /** The names of all series of the node that the tests change. */
  private static final List<String> COMPLETE = names(page(Nodes.PRIMARY_70));

  private static Exposition page(CapturedNode node) {
    return page(Nodes.of("primary", node));
  }

  private static Exposition page(Node... nodes) {
    return Exposition.of(Catalogs.full().groups(), Exposition.scrape(Exposition.snapshot(nodes)));
  }

  private static Exposition withInfo(String field, String value) {
    return page(Nodes.PRIMARY_70.withInfo(field, value));
  }

  private static List<String> names(Exposition page) {
    return page.series().stream().map(series -> series.replaceAll("[{ ].*", "")).toList();
  }

  private static void assertMissing(Exposition page, String... series) {
    List<String> all = new ArrayList<>(COMPLETE);
    Stream.of(series).forEach(all::remove);
    assertThat(names(page)).containsExactlyInAnyOrderElementsOf(all);
    assertThat(page.malformed()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "-1",
        WRAPPED,
        "9223372036854775808",
        "1e300",
        "nan",
        "-nan",
        "inf",
        "Infinity",
        "0x1p3",
        "1d",
        "1.5",
        "",
        " "
      })
  void noCountHasThisValue(String value) {
    assertMissing(withInfo("keyspace_hits", value), "redis_cluster_keyspace_hits_total");
    assertMissing(
        withInfo("maxmemory", value),
        "redis_cluster_memory_max_bytes",
        "redis_cluster_node_writes_blocked");
    assertMissing(withInfo("sync_full", value), "redis_cluster_full_resyncs_total");
    assertMissing(withInfo("repl_backlog_size", value), "redis_cluster_replication_backlog_bytes");
    assertMissing(withInfo("used_memory_rss", value), "redis_cluster_memory_rss_bytes");
    assertMissing(withInfo("total_system_memory", value), "redis_cluster_memory_system_bytes");
    assertMissing(withInfo("uptime_in_seconds", value), "redis_cluster_uptime_seconds");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", WRAPPED, "4294967295", "0.5"})
  void noNumberOfConnectionsHasThisValue(String value) {
    assertMissing(withInfo("connected_clients", value), "redis_cluster_connected_clients");
    assertMissing(withInfo("blocked_clients", value), "redis_cluster_blocked_clients");
    assertMissing(withInfo("connected_slaves", value), "redis_cluster_connected_replicas");
    assertMissing(withInfo("cluster_connections", value), "redis_cluster_bus_connections");
    assertMissing(withInfo("maxclients", value), "redis_cluster_max_clients");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "2", "0.5", WRAPPED})
  void noFlagHasThisValue(String value) {
    assertMissing(withInfo("rdb_bgsave_in_progress", value), "redis_cluster_rdb_save_in_progress");
    assertMissing(
        withInfo("aof_enabled", value),
        "redis_cluster_aof_enabled",
        "redis_cluster_node_writes_blocked");
  }

  @ParameterizedTest
  @ValueSource(strings = {"-0.5", "-nan", "inf", "1e30"})
  void noAmountHasThisValue(String value) {
    assertMissing(
        withInfo("mem_fragmentation_ratio", value), "redis_cluster_memory_fragmentation_ratio");
    assertMissing(withInfo("used_cpu_sys", value), "redis_cluster_cpu_seconds_total");
  }

  @Test
  void aPartIsNotMoreThanTheWhole() {
    assertMissing(
        withInfo("used_memory_dataset", "9999999999"), "redis_cluster_memory_dataset_bytes");
    assertMissing(withInfo("used_memory_peak", "1000"), "redis_cluster_memory_peak_bytes");
    assertMissing(
        withInfo("mem_not_counted_for_evict", "9999999999"),
        "redis_cluster_memory_not_counted_bytes");
    assertMissing(
        withInfo("db0", "keys=5,expires=6,avg_ttl=9"),
        "redis_cluster_keys",
        "redis_cluster_keys_expiring");
  }

  /** As Redis 8.0.2 and Valkey 8.1.1 without keys report it. */
  @Test
  void aRestBelowZeroIsNotThere() {
    Exposition page =
        page(Nodes.PRIMARY_70.withInfo("used_memory_dataset", "18446744073709513664"));

    assertThat(page.text()).doesNotContain("redis_cluster_memory_dataset_bytes{");
    assertThat(page.malformed()).isZero();
  }

  @Test
  void aDatabaseThatCannotBeReadCostsNoOther() {
    Exposition page =
        page(
            Nodes.PRIMARY_70
                .withInfo("db0", "keys=5,expires=1")
                .withInfo("db1", "keys=-5,expires=1"));

    assertThat(page.text())
        .contains("redis_cluster_keys{db=\"0\"")
        .doesNotContain("redis_cluster_keys{db=\"1\"");
    assertThat(page.malformed()).isPositive();
  }

  @Test
  void aSnapshotIsNotSavedInTheFuture() {
    Exposition page =
        page(
            Nodes.PRIMARY_70
                .withInfo("rdb_saves", "1")
                .withInfo("rdb_last_save_time", "4000000000"));

    assertThat(names(page)).doesNotContain("redis_cluster_rdb_last_save_timestamp_seconds");
    assertThat(page.malformed()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-4", WRAPPED, "nan", "1.5"})
  void statisticsOfACommandThatCannotBeRightCostNoOtherCommand(String calls) {
    Exposition page =
        page(
            Nodes.PRIMARY_70.withInfo("cmdstat_set", "calls=" + calls + ",usec=36,failed_calls=0"));

    assertThat(page.text())
        .doesNotContain("redis_cluster_command_calls_total{cmd=\"set\"")
        .contains("redis_cluster_command_duration_seconds_total{cmd=\"set\"")
        .contains("redis_cluster_command_calls_total{cmd=\"xadd\"");
    assertThat(page.malformed()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-4", WRAPPED, "nan", "1.5"})
  void anErrorWithACountThatCannotBeRightIsNotZero(String count) {
    Exposition page =
        page(
            Nodes.PRIMARY_70
                .withInfo("errorstat_OOM", "count=" + count)
                .withInfo("errorstat_ERR", "count=3"));

    assertThat(page.text()).doesNotContain("error=\"OOM\"").contains("error=\"ERR\"");
    assertThat(page.malformed()).isPositive();
  }

  @ParameterizedTest
  @CsvSource({
    "'a negative number of calls', -9, '16 1', 9, 9",
    "'more calls below a bound than there were', 4, '16 5', 9, 100",
    "'a negative count', 9, '16 -5', 9, 100",
    "'a count that falls between two bounds', 9, '33 5 49 4 66 9', 9, 1000",
    "'a bound below zero', 9, '-16 5', 9, 100",
    "'calls that took longer than all calls', 9, '1056 9', 9, 20"
  })
  void aHistogramThatCannotBeRightCostsNoOtherCommand(
      String what, int calls, String buckets, int statisticsCalls, int usec) {
    Exposition page =
        page(
            Nodes.PRIMARY_70
                .withInfo("cmdstat_get", "calls=%d,usec=%d".formatted(statisticsCalls, usec))
                .withInfo("cmdstat_set", "calls=1,usec=20")
                .with(
                    "LATENCY HISTOGRAM",
                    new Reply.Array(
                        List.of(
                            new Reply.Text("get"),
                            histogram(calls, buckets),
                            new Reply.Text("set"),
                            histogram(1, "33 1")))));

    assertThat(page.text())
        .as(what)
        .doesNotContain("redis_cluster_command_latency_seconds_count{cmd=\"get\"")
        .contains("redis_cluster_command_latency_seconds_count{cmd=\"set\"");
    assertThat(page.malformed()).isPositive();
  }

  private static Reply histogram(int calls, String boundsAndCounts) {
    return new Reply.Array(
        List.of(
            new Reply.Text("calls"),
            new Reply.Int(calls),
            new Reply.Text("histogram_usec"),
            new Reply.Array(
                Stream.of(boundsAndCounts.split(" ", -1))
                    .<Reply>map(number -> new Reply.Int(Long.parseLong(number)))
                    .toList())));
  }

  @Test
  void aSlowLogHasNoNegativeId() {
    Reply entry = new Reply.Array(List.of(new Reply.Int(-7)));
    Exposition page = page(Nodes.PRIMARY_70.with("SLOWLOG GET 1", new Reply.Array(List.of(entry))));

    assertThat(names(page)).doesNotContain("redis_cluster_slowlog_entries_total");
    assertThat(page.of("primary"))
        .contains("redis_cluster_exporter_collector_success{collector=\"slowlog\"} 0.0\n");
  }

  private static Exposition withClusterInfo(String... fields) {
    return page(Nodes.PRIMARY_70.with("CLUSTER INFO", String.join("\r\n", fields)));
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "16385", "0.5", "nan", WRAPPED})
  void noNumberOfSlotsHasThisValue(String value) {
    Exposition page =
        withClusterInfo("cluster_state:ok", "cluster_slots_ok:" + value, "cluster_current_epoch:6");

    assertThat(names(page))
        .doesNotContain("redis_cluster_slots_ok")
        .contains("redis_cluster_current_epoch", "redis_cluster_state");
    assertThat(page.malformed()).isPositive();
  }

  @ParameterizedTest
  @ValueSource(strings = {"-1", "0.5", "nan", WRAPPED})
  void noEpochHasThisValue(String value) {
    Exposition page = withClusterInfo("cluster_current_epoch:" + value, "cluster_known_nodes:6");

    assertThat(names(page))
        .doesNotContain("redis_cluster_current_epoch", "redis_cluster_known_nodes");
    assertThat(page.malformed()).isPositive();
  }

  @Test
  void slotsWithAStateAreThoseWithAnOwner() {
    Exposition page =
        withClusterInfo(
            "cluster_slots_assigned:16384",
            "cluster_slots_ok:16384",
            "cluster_slots_pfail:0",
            "cluster_slots_fail:5461",
            "cluster_current_epoch:6");

    assertThat(names(page))
        .noneMatch(name -> name.matches("redis_cluster_slots_(assigned|ok|pfail|fail)"))
        .contains("redis_cluster_current_epoch");
    assertThat(page.malformed()).isPositive();
  }

  @Test
  void aClusterHasNoMorePrimariesThanNodes() {
    Exposition page = withClusterInfo("cluster_known_nodes:2", "cluster_size:3");

    assertThat(names(page)).doesNotContain("redis_cluster_known_nodes", "redis_cluster_size");
    assertThat(page.malformed()).isPositive();
  }

  @Test
  void aCountOfBusMessagesThatCannotBeRightCostsNoOther() {
    Exposition page =
        withClusterInfo(
            "cluster_stats_messages_ping_sent:-5", "cluster_stats_messages_pong_sent:7");

    assertThat(page.of("primary"))
        .doesNotContain("{direction=\"sent\",type=\"ping\"}")
        .contains("{direction=\"sent\",type=\"pong\"} 7.0\n");
    assertThat(page.malformed()).isPositive();
  }
}
