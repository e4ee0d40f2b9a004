package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.DocumentedUser;
import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Named keys on real servers. */
class KeyIT {
  /** On all shards: by key, how it is made. */
  private static final Map<String, List<String>> KEYS = new LinkedHashMap<>();

  /** By key, the type and the size that it has then. */
  private static final Map<String, Map.Entry<String, Double>> SIZES = new LinkedHashMap<>();

  static {
    add("k:string", "string", 5, "SET", "k:string", "hello", "PX", "600000");
    add("k:list", "list", 3, "RPUSH", "k:list", "a", "b", "c");
    add("k:set", "set", 2, "SADD", "k:set", "a", "b");
    add("k:zset", "zset", 2, "ZADD", "k:zset", "1", "a", "2", "b");
    add("k:hash", "hash", 1, "HSET", "k:hash", "f", "v");
    add("k:stream", "stream", 1, "XADD", "k:stream", "*", "f", "v");
  }

  private static void add(String key, String type, double size, String... command) {
    KEYS.put(key, List.of(command));
    SIZES.put(key, Map.entry(type, size));
  }

  static Stream<RedisBinary> versions() {
    return RedisBinary.versions();
  }

  static Stream<RedisBinary> forTier() {
    return RedisBinary.forTier();
  }

  private static void fill(QueueCluster redis) {
    KEYS.values().forEach(command -> redis.run(command.toArray(String[]::new)));
  }

  private static Map<String, String> environment(QueueCluster redis, String... more) {
    List<String> keys = new ArrayList<>(KEYS.keySet());
    keys.addAll(List.of(more));
    Map<String, String> environment = new HashMap<>(redis.environment());
    environment.put("REDIS_KEYS", String.join(",", keys));
    return environment;
  }

  private static double up(ScrapedPage page, String key) {
    return page.value("redis_cluster_key_up", "key", key);
  }

  private static void assertAll(ScrapedPage page, QueueCluster redis) {
    SIZES.forEach(
        (key, size) -> {
          assertThat(up(page, key)).as(key).isEqualTo(1);
          assertThat(page.value("redis_cluster_key_size", "key", key, "type", size.getKey()))
              .as(key)
              .isEqualTo(size.getValue());
          assertThat(page.value("redis_cluster_key_memory_bytes", "key", key))
              .as(key)
              .isEqualTo(memory(redis.ownerOf(key), key));
        });
    assertThat(page.value("redis_cluster_key_ttl_seconds", "key", "k:string"))
        .isBetween(1.0, 600.0);
    assertThat(page.all("redis_cluster_key_ttl_seconds")).hasSize(1);
  }

  private static double memory(RedisServer server, String key) {
    return ((Long) Objects.requireNonNull(server.command("MEMORY", "USAGE", key))).doubleValue();
  }

  private static double errors(ScrapedPage page) {
    return page.all("redis_cluster_exporter_probe_errors_total").stream()
        .mapToDouble(ScrapedPage.Series::value)
        .sum();
  }

