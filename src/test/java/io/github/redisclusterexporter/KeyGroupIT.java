package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.DocumentedUser;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.Tier;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestReporter;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol;

/** Key groups on real servers. */
class KeyGroupIT {
  private static final Duration BOUND = Duration.ofMinutes(3);
  private static final String COMPLETE = "redis_cluster_key_group_complete";
  private static final String KEYS = "redis_cluster_key_group_keys";
  private static final String MEMORY = "redis_cluster_key_group_memory_bytes";
  private static final String LAST_PASS = "redis_cluster_key_group_last_pass_timestamp_seconds";

  /** How long a command of a pass may keep a server busy. */
  private static final int MAX_MICROSECONDS = 5_000;

  /** The keys of all tags are on all primaries. */
  private static final int TAGS = 50;

  private static final int SESSIONS_OF_TAG = Tier.choose("test.keys", 3_000, 90_000) / TAGS;
  private static final int CARTS_OF_TAG = SESSIONS_OF_TAG / 9;

  /** Blocks of scrapes with groups and without, in turn. */
  private static final int BLOCKS = 2 * Tier.choose("test.blocks", 2, 5);

  private static final int SCRAPES_OF_BLOCK = Tier.choose("test.scrapes", 10, 50);

  private static final String FILL =
      """
      for i = 1, tonumber(ARGV[1]) do
        redis.call('SET', 'session:' .. KEYS[1] .. ':' .. i, string.rep('x', (i * 37) % 500))
      end
      for i = 1, tonumber(ARGV[2]) do
        for field = 1, 1 + i % 20 do
          redis.call('HSET', 'cart:' .. KEYS[1] .. ':' .. i, 'item' .. field, field)
        end
      end
      return 1
      """;

  private static final String MEASURE =
      """
      local sum = 0
      for i = 1, tonumber(ARGV[1]) do
        sum = sum + redis.call('MEMORY', 'USAGE', ARGV[2] .. KEYS[1] .. ':' .. i)
      end
      return sum
      """;

  static Stream<RedisBinary> versions() {
    return RedisBinary.versions();
  }

  static Stream<RedisBinary> forTier() {
    return RedisBinary.forTier();
  }

  /** Valkey has several databases in a cluster since 9.0. */
  static Stream<RedisBinary> withDatabases() {
    return RedisBinary.versions().filter(binary -> binary.isValkey() && binary.isAtLeast(9));
  }

  private static List<String> tags() {
    return IntStream.range(0, TAGS).mapToObj(i -> "{" + i + "}").toList();
  }

  private static void fill(QueueCluster redis) {
    for (String tag : tags()) {
      Object unused =
          redis
              .ownerOf(tag)
              .command(
                  "EVAL",
                  FILL,
                  "1",
                  tag,
                  Integer.toString(SESSIONS_OF_TAG),
                  Integer.toString(CARTS_OF_TAG));
    }
  }

  private static double memory(QueueCluster redis, String prefix, int keysOfTag) {
    return tags().stream()
        .map(tag -> measured(redis, tag, prefix, keysOfTag))
        .mapToDouble(Long::doubleValue)
        .sum();
  }

  private static Long measured(QueueCluster redis, String tag, String prefix, int keysOfTag) {
    return (Long)
        Objects.requireNonNull(
            redis
                .ownerOf(tag)
                .command("EVAL", MEASURE, "1", tag, Integer.toString(keysOfTag), prefix));
  }

  private static TestExporter exporter(QueueCluster redis) {
    return TestExporter.withFile(
        redis.environment(),
        Map.of("queue-search.interval", "50ms", "queue-search.keys-per-second", "100000"),
        "key-groups { sessions = \"session:*\", carts { pattern = \"c*rt:*\", type = hash } }");
  }

  private static ScrapedPage awaitPass(TestExporter exporter, String group, double after) {
    ScrapedPage[] page = new ScrapedPage[1];
    Eventually.await(
        BOUND,
        "a pass for " + group + " is complete",
        () -> {
          page[0] = exporter.scrape();
          return page[0].value(COMPLETE, "group", group) == 1
              && page[0].value(LAST_PASS, "group", group) > after;
        });
    return page[0];
  }

