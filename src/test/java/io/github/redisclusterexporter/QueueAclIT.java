package io.github.redisclusterexporter;

import static io.github.redisclusterexporter.QueuePages.assertUnavailable;
import static io.github.redisclusterexporter.QueuePages.depth;
import static io.github.redisclusterexporter.QueuePages.errors;
import static io.github.redisclusterexporter.QueuePages.up;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redisclusterexporter.testing.DocumentedUser;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.RespClient;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What docs/acl.md grants for queues is enough, and no more than is used. */
@Order(2)
class QueueAclIT {
  private static final List<String> KEYS =
      List.of("tasks:stream", "tasks:list", "tasks:zset", "tasks:set", "tasks:missing");
  private static final String[] QUEUES = {
    "\"tasks:stream\"",
    "{ key = \"tasks:list\", age-field = at }",
    "{ key = \"tasks:zset\", score = seconds }",
    "\"tasks:set\"",
    "\"tasks:missing\""
  };

  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final String COMPLETE = "redis_cluster_queue_pattern_complete";

  static Stream<RedisBinary> versions() {
    return RedisBinary.versions();
  }

  private static List<List<String>> documented(RedisBinary binary) {
    List<List<String>> commands = DocumentedUser.commands(binary);
    assertThat(commands).hasSize(4);
    return commands.subList(0, 2);
  }

  private static void create(QueueCluster redis, List<List<String>> commands) {
    for (RedisServer node : redis.cluster().nodes()) {
      commands.forEach(command -> node.command(command.toArray(String[]::new)));
    }
  }

  private static void fill(QueueCluster redis) {
    redis.run("XGROUP", "CREATE", "tasks:stream", "g", "0", "MKSTREAM");
    for (int i = 0; i < 3; i++) {
      redis.run("XADD", "tasks:stream", "*", "f", "v");
    }
    Object unused =
        redis
            .ownerOf("tasks:stream")
            .command("XREADGROUP", "GROUP", "g", "c", "COUNT", "1", "STREAMS", "tasks:stream", ">");
    redis.run("RPUSH", "tasks:list", "{\"at\":1700000000}", "{\"at\":1700000000}");
    redis.run("ZADD", "tasks:zset", "1700000000", "a", "1700000001", "b");
    redis.run("SADD", "tasks:set", "a", "b");
  }

  private static TestExporter exporter(QueueCluster redis, String... queues) {
    Map<String, String> environment = new HashMap<>(redis.environment());
    environment.put("REDIS_USERNAME", "exporter");
    environment.put("REDIS_PASSWORD", DocumentedUser.PASSWORD);
    return TestExporter.withQueues(environment, queues);
  }

  /**
   * With the slot of the missing key on its way, so that what is sent to its target is sent too.
   */
  private static void migrate(QueueCluster redis) {
    RedisCluster cluster = redis.cluster();
    RedisServer source = redis.ownerOf("tasks:missing");
    RedisServer target =
        cluster.primaries().stream().filter(node -> node != source).findFirst().orElseThrow();
    String slot = Long.toString(redis.slotOf("tasks:missing"));
    target.command("CLUSTER", "SETSLOT", slot, "IMPORTING", cluster.id(source));
    source.command("CLUSTER", "SETSLOT", slot, "MIGRATING", cluster.id(target));
  }