  @ParameterizedTest
  @MethodSource("forTier")
  void keysAreReadWhereverTheyAre(RedisBinary binary) {
    try (QueueCluster redis = QueueCluster.start(binary)) {
      fill(redis);
      try (TestExporter exporter = TestExporter.start(environment(redis, "k:missing"))) {
        for (int i = 0; i < 3; i++) {
          ScrapedPage page = exporter.scrape();
          assertAll(page, redis);
          assertThat(up(page, "k:missing")).isEqualTo(1);
          assertThat(page.value("redis_cluster_key_size", "key", "k:missing", "type", "none"))
              .isZero();
          assertThat(page.value("redis_cluster_key_memory_bytes", "key", "k:missing")).isZero();
          assertThat(errors(page)).isZero();
        }

        redis.run("DEL", "k:list");
        redis.run("SET", "k:list", "text");
        ScrapedPage page = exporter.scrape();
        assertThat(page.value("redis_cluster_key_size", "key", "k:list", "type", "string"))
            .isEqualTo(4);
        assertThat(page.all("redis_cluster_key_size", "key", "k:list")).hasSize(1);

        RedisCluster cluster = redis.cluster();
        RedisServer from = redis.ownerOf("k:set");
        RedisServer to =
            cluster.primaries().stream().filter(node -> node != from).findFirst().orElseThrow();
        String slot = Long.toString(redis.slotOf("k:set"));
        to.command("CLUSTER", "SETSLOT", slot, "IMPORTING", cluster.id(from));
        from.command("CLUSTER", "SETSLOT", slot, "MIGRATING", cluster.id(to));
        from.command(
            "MIGRATE",
            to.address().host(),
            Integer.toString(to.address().port()),
            "k:set",
            "0",
            "5000");
        page = exporter.scrape();
        assertThat(page.value("redis_cluster_key_size", "key", "k:set", "type", "set"))
            .isEqualTo(2);
        for (RedisServer node : List.of(to, from)) {
          node.command("CLUSTER", "SETSLOT", slot, "NODE", cluster.id(to));
        }
        page = exporter.scrape();
        assertThat(page.value("redis_cluster_key_size", "key", "k:set", "type", "set"))
            .isEqualTo(2);
        assertThat(errors(page)).isZero();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void theDocumentedGrantsAreEnoughAndAllOfThemAreUsed(RedisBinary binary) {
    try (RedisServer server = RedisServer.start(binary)) {
      List<String> user = DocumentedUser.commands(binary).get(0);
      List<String> keys = new ArrayList<>(DocumentedUser.commands(binary).get(2));
      String pattern = keys.remove(keys.size() - 1);
      assertThat(pattern).endsWith("~cart:config");
      keys.add(pattern.replace("cart:config", "k:*"));
      // A standalone server has no keys on the way to another node.
      assertThat(keys.remove("+asking")).isTrue();
      KEYS.values().forEach(command -> server.command(command.toArray(String[]::new)));
      Map<String, String> environment =
          Map.of(
              "REDIS_URL",
              "redis://" + server.address(),
              "REDIS_USERNAME",
              DocumentedUser.NAME,
              "REDIS_PASSWORD",
              DocumentedUser.PASSWORD,
              "REDIS_KEYS",
              String.join(",", KEYS.keySet()) + ",k:missing");
      List<List<String>> grants = new ArrayList<>(List.of(keys));
      for (String grant : keys) {
        if (grant.startsWith("+")) {
          List<String> smaller = new ArrayList<>(keys);
          smaller.remove(grant);
          grants.add(smaller);
        }
      }
      for (List<String> granted : grants) {
        server.command(user.toArray(String[]::new));
        server.command(granted.toArray(String[]::new));
        try (TestExporter exporter = TestExporter.start(environment)) {
          ScrapedPage page = exporter.scrape();
          long read =
              page.all("redis_cluster_key_up").stream().filter(key -> key.value() == 1).count();
          if (granted.equals(keys)) {
            assertThat(read).isEqualTo(7);
            assertThat(server.command("ACL", "LOG")).isEqualTo(List.of());
          } else {
            assertThat(read).as("%s", granted).isLessThan(7);
          }
          assertThat(page.value("redis_cluster_node_up")).isEqualTo(1);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("forTier")
  void aKeyOfAStandaloneServerIsReadInItsDatabase(RedisBinary binary) {
    try (RedisServer server = RedisServer.start(binary)) {
      for (String database : List.of("0", "2", "3")) {
        Object unused =
            server.command(
                "EVAL",
                "redis.call('SELECT', ARGV[1]) redis.call('SET', 'k', ARGV[2])" + " return 1",
                "0",
                database,
                "x".repeat(1 + Integer.parseInt(database)));
      }
      try (TestExporter exporter =
          TestExporter.withFile(
              Map.of("REDIS_URL", "redis://" + server.address() + "/3"),
              Map.of(),
              "keys = [k, { key = k, name = first, db = 0 }, { key = k, name = two, db = 2 }]")) {
        for (int i = 0; i < 2; i++) {
          ScrapedPage page = exporter.scrape();
          assertThat(page.value("redis_cluster_key_size", "key", "k")).isEqualTo(4);
          assertThat(page.value("redis_cluster_key_size", "key", "first")).isEqualTo(1);
          assertThat(page.value("redis_cluster_key_size", "key", "two")).isEqualTo(3);
          assertThat(errors(page)).isZero();
        }
      }
    }
  }
}