  /** The commands in the slow log of each primary; SCAN with its cursor, others by name. */
  private static Set<String> slowCommands(QueueCluster redis) {
    Set<String> slow = new TreeSet<>();
    for (RedisServer node : redis.cluster().primaries()) {
      for (Object entry : list(node.command("SLOWLOG", "GET", "1000"))) {
        List<?> words = list(list(entry).get(3));
        slow.add(
            node.address() + " " + words.get(0) + " " + (words.size() > 1 ? words.get(1) : ""));
      }
    }
    return slow;
  }

  /** On the slowest primary. The slow log alone does not show SCAN with other cursors each time. */
  private static double meanMicrosecondsOfScan(QueueCluster redis) {
    return redis.cluster().primaries().stream()
        .map(node -> node.field("cmdstat_scan", "INFO", "commandstats").orElseThrow())
        .mapToDouble(KeyGroupIT::microsecondsPerCall)
        .max()
        .orElseThrow();
  }

  private static double microsecondsPerCall(String statistics) {
    return Stream.of(statistics.split(",", -1))
        .filter(each -> each.startsWith("usec_per_call="))
        .mapToDouble(each -> Double.parseDouble(each.substring("usec_per_call=".length())))
        .findFirst()
        .orElseThrow();
  }

  private static List<?> list(@Nullable Object reply) {
    return (List<?>) Objects.requireNonNull(reply);
  }

  /**
   * How long these commands took by the statistics of one primary, which does not have all keys.
   */
  private static String percentiles(QueueCluster redis) {
    RedisServer node = redis.cluster().primaries().get(0);
    return Stream.of("scan", "memory|usage")
        .map(name -> "latency_percentiles_usec_" + name)
        .map(name -> name + node.field(name, "INFO", "latencystats").map(":"::concat).orElse(""))
        .collect(Collectors.joining("; "));
  }

  /** The scrapes of an exporter; its first ones, which connect and find the nodes, do not count. */
  private static List<Double> scrapeMillis(TestExporter exporter) {
    assertThat(exporter.scrape().status()).isEqualTo(200);
    assertThat(exporter.scrape().status()).isEqualTo(200);
    return IntStream.range(0, SCRAPES_OF_BLOCK)
        .mapToObj(
            i -> {
              ScrapedPage page = exporter.scrape();
              assertThat(page.status()).isEqualTo(200);
              return page.took().toNanos() / 1e6;
            })
        .toList();
  }

  private static double median(List<Double> values) {
    return values.stream().sorted().toList().get(values.size() / 2);
  }

  /**
   * How long a scrape takes while groups are counted, and without groups, in alternating blocks.
   */
  private static String scrapeTimes(QueueCluster redis) {
    List<Double> counting = new ArrayList<>();
    List<Double> without = new ArrayList<>();
    for (int block = 0; block < BLOCKS; block++) {
      if (block % 2 == 0) {
        try (TestExporter exporter = exporter(redis)) {
          counting.addAll(scrapeMillis(exporter));
        }
      } else {
        try (TestExporter exporter = TestExporter.withFile(redis.environment(), Map.of(), "")) {
          without.addAll(scrapeMillis(exporter));
        }
      }
    }
    return "p50 %.1f ms while groups are counted, %.1f ms without groups: %.2f times"
        .formatted(median(counting), median(without), median(counting) / median(without));
  }