  @ParameterizedTest
  @MethodSource("versions")
  void theDocumentedGrantsAreEnoughAndAllOfThemAreUsed(RedisBinary binary) {
    try (QueueCluster redis = QueueCluster.start(binary)) {
      List<List<String>> commands = documented(binary);
      create(redis, commands);
      fill(redis);
      migrate(redis);
      try (TestExporter exporter = exporter(redis, QUEUES)) {
        for (int i = 0; i < 10; i++) {
          ScrapedPage page = exporter.scrape();
          KEYS.forEach(key -> assertThat(up(page, key)).as(key).isEqualTo(1));
          assertThat(depth(page, "tasks:stream")).isEqualTo(2);
          assertThat(depth(page, "tasks:zset")).isEqualTo(2);
          assertThat(page.all("redis_cluster_queue_oldest_age_seconds")).hasSize(4);
          assertThat(errors(page)).isZero();
        }
      }
      for (RedisServer node : redis.cluster().nodes()) {
        assertThat(node.command("ACL", "LOG")).as("ACL LOG of %s", node).isEqualTo(List.of());
      }

      for (String grant : commands.get(1)) {
        if (grant.startsWith("+")) {
          List<String> smaller = new ArrayList<>(commands.get(1));
          smaller.remove(grant);
          create(redis, List.of(commands.get(0), smaller));
          try (TestExporter exporter = exporter(redis, QUEUES)) {
            ScrapedPage page = exporter.scrape();
            // A node that refuses ASKING answers what comes after it as if it had not been sent.
            String code = grant.equals("+asking") ? "redirected" : "no_permission";
            assertThat(errors(page, "read", code)).as(grant).isPositive();
            assertThat(KEYS).as(grant).anyMatch(key -> up(page, key) == 0);
            assertThat(page.all("redis_cluster_node_up")).allMatch(node -> node.value() == 1);
          }
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void otherKeysAreClosedAndCostTheirOwnQueueOnly(RedisBinary binary) {
    try (QueueCluster redis = QueueCluster.start(binary)) {
      create(redis, documented(binary));
      fill(redis);
      redis.run("RPUSH", "private", "1");
      RespClient user = redis.ownerOf("private").client().as("exporter", DocumentedUser.PASSWORD);
      RespClient owner =
          redis.ownerOf("tasks:list").client().as("exporter", DocumentedUser.PASSWORD);
      for (String command :
          List.of("LLEN private", "LINDEX private 0", "GET private", "TYPE private")) {
        assertThatThrownBy(() -> user.command(command.split(" ", -1)))
            .as(command)
            .hasMessageStartingWith("NOPERM");
      }
      for (String command :
          List.of(
              "LPOP tasks:list",
              "RPUSH tasks:list x",
              "DEL tasks:list",
              "LRANGE tasks:list 0 -1",
              "EXPIRE tasks:list 1",
              "XADD tasks:stream * a b",
              "XACK tasks:stream g 1-0",
              "XTRIM tasks:stream MAXLEN 0",
              "XREAD STREAMS tasks:stream 0",
              "XINFO CONSUMERS tasks:stream g",
              "SCAN 0",
              "KEYS *")) {
        assertThatThrownBy(() -> owner.command(command.split(" ", -1)))
            .as(command)
            .hasMessageStartingWith("NOPERM");
      }
      String[] queues = new String[QUEUES.length + 1];
      System.arraycopy(QUEUES, 0, queues, 0, QUEUES.length);
      queues[QUEUES.length] = "private";
      try (TestExporter exporter = exporter(redis, queues)) {
        for (int i = 1; i <= 3; i++) {
          ScrapedPage page = exporter.scrape();
          assertUnavailable(page, "private");
          KEYS.forEach(key -> assertThat(up(page, key)).as(key).isEqualTo(1));
          assertThat(errors(page, "read", "no_permission")).isEqualTo(i);
          assertThat(errors(page)).isEqualTo(i);
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("versions")
  void aPatternNeedsOneGrantMore(RedisBinary binary) {
    try (QueueCluster redis = QueueCluster.start(binary)) {
      create(redis, documented(binary));
      fill(redis);
      Map<String, String> environment = new HashMap<>(redis.environment());
      environment.put("REDIS_USERNAME", "exporter");
      environment.put("REDIS_PASSWORD", DocumentedUser.PASSWORD);
      try (TestExporter exporter =
          TestExporter.withQueues(
              environment,
              Map.of("queue-search.interval", "50ms"),
              "{ name = p, pattern = \"tasks:*\" }")) {
        Eventually.await(
            BOUND,
            "the search is refused",
            () -> errors(exporter.scrape(), "read", "no_permission") > 0);
        assertThat(exporter.scrape().value(COMPLETE, "pattern", "p")).isZero();

        create(redis, List.of(List.of("ACL", "SETUSER", "exporter", "+scan")));
        Eventually.await(
            BOUND,
            "the search is complete",
            () -> exporter.scrape().value(COMPLETE, "pattern", "p") == 1);
        assertThat(depth(exporter.scrape(), "tasks:list")).isEqualTo(2);
      }
    }
  }
}
