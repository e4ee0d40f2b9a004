package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.key.KeySlot;
import io.github.redisclusterexporter.testing.DocumentedUser;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;

/** What is disabled by default, on real servers with the grants of docs/acl.md. */
class OptionalCollectorsIT {

  /** In the complete tier there is none. */
  static Stream<RedisBinary> valkeys() {
    return RedisBinary.versions().filter(RedisBinary::isValkey);
  }

  private static RedisCluster.Builder cluster(RedisBinary binary) {
    return RedisCluster.builder().binary(binary).primaries(3).replicasPerPrimary(0);
  }

  /** An exporter with one optional group, and a user with exactly the documented grants. */
  private static TestExporter exporter(RedisCluster cluster, String group) {
    for (RedisServer node : cluster.nodes()) {
      DocumentedUser.create(node);
      node.command(DocumentedUser.optional(group).toArray(String[]::new));
    }
    return TestExporter.start(
        Map.of(
            "REDIS_CLUSTER_NODES",
            cluster.node(0).address().toString(),
            "REDIS_USERNAME",
            DocumentedUser.NAME,
            "REDIS_PASSWORD",
            DocumentedUser.PASSWORD),
        Map.of("collectors." + group, "true", "scrape.watch", "false"));
  }

  private static double errors(RedisCluster cluster) {
    return cluster.nodes().stream()
        .mapToDouble(
            node ->
                Double.parseDouble(
                    node.field("total_error_replies", "INFO", "stats").orElseThrow()))
        .sum();
  }

  /** Several scrapes, none of which fails, is refused, or causes an error reply. */
  private static ScrapedPage scrapes(RedisCluster cluster, TestExporter exporter) {
    exporter.scrape();
    double before = errors(cluster);
    ScrapedPage page = exporter.scrape();
    for (int i = 0; i < 5; i++) {
      page = exporter.scrape();
    }
    assertThat(page.all("redis_cluster_exporter_collector_success"))
        .allMatch(success -> success.value() == 1);
    assertThat(errors(cluster)).isEqualTo(before);
    for (RedisServer node : cluster.nodes()) {
      assertThat(node.command("ACL", "LOG")).as("ACL LOG of %s", node).isEqualTo(List.of());
    }
    return page;
  }

  private static List<String> slots(ScrapedPage page, String metric, String... labels) {
    return page.all(metric, labels).stream()
        .sorted((a, b) -> Double.compare(b.value(), a.value()))
        .map(series -> String.valueOf(series.labels().get("slot")))
        .toList();
  }

  /** The first three slots of the whole cluster, by what its nodes reply. */
  private static List<String> hottestByProcessorTime(RedisCluster cluster) {
    Map<String, Long> times = new HashMap<>();
    for (RedisServer node : cluster.nodes()) {
      Object reply = node.command("CLUSTER", "SLOT-STATS", "ORDERBY", "cpu-usec", "LIMIT", "3");
      for (Object slot : (List<?>) Objects.requireNonNull(reply)) {
        List<?> parts = (List<?>) slot;
        List<?> statistics = (List<?>) parts.get(1);
        times.put(
            String.valueOf(parts.get(0)),
            (Long) statistics.get(statistics.indexOf("cpu-usec") + 1));
      }
    }
    return times.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(3)
        .map(Map.Entry::getKey)
        .toList();
  }

  private static void run(RedisCluster cluster, String key, int times, String... command) {
    int slot = KeySlot.of(key);
    RedisServer owner = cluster.ownerOf(slot).orElseThrow();
    for (int i = 0; i < times; i++) {
      owner.command(command);
    }
  }