  @ParameterizedTest
  @MethodSource("forTier")
  void groupsAreCountedOverTheWholeCluster(RedisBinary binary, TestReporter reporter) {
    try (QueueCluster redis = QueueCluster.start(binary)) {
      fill(redis);
      redis.run("SET", "session", "is in no group");
      redis.run("SET", "cart:text", "is no hash");
      double sessions = (double) SESSIONS_OF_TAG * TAGS;
      double carts = (double) CARTS_OF_TAG * TAGS;
      for (RedisServer node : redis.cluster().nodes()) {
        node.command(
            "CONFIG", "SET", "slowlog-log-slower-than", Integer.toString(MAX_MICROSECONDS));
        node.command("CONFIG", "SET", "slowlog-max-len", "1000");
      }
      reporter.publishEntry("scrapes on " + binary, scrapeTimes(redis));
      try (TestExporter exporter = exporter(redis)) {
        ScrapedPage page = exporter.scrape();
        assertThat(page.all(COMPLETE)).hasSize(2);
        double pass = 0;
        Set<String> slow = Set.of();
        int passes = 0;
        // A busy machine may interrupt any command; a command that is slow by itself always is.
        while (passes == 0 || (passes < 10 && !slow.isEmpty())) {
          redis.cluster().nodes().forEach(node -> node.command("SLOWLOG", "RESET"));
          page = awaitPass(exporter, "carts", pass);
          pass = page.value(LAST_PASS, "group", "carts");
          Set<String> slowNow = slowCommands(redis);
          if (passes > 0) {
            slowNow.retainAll(slow);
          }
          slow = slowNow;
          passes++;
        }
        assertThat(slow)
            .as("commands of more than %d µs in each of %d passes", MAX_MICROSECONDS, passes)
            .isEmpty();
        assertThat(meanMicrosecondsOfScan(redis)).isLessThan(MAX_MICROSECONDS);
        page = awaitPass(exporter, "sessions", 0);
        assertThat(page.value(KEYS, "group", "sessions")).isEqualTo(sessions);
        assertThat(page.value(KEYS, "group", "carts")).isEqualTo(carts);
        double sessionsMemory = memory(redis, "session:", SESSIONS_OF_TAG);
        double cartsMemory = memory(redis, "cart:", CARTS_OF_TAG);
        assertThat(page.value(MEMORY, "group", "sessions"))
            .isCloseTo(sessionsMemory, Percentage.withPercentage(10));
        assertThat(page.value(MEMORY, "group", "carts"))
            .isCloseTo(cartsMemory, Percentage.withPercentage(10));
        reporter.publishEntry(
            "groups on " + binary,
            "%.0f and %.0f keys; %.4f and %.4f times their memory; %d passes; %s"
                .formatted(
                    sessions,
                    carts,
                    page.value(MEMORY, "group", "sessions") / sessionsMemory,
                    page.value(MEMORY, "group", "carts") / cartsMemory,
                    passes,
                    percentiles(redis)));

        redis.ownerOf(tags().get(0)).kill();
        Eventually.await(
            BOUND,
            "a pass is incomplete",
            () -> exporter.scrape().value(COMPLETE, "group", "sessions") == 0);
        page = exporter.scrape();
        assertThat(page.value(KEYS, "group", "sessions")).isEqualTo(sessions);
        assertThat(page.value(LAST_PASS, "group", "sessions")).isPositive();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void theDocumentedGrantsAreEnoughAndAllOfThemAreUsed(RedisBinary binary) {
    try (RedisServer server = RedisServer.start(binary)) {
      for (int i = 0; i < 3; i++) {
        server.command("SET", "session:" + i, "x");
      }
      List<String> user = DocumentedUser.commands(binary).get(0);
      List<String> grants = DocumentedUser.commands(binary).get(3);
      Map<String, String> environment = new HashMap<>();
      environment.put("REDIS_URL", "redis://" + server.address());
      environment.put("REDIS_USERNAME", DocumentedUser.NAME);
      environment.put("REDIS_PASSWORD", DocumentedUser.PASSWORD);
      environment.put("REDIS_KEY_GROUPS", "sessions=session:*");
      for (String without : List.of("", "+scan", "+memory|usage")) {
        List<String> granted = new ArrayList<>(grants);
        assertThat(granted.remove(without)).isEqualTo(!without.isEmpty());
        server.command(user.toArray(String[]::new));
        server.command(granted.toArray(String[]::new));
        try (TestExporter exporter =
            TestExporter.start(environment, Map.of("queue-search.interval", "50ms"))) {
          Eventually.await(
              BOUND,
              "a pass has ended",
              () -> {
                ScrapedPage page = exporter.scrape();
                return page.has(KEYS) || errors(page) > 0;
              });
          ScrapedPage page = exporter.scrape();
          if (without.isEmpty()) {
            assertThat(page.value(KEYS)).isEqualTo(3);
            assertThat(page.value(MEMORY)).isPositive();
            assertThat(errors(page)).isZero();
            assertThat(server.command("ACL", "LOG")).isEqualTo(List.of());
          } else {
            assertThat(page.has(MEMORY)).as(without).isFalse();
            assertThat(errors(page)).as(without).isPositive();
          }
          assertThat(page.value("redis_cluster_node_up")).isEqualTo(1);
        }
      }
    }
  }

  private static double errors(ScrapedPage page) {
    return page.value(
        "redis_cluster_exporter_probe_errors_total", "stage", "read", "code", "no_permission");
  }

  @ParameterizedTest
  @MethodSource("forTier")
  void aGroupOfAStandaloneServerIsCountedInItsDatabase(RedisBinary binary) {
    try (RedisServer server = RedisServer.start(binary)) {
      for (int database = 0; database < 3; database++) {
        Object unused =
            server.command(
                "EVAL",
                "redis.call('SELECT', ARGV[1]) for i = 0, ARGV[1] do"
                    + " redis.call('SET', 'session:' .. i, 'x') end return 1",
                "0",
                Integer.toString(database));
      }
      try (TestExporter exporter =
          TestExporter.withFile(
              Map.of("REDIS_URL", "redis://" + server.address() + "/2"),
              Map.of(),
              "key-groups { url = \"session:*\", one { pattern = \"session:*\", db = 1 } }")) {
        assertThat(awaitPass(exporter, "one", 0).value(KEYS, "group", "one")).isEqualTo(2);
        assertThat(awaitPass(exporter, "url", 0).value(KEYS, "group", "url")).isEqualTo(3);
      }
    }
  }

  @Tag("full")
  @ParameterizedTest
  @MethodSource("withDatabases")
  void keysAndGroupsOfAClusterAreReadInTheirDatabases(RedisBinary binary) {
    try (RedisCluster cluster =
        RedisCluster.builder().binary(binary).directive("cluster-databases 4").start()) {
      for (RedisServer node : cluster.primaries()) {
        for (String tag : tags()) {
          int slot =
              (int) (long) (Long) Objects.requireNonNull(node.command("CLUSTER", "KEYSLOT", tag));
          if (cluster.ownerOf(slot).equals(Optional.of(node))) {
            try (Connection connection = node.client().connect()) {
              connection.sendCommand(Protocol.Command.SELECT, "3");
              connection.sendCommand(Protocol.Command.SET, "session:" + tag, "value");
              assertThat(connection.getMany(2)).hasSize(2);
            }
          }
        }
      }
      String key = "session:" + tags().get(0);
      try (TestExporter exporter =
          TestExporter.withFile(
              Map.of("REDIS_CLUSTER_NODES", cluster.node(0).address().toString()),
              Map.of("queue-search.interval", "50ms"),
              """
              keys = ["%1$s", { key = "%1$s", db = 3, name = third }, { key = k, db = 9 }]
              key-groups { zero = "session:*", third { pattern = "session:*", db = 3 } }
              """
                  .formatted(key))) {
        ScrapedPage page = awaitPass(exporter, "third", 0);
        assertThat(page.value(KEYS, "group", "third")).isEqualTo(TAGS);
        assertThat(page.value(MEMORY, "group", "third")).isPositive();
        assertThat(awaitPass(exporter, "zero", 0).value(KEYS, "group", "zero")).isZero();
        assertThat(page.value("redis_cluster_key_size", "key", "third")).isEqualTo(5);
        assertThat(page.value("redis_cluster_key_size", "key", key, "type", "none")).isZero();
        // There is no such database.
        assertThat(page.value("redis_cluster_key_up", "key", "k")).isZero();
      }
    }
  }
}
