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
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.assertj.core.data.Percentage;
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

  /** The keys of all tags are on all primaries. */
  private static final int TAGS = 50;

  private static final int SESSIONS_OF_TAG = Tier.choose("test.keys", 3_000, 90_000) / TAGS;
  private static final int CARTS_OF_TAG = SESSIONS_OF_TAG / 9;
  private static final int SCRAPES = 20;

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

  private static boolean hasSlowCommand(QueueCluster redis) {
    return redis.cluster().primaries().stream()
        .anyMatch(node -> !Objects.equals(node.command("SLOWLOG", "LEN"), 0L));
  }

  private static double medianScrape(TestExporter exporter) {
    List<Duration> times = new ArrayList<>();
    for (int i = 0; i < SCRAPES; i++) {
      long start = System.nanoTime();
      assertThat(exporter.scrape().status()).isEqualTo(200);
      times.add(Duration.ofNanos(System.nanoTime() - start));
    }
    times.sort(Comparator.naturalOrder());
    return times.get(SCRAPES / 2).toNanos();
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
        node.command("CONFIG", "SET", "slowlog-log-slower-than", "5000");
      }
      try (TestExporter exporter = exporter(redis)) {
        ScrapedPage page = exporter.scrape();
        assertThat(page.all(COMPLETE)).hasSize(2);
        double pass = 0;
        boolean isClean = false;
        // A busy machine may interrupt any command; a command that is slow by itself always is.
        for (int tries = 0; tries < 10 && !isClean; tries++) {
          redis.cluster().nodes().forEach(node -> node.command("SLOWLOG", "RESET"));
          page = awaitPass(exporter, "carts", pass);
          pass = page.value(LAST_PASS, "group", "carts");
          isClean = !hasSlowCommand(redis);
        }
        assertThat(isClean).as("a pass without a command of more than 5 ms").isTrue();
        page = awaitPass(exporter, "sessions", 0);
        assertThat(page.value(KEYS, "group", "sessions")).isEqualTo(sessions);
        assertThat(page.value(KEYS, "group", "carts")).isEqualTo(carts);
        assertThat(page.value(MEMORY, "group", "sessions"))
            .isCloseTo(memory(redis, "session:", SESSIONS_OF_TAG), Percentage.withPercentage(10));
        assertThat(page.value(MEMORY, "group", "carts"))
            .isCloseTo(memory(redis, "cart:", CARTS_OF_TAG), Percentage.withPercentage(10));
        try (TestExporter plain = TestExporter.start(redis.environment())) {
          double without = medianScrape(plain);
          double with = medianScrape(exporter);
          reporter.publishEntry(
              "scrape while groups are counted, compared with one without groups, on " + binary,
              String.format("%.2f", with / without));
        }

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
