package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import io.github.redisclusterexporter.testing.DocumentedUser;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.Promtool;
import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * On each real server: everything is collected by a user with exactly the grants of docs/acl.md,
 * which causes no error there, and the page has the values of INFO.
 */
class InfoValuesIT {
  private static final String CONFIG =
      """
      queues = [
        "tasks:{bar}"
        { key = "tasks:{test}", score = seconds }
        { name = found, pattern = "tasks:*oo*" }
      ]
      keys = [ "cart:config" ]
      key-groups { sessions = "session:*" }
      """;

  static Stream<RedisBinary> versions() {
    return RedisBinary.forTier();
  }

  /** All groups of metrics, enabled by default or not. */
  private static Set<String> groups() {
    return ConfigFactory.parseResources("reference.conf").getObject("collectors").keySet();
  }

  private static TestExporter exporter(BusyCluster redis) {
    Map<String, String> properties = new HashMap<>();
    groups().forEach(group -> properties.put("collectors." + group, "true"));
    properties.put("limits.max-commands", "1000");
    properties.put("limits.max-errors", "1000");
    return TestExporter.withFile(
        Map.of(
            "REDIS_CLUSTER_NODES",
            redis.cluster().node(0).address().toString(),
            "REDIS_USERNAME",
            DocumentedUser.NAME,
            "REDIS_PASSWORD",
            DocumentedUser.PASSWORD),
        properties,
        CONFIG);
  }

  private static void createUser(RedisServer node) {
    List<List<String>> commands = DocumentedUser.commands(node.binary());
    commands.forEach(command -> node.command(command.toArray(String[]::new)));
    node.command("ACL", "SETUSER", DocumentedUser.NAME, "+xinfo|consumers");
    for (String group : groups()) {
      try {
        node.command(DocumentedUser.optional(group).toArray(String[]::new));
      } catch (JedisDataException e) {
        assertThat(e).as("a command that only later versions have").hasMessageContaining("nknown");
      }
    }
  }

  private static Map<RedisServer, InfoReply> infos(BusyCluster redis) {
    Map<RedisServer, InfoReply> replies = new LinkedHashMap<>();
    redis.cluster().nodes().forEach(node -> replies.put(node, redis.info(node)));
    return replies;
  }

  private static Map<RedisServer, Map<String, String>> errors(BusyCluster redis) {
    Map<RedisServer, Map<String, String>> errors = new LinkedHashMap<>();
    infos(redis)
        .forEach(
            (node, reply) -> {
              Map<String, String> counts = reply.family("errorstat_", "");
              counts.put("all", reply.text("total_error_replies").orElseThrow());
              errors.put(node, counts);
            });
    return errors;
  }

  @ParameterizedTest
  @MethodSource("versions")
  void thePageHasTheValuesOfInfoAndTheServersNoticeNothing(RedisBinary binary) throws Exception {
    try (BusyCluster redis = BusyCluster.start(binary)) {
      redis.cluster().nodes().forEach(InfoValuesIT::createUser);
      Map<RedisServer, Map<String, String>> errors = errors(redis);
      try (TestExporter exporter = exporter(redis)) {
        Eventually.await(
            Duration.ofSeconds(30),
            "all keys are found",
            () -> {
              ScrapedPage page = exporter.scrape();
              return page.value("redis_cluster_key_group_complete", "group", "sessions") == 1
                  && page.value("redis_cluster_queue_pattern_complete", "pattern", "found") == 1;
            });
        for (int i = 0; i < 10; i++) {
          assertComplete(exporter.scrape());
        }
        Map<RedisServer, InfoReply> before = infos(redis);
        ScrapedPage page = exporter.scrape();
        Map<RedisServer, InfoReply> after = infos(redis);

        assertComplete(page);
        before.forEach(
            (node, reply) ->
                assertValues(
                    page,
                    node.address().toString(),
                    reply,
                    Objects.requireNonNull(after.get(node))));
        Promtool.checkMetrics(page.body());
      }
      assertThat(errors(redis)).isEqualTo(errors);
      for (RedisServer node : redis.cluster().nodes()) {
        assertThat(node.command("ACL", "LOG")).as("ACL LOG of %s", node).isEqualTo(List.of());
      }
    }
  }

  private static void assertComplete(ScrapedPage page) {
    assertThat(page.all("redis_cluster_node_up")).hasSize(6).allMatch(node -> node.value() == 1);
    assertThat(page.all("redis_cluster_exporter_collector_success"))
        .allMatch(success -> success.value() == 1);
    assertThat(page.all("redis_cluster_exporter_probe_errors_total"))
        .isNotEmpty()
        .allMatch(errors -> errors.value() == 0);
    assertThat(page.all("redis_cluster_queue_up")).hasSize(3).allMatch(queue -> queue.value() == 1);
    assertThat(page.all("redis_cluster_key_up")).hasSize(1).allMatch(key -> key.value() == 1);
  }

  private static void assertValues(
      ScrapedPage page, String node, InfoReply before, InfoReply after) {
    SoftAssertions all = new SoftAssertions();
    Stream.of(InfoValue.all(), commands(before), errors(before))
        .flatMap(List::stream)
        .forEach(value -> all.check(() -> value.check(page, node, before, after)));
    all.assertAll();
    String role = before.isReplica() ? "replica" : "primary";
    assertThat(page.value("redis_cluster_node_up", "node", node, "role", role)).isEqualTo(1);
    assertThat(
            page.value(
                "redis_cluster_node_info",
                "node",
                node,
                "role",
                role,
                "version",
                before.text("valkey_version").or(() -> before.text("redis_version")).orElseThrow(),
                "maxmemory_policy",
                before.text("maxmemory_policy").orElseThrow()))
        .isEqualTo(1);
  }

  private static List<InfoValue> commands(InfoReply reply) {
    return reply.family("cmdstat_", ".calls").keySet().stream()
        .flatMap(
            name ->
                Stream.of(
                    value("command_calls_total", "cmd", name, "cmdstat_" + name + ".calls"),
                    value(
                        "command_duration_seconds_total",
                        "cmd",
                        name,
                        "cmdstat_" + name + ".usec",
                        "divisor=1000000"),
                    value(
                        "command_failed_calls_total",
                        "cmd",
                        name,
                        "cmdstat_" + name + ".failed_calls"),
                    value(
                        "command_rejected_calls_total",
                        "cmd",
                        name,
                        "cmdstat_" + name + ".rejected_calls")))
        .toList();
  }

  private static List<InfoValue> errors(InfoReply reply) {
    return reply.family("errorstat_", ".count").keySet().stream()
        .map(name -> value("errors_total", "error", name, "errorstat_" + name + ".count"))
        .toList();
  }

  private static InfoValue value(
      String metric, String label, String name, String field, String... options) {
    return new InfoValue(
        InfoValue.PREFIX + metric, List.of(label, name), List.of(field), List.of(options));
  }
}
