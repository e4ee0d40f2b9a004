package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisServer;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.exceptions.JedisDataException;

/** Errors and commands that matter and come last, on real servers. */
class BudgetIT {
  private static final String ERRORS = "redis_cluster_errors_total";
  private static final String CALLS = "redis_cluster_command_calls_total";

  static Stream<RedisBinary> servers() {
    return RedisBinary.versions();
  }

  private static TestExporter exporter(RedisServer server) {
    return TestExporter.start(
        Map.of("REDIS_URL", "redis://" + server.address(), "REDIS_CLUSTER_ENABLED", "false"));
  }

  private static void refused(RedisServer server, String... command) {
    assertThatThrownBy(() -> server.command(command)).isInstanceOf(JedisDataException.class);
  }

  private static void scriptErrors(RedisServer server, int first, int number) {
    for (int i = first; i < first + number; i++) {
      refused(server, "EVAL", "return redis.error_reply(ARGV[1])", "0", "last:" + i + " now");
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void anErrorOfTheServerHasItsOwnSeriesAfterManyOfScripts(RedisBinary binary) {
    try (RedisServer server = RedisServer.start(binary)) {
      scriptErrors(server, 0, 25);
      try (TestExporter exporter = exporter(server)) {
        exporter.scrape();
        assertThat(exporter.scrape().value(ERRORS, "error", "OOM")).isZero();

        server.command("CONFIG", "SET", "maxmemory", "1");
        refused(server, "SET", "k", "v");
        ScrapedPage page = exporter.scrape();
        assertThat(page.value(ERRORS, "error", "OOM")).isEqualTo(1);
        assertThat(page.value(ERRORS, "error", "MISCONF")).isZero();
        assertThat(page.value(ERRORS, "error", "other")).isZero();

        scriptErrors(server, 0, 25);
        assertThat(exporter.scrape().value(ERRORS, "error", "other")).isPositive();
      }
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void aServerThatStopsCountingErrorsDoesNotHaveZeros(RedisBinary binary) {
    try (RedisServer server = RedisServer.start(binary);
        TestExporter exporter = exporter(server)) {
      scriptErrors(server, 0, 200);
      boolean stops =
          server.field("errorstat_ERRORSTATS_DISABLED", "INFO", "errorstats").isPresent()
              || server.field("errorstat_ERRORSTATS_OVERFLOW", "INFO", "errorstats").isPresent();

      assertThat(exporter.scrape().has(ERRORS, "error", "OOM")).isEqualTo(!stops);
    }
  }

  @ParameterizedTest
  @MethodSource("servers")
  void commandsOfTheApplicationHaveTheirOwnSeriesAfterThoseOfAdministrators(RedisBinary binary) {
    try (RedisServer server = RedisServer.start(binary)) {
      for (String command : PrometheusIT.COMMANDS) {
        try {
          server.command(command.split(" ", -1));
        } catch (JedisDataException e) {
          assertThat(e).as("older servers do not have all of them").isNotNull();
        }
      }
      try (TestExporter exporter = exporter(server)) {
        ScrapedPage before = exporter.scrape();
        exporter.scrape();
        run(server, "HSET", "'f', i");
        run(server, "ZADD", "i, 'm'");
        run(server, "LPUSH", "i");

        ScrapedPage page = exporter.scrape();
        for (String command : List.of("hset", "zadd", "lpush")) {
          assertThat(page.value(CALLS, "cmd", command)).isEqualTo(30_000);
        }
        before
            .all(CALLS)
            .forEach(
                series ->
                    assertThat(page.value(CALLS, "cmd", series.labels().getOrDefault("cmd", "")))
                        .as("%s", series.labels())
                        .isGreaterThanOrEqualTo(series.value()));
      }
    }
  }

  private static void run(RedisServer server, String command, String arguments) {
    server.command(
        "EVAL",
        "for i = 1, 30000 do redis.call('%s', KEYS[1], %s) end".formatted(command, arguments),
        "1",
        "key of " + command);
  }
}