  private static String slot(RedisCluster cluster, String key) {
    return String.valueOf(cluster.node(0).command("CLUSTER", "KEYSLOT", key));
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("valkeys")
  @Tag("full")
  void theThreeHottestSlotsOfASkewedLoad(RedisBinary binary) {
    try (RedisCluster cluster =
            cluster(binary).directive("cluster-slot-stats-enabled yes").start();
        TestExporter exporter = exporter(cluster, "slot-stats")) {
      Map<String, Integer> load = new HashMap<>(Map.of("hot", 4000, "warm", 2000, "tepid", 1000));
      for (int i = 0; i < 40; i++) {
        load.put("cold" + i, 10);
      }
      load.forEach((key, times) -> run(cluster, key, times, "SET", key, "value"));
      ScrapedPage page = scrapes(cluster, exporter);

      List<String> hottest =
          Stream.of("hot", "warm", "tepid").map(key -> slot(cluster, key)).toList();
      // Bytes depend on the load alone, processor time also on what else the machine does.
      assertThat(slots(page, "redis_cluster_slot_network_bytes_total", "direction", "input"))
          .hasSize(10)
          .startsWith(hottest.toArray(String[]::new));
      assertThat(slots(page, "redis_cluster_slot_cpu_seconds_total"))
          .hasSize(10)
          .contains(hottest.toArray(String[]::new))
          .startsWith(hottestByProcessorTime(cluster).toArray(String[]::new));
      assertThat(page.value("redis_cluster_slot_keys", "slot", hottest.get(0))).isEqualTo(1);
      assertThat(
              page.value(
                  "redis_cluster_slot_network_bytes_total",
                  "slot",
                  hottest.get(2),
                  "direction",
                  "input"))
          .isBetween(30_000.0, 50_000.0);
    }
  }

  static Stream<RedisBinary> versions() {
    return RedisBinary.forTier();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void clientsOfAllNodesByName(RedisBinary binary) {
    try (RedisCluster cluster = cluster(binary).start();
        TestExporter exporter = exporter(cluster, "client-names");
        Connection web = named(cluster.node(0), "web");
        Connection otherWeb = named(cluster.node(1), "web");
        Connection worker = named(cluster.node(2), "worker")) {
      assertThat(Stream.of(web, otherWeb, worker)).allMatch(Connection::isConnected);
      ScrapedPage page = scrapes(cluster, exporter);

      assertThat(page.value("redis_cluster_clients", "name", "web")).isEqualTo(2);
      assertThat(page.value("redis_cluster_clients", "name", "worker")).isEqualTo(1);
      assertThat(page.value("redis_cluster_clients", "name", "redis-cluster-exporter"))
          .isEqualTo(3);
      assertThat(page.value("redis_cluster_clients", "name", "other")).isZero();
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void theConsumersOfAStream(RedisBinary binary) {
    try (RedisCluster cluster = cluster(binary).start()) {
      for (RedisServer node : cluster.nodes()) {
        DocumentedUser.create(node);
        List<String> queues = new ArrayList<>(DocumentedUser.commands(node.binary()).get(1));
        queues.add("+xinfo|consumers");
        node.command(queues.toArray(String[]::new));
      }
      run(cluster, "tasks:a", 1, "XGROUP", "CREATE", "tasks:a", "g", "0", "MKSTREAM");
      run(cluster, "tasks:a", 5, "XADD", "tasks:a", "*", "task", "x");
      readGroup(cluster, "quick", 1);
      readGroup(cluster, "slow", 3);
      try (TestExporter exporter =
          TestExporter.start(
              Map.of(
                  "REDIS_CLUSTER_NODES",
                  cluster.node(0).address().toString(),
                  "REDIS_USERNAME",
                  DocumentedUser.NAME,
                  "REDIS_PASSWORD",
                  DocumentedUser.PASSWORD,
                  "REDIS_QUEUES",
                  "tasks:a"),
              Map.of("collectors.queue-consumers", "true", "scrape.watch", "false"))) {
        ScrapedPage page = scrapes(cluster, exporter);

        String pending = "redis_cluster_queue_consumer_pending";
        assertThat(page.all(pending, "queue", "tasks:a", "group", "g")).hasSize(2);
        assertThat(page.value(pending, "consumer", "quick")).isEqualTo(1);
        assertThat(page.value(pending, "consumer", "slow")).isEqualTo(3);
        assertThat(page.value("redis_cluster_queue_consumer_idle_seconds", "consumer", "slow"))
            .isBetween(0.0, 60.0);
      }
    }
  }

  private static void readGroup(RedisCluster cluster, String consumer, int entries) {
    String[] read = {
      "XREADGROUP",
      "GROUP",
      "g",
      consumer,
      "COUNT",
      Integer.toString(entries),
      "STREAMS",
      "tasks:a",
      ">"
    };
    run(cluster, "tasks:a", 1, read);
  }

  private static Connection named(RedisServer node, String name) {
    Connection connection = node.client().connect();
    connection.sendCommand(Protocol.Command.CLIENT, "SETNAME", name);
    assertThat(connection.getStatusCodeReply()).isEqualTo("OK");
    return connection;
  }

  @ParameterizedTest
  @MethodSource("versions")
  void theLatestEventsOfTheLatencyMonitor(RedisBinary binary) {
    try (RedisCluster cluster = cluster(binary).directive("latency-monitor-threshold 20").start();
        TestExporter exporter = exporter(cluster, "latency-events")) {
      assertThat(exporter.scrape().has("redis_cluster_latency_event_last_seconds", "event", "fork"))
          .isFalse();
      RedisServer node = cluster.node(0);
      node.command("EVAL", "for i = 1, 20000000 do end", "0");
      ScrapedPage page = scrapes(cluster, exporter);

      String[] event = {"node", node.address().toString(), "event", "command"};
      assertThat(page.value("redis_cluster_latency_event_last_seconds", event))
          .isBetween(0.02, 5.0);
      assertThat(page.value("redis_cluster_latency_event_max_seconds", event)).isBetween(0.02, 5.0);
      assertThat(page.value("redis_cluster_latency_event_timestamp_seconds", event))
          .isGreaterThan(1_700_000_000);
    }
  }

  /** In the complete tier there is none. */
  static Stream<RedisBinary> withAtomicMigrations() {
    return valkeys().filter(binary -> binary.isAtLeast(9));
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("withAtomicMigrations")
  @Tag("full")
  void atomicMigrationsOfSlots(RedisBinary binary) {
    try (RedisCluster cluster = cluster(binary).start();
        TestExporter exporter = exporter(cluster, "slot-migrations")) {
      assertThat(scrapes(cluster, exporter).all("redis_cluster_slot_migrations"))
          .hasSize(6)
          .allMatch(migrations -> migrations.value() == 0);
      RedisServer from = cluster.node(0);
      RedisServer to = cluster.node(1);
      String[] migrate = {
        "CLUSTER", "MIGRATESLOTS", "SLOTSRANGE", "0", "9", "NODE", cluster.id(to)
      };
      to.freeze();
      from.command(migrate);
      ScrapedPage page = exporter.scrape(Duration.ofSeconds(2));
      to.thaw();

      String[] running = {"node", from.address().toString(), "state", "running"};
      assertThat(page.value("redis_cluster_slot_migrations", running)).isEqualTo(1);
      Eventually.await(
          Duration.ofSeconds(30),
          "the migration ends",
          () -> exporter.scrape().value("redis_cluster_slot_migrations", running) == 0);
    }
  }

  /** In the complete tier there is none. */
  static Stream<RedisBinary> withCommandlog() {
    return valkeys().filter(binary -> binary.isAtLeast(8, 1));
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("withCommandlog")
  @Tag("full")
  void theEntriesOfEachCommandLog(RedisBinary binary) {
    try (RedisCluster cluster =
            cluster(binary)
                .directive("commandlog-request-larger-than 1000")
                .directive("commandlog-reply-larger-than 1000")
                .directive("commandlog-execution-slower-than -1")
                .start();
        TestExporter exporter = exporter(cluster, "commandlog")) {
      // Not the server's own large replies, such as that to INFO.
      cluster
          .nodes()
          .forEach(node -> node.command("CONFIG", "SET", "commandlog-reply-larger-than", "200000"));
      double large =
          sum(
              scrapes(cluster, exporter),
              "redis_cluster_commandlog_entries_total",
              "large_request");
      double replies =
          sum(exporter.scrape(), "redis_cluster_commandlog_entries_total", "large_reply");
      run(cluster, "key", 3, "SET", "key", "x".repeat(300_000));
      run(cluster, "key", 2, "GET", "key");
      ScrapedPage page = exporter.scrape();

      assertThat(sum(page, "redis_cluster_commandlog_entries_total", "large_request") - large)
          .isEqualTo(3);
      assertThat(sum(page, "redis_cluster_commandlog_entries_total", "large_reply") - replies)
          .isEqualTo(2);
      assertThat(page.all("redis_cluster_commandlog_entries_total", "type", "slow"))
          .hasSize(3)
          .allMatch(slow -> slow.value() == 0);
    }
  }

  private static double sum(ScrapedPage page, String metric, String type) {
    return page.all(metric, "type", type).stream().mapToDouble(ScrapedPage.Series::value).sum();
  }

  @ParameterizedTest(allowZeroInvocations = true)
  @MethodSource("valkeys")
  @Tag("full")
  void withoutItsStatisticsAServerReportsOnlyTheKeysOfSlots(RedisBinary binary) {
    try (RedisCluster cluster = cluster(binary).start();
        TestExporter exporter = exporter(cluster, "slot-stats")) {
      for (int i = 0; i < 20; i++) {
        run(cluster, "{large}", 1, "SET", "{large}" + i, "value");
      }
      run(cluster, "small", 1, "SET", "small", "value");
      ScrapedPage page = scrapes(cluster, exporter);

      assertThat(page.value("redis_cluster_slot_keys", "slot", slot(cluster, "{large}")))
          .isEqualTo(20);
      assertThat(page.value("redis_cluster_slot_keys", "slot", slot(cluster, "small")))
          .isEqualTo(1);
      assertThat(page.has("redis_cluster_slot_cpu_seconds_total")).isFalse();
      assertThat(
              page.all("redis_cluster_exporter_collector_success", "collector", "slot_stats_cpu"))
          .isEmpty();
    }
  }
}
