package io.github.redisclusterexporter;

import static io.github.redisclusterexporter.QueuePages.assertUnavailable;
import static io.github.redisclusterexporter.QueuePages.depth;
import static io.github.redisclusterexporter.QueuePages.errors;
import static io.github.redisclusterexporter.QueuePages.node;
import static io.github.redisclusterexporter.QueuePages.up;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.ServerWatch;
import io.github.redisclusterexporter.testing.ServerWatch.Doings;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Queues of a single server, in any of its databases. */
class QueueStandaloneIT {
  static Stream<RedisBinary> binaries() {
    return RedisBinary.forTier();
  }

  private static void script(RedisServer server, String database, String text) {
    Object unused =
        Objects.requireNonNull(
            server.command("EVAL", "redis.call('SELECT', " + database + ") " + text, "0"));
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void eachQueueInItsDatabase(RedisBinary binary) {
    try (RedisServer server = RedisServer.start(binary)) {
      script(server, "0", "return redis.call('RPUSH', 'q', 1)");
      script(server, "3", "return redis.call('RPUSH', 'q', 1, 2, 3)");
      script(
          server,
          "5",
          "redis.call('XGROUP', 'CREATE', 's', 'g', '0', 'MKSTREAM')"
              + " redis.call('XADD', 's', '*', 'f', 'v')"
              + " redis.call('XADD', 's', '*', 'f', 'v')"
              + " redis.call('XREADGROUP', 'GROUP', 'g', 'c', 'COUNT', '1', 'STREAMS', 's', '>')"
              + " return 1");
      try (TestExporter exporter =
          TestExporter.withQueues(
              Map.of("REDIS_URL", "redis://" + server.address() + "/3"),
              "q",
              "{ name = first, key = q, db = 0 }",
              "{ name = s, db = 5 }",
              "{ name = elsewhere, key = s }",
              "{ name = nowhere, key = q, db = 99 }",
              "{ name = last, key = q, db = 0 }")) {
        for (int i = 1; i <= 3; i++) {
          ScrapedPage page = exporter.scrape();
          assertThat(depth(page, "q")).isEqualTo(3);
          assertThat(depth(page, "first")).isEqualTo(1);
          assertThat(depth(page, "last")).isEqualTo(1);
          assertThat(depth(page, "s")).isEqualTo(1);
          assertThat(page.value("redis_cluster_queue_pending", "queue", "s")).isEqualTo(1);
          assertThat(up(page, "elsewhere")).isEqualTo(1);
          assertThat(depth(page, "elsewhere")).isZero();
          assertThat(node(page, "q")).isEqualTo(server.address().toString());
          assertUnavailable(page, "nowhere");
          assertThat(errors(page, "read", "error_reply")).isEqualTo(i);
          assertThat(errors(page)).isEqualTo(i);
          assertThat(page.value("redis_cluster_node_up")).isEqualTo(1);
        }
        try (ServerWatch watch = ServerWatch.on(server)) {
          Object unused = exporter.scrape();
          Doings doings = watch.doings();
          assertThat(doings.reads()).isEqualTo(1);
          assertThat(doings.calls()).containsEntry("info", 1L);
        }
        server.kill();
        ScrapedPage page = exporter.scrape();
        assertUnavailable(page, "q");
        server.restart();
        page = exporter.scrape();
        assertThat(up(page, "q")).isEqualTo(1);
        assertThat(depth(page, "q")).isZero();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void aPatternIsSearchedInItsDatabase(RedisBinary binary) {
    try (RedisServer server = RedisServer.start(binary)) {
      script(server, "0", "return redis.call('RPUSH', 'jobs:wrong', 1)");
      script(server, "3", "return redis.call('RPUSH', 'jobs:right', 1, 2, 3)");
      try (TestExporter exporter =
          TestExporter.withQueues(
              Map.of("REDIS_URL", "redis://" + server.address()),
              Map.of("queue-search.interval", "50ms"),
              "{ name = p, pattern = \"jobs:*\", db = 3 }")) {
        Eventually.await(
            Duration.ofSeconds(30),
            "the search is complete",
            () ->
                exporter.scrape().value("redis_cluster_queue_pattern_complete", "pattern", "p")
                    == 1);
        ScrapedPage page = exporter.scrape();
        assertThat(depth(page, "jobs:right")).isEqualTo(3);
        assertThat(page.all("redis_cluster_queue_up")).hasSize(1);
        assertThat(page.value("redis_cluster_node_up")).isEqualTo(1);
      }
    }
  }

  /** The user of a queue in another database than the first needs one grant more. */
  @ParameterizedTest
  @MethodSource("binaries")
  void anotherDatabaseNeedsTheGrantToSelectIt(RedisBinary binary) {
    try (RedisServer server = RedisServer.start(binary)) {
      script(server, "3", "return redis.call('RPUSH', 'q', 1, 2, 3)");
      Object unused =
          server.command(
              "ACL",
              "SETUSER",
              "exporter",
              "reset",
              "on",
              ">secret",
              "+info",
              "+type",
              "+llen",
              "~q");
      Map<String, String> environment =
          Map.of(
              "REDIS_URL", "redis://" + server.address() + "/3",
              "REDIS_USERNAME", "exporter",
              "REDIS_PASSWORD", "secret",
              "REDIS_QUEUES", "q");
      try (TestExporter exporter = TestExporter.start(environment)) {
        ScrapedPage page = exporter.scrape();
        assertUnavailable(page, "q");
        assertThat(errors(page, "read", "no_permission")).isPositive();

        unused = server.command("ACL", "SETUSER", "exporter", "+select");
        assertThat(depth(exporter.scrape(), "q")).isEqualTo(3);
      }
    }
  }
}
