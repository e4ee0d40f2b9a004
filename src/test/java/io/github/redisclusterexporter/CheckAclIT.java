package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.DocumentedUser;
import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.ServerCollectors;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * {@code --check} where the user may not do what it should: what it says is missing, and that what
 * it says would do does.
 */
class CheckAclIT {
  private static final String PASSWORD = "acl-pa55word";

  private static RedisCluster cluster(String version) {
    RedisBinary binary = version.equals("7.0") ? RedisBinary.v70() : RedisBinary.v62();
    return RedisCluster.builder().binary(binary).start();
  }

  private static Map<String, String> exporter(RedisCluster cluster) {
    Map<String, String> environment = new HashMap<>(Checked.seed(cluster));
    environment.put("REDIS_USERNAME", "watch");
    environment.put("REDIS_PASSWORD", PASSWORD);
    return environment;
  }

  /** All grants that a node of this version needs. */
  private static List<String> documented(RedisBinary binary) {
    return DocumentedUser.commands(binary).get(0).stream()
        .filter(word -> word.startsWith("+"))
        .toList();
  }

  private static void setUser(RedisServer node, List<String> grants) {
    List<String> words = new ArrayList<>(List.of("ACL", "SETUSER", "watch", "reset", "on"));
    words.add(">" + PASSWORD);
    words.addAll(grants);
    node.command(words.toArray(String[]::new));
  }

  /** Does what the check said, on every node that it named. */
  private static void obey(Checked check, RedisCluster cluster) {
    for (RedisServer node : cluster.nodes()) {
      check
          .commandsFor(node.address().toString(), PASSWORD)
          .forEach(command -> node.command(command.toArray(String[]::new)));
    }
  }

  private static void assertWell(Checked check) {
    assertThat(check.code()).as(check.text()).isZero();
  }

  private static void assertDegraded(Checked check) {
    assertThat(check.code()).as(check.text()).isEqualTo(1);
    assertThat(check.text() + check.errors()).doesNotContain(PASSWORD);
    assertThat(check.lines())
        .filteredOn(line -> !line.contains("ACL SETUSER") && !line.contains("In redis-cli on"))
        .allMatch(line -> line.length() <= 120);
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.2", "7.0"})
  void aUserThatIsNotThereOrTooSmall(String version) {
    try (RedisCluster cluster = cluster(version)) {
      Checked check = Checked.of(exporter(cluster));
      assertDegraded(check);
      assertThat(check.text()).contains("1. auth wrong_password");

      List<String> few = List.of("+info", "+cluster|nodes");
      for (RedisServer node : cluster.nodes()) {
        setUser(node, few);
      }
      check = Checked.of(exporter(cluster));
      assertDegraded(check);
      RedisServer first = cluster.node(0);
      String missing = ServerCollectors.labelsWithout(first, few);
      assertThat(missing).contains("cluster_info").contains("slowlog");
      assertThat(check.row(first.address().toString())).endsWith("all but " + missing);
      assertThat(check.row("slowlog")).matches("slowlog +0 +6 +0 +SLOWLOG GET 1");
      assertThat(check.text())
          .contains("1. read no_permission")
          .contains("- " + first.address() + ": " + missing)
          .contains("user watch");
      assertThat(check.commandsFor(first.address().toString(), PASSWORD)).hasSize(1);

      obey(check, cluster);
      assertWell(Checked.of(exporter(cluster)));

      RedisServer replica = cluster.node(4);
      replica.command("ACL", "DELUSER", "watch");
      check = Checked.of(exporter(cluster));
      assertDegraded(check);
      assertThat(check.row(replica.address().toString())).endsWith("none: auth wrong_password");
      assertThat(check.commandsFor(first.address().toString(), PASSWORD)).isEmpty();
      obey(check, cluster);
      assertWell(Checked.of(exporter(cluster)));
    }
  }

  @Test
  void eachGrantThatIsMissing() {
    try (RedisCluster cluster = cluster("7.0")) {
      Map<String, String> collectors =
          Map.of(
              "+cluster|info", "cluster_info",
              "+cluster|nodes", "cluster_nodes",
              "+slowlog|get", "slowlog",
              "+latency|histogram", "latency",
              "+info", "info, commandstats");
      collectors.forEach(
          (grant, labels) -> {
            List<String> grants = new ArrayList<>(documented(RedisBinary.v70()));
            assertThat(grants.remove(grant)).isTrue();
            cluster.nodes().forEach(node -> setUser(node, grants));
            Checked check = Checked.of(exporter(cluster));
            assertDegraded(check);
            String seed = cluster.node(0).address().toString();
            assertThat(check.row(seed)).as(grant).endsWith("all but " + labels);
            assertThat(check.text()).contains("- " + seed + ": " + labels);
            // Without INFO it is not known what the server is, and every line is given.
            boolean blind = grant.equals("+info");
            assertThat(check.commandsFor(seed, PASSWORD)).hasSize(blind ? 3 : 1);
            if (blind) {
              assertThat(check.text()).contains("Redis 7.2 and later", "Redis 7.0", "Redis 6.2");
            } else {
              while (Checked.of(exporter(cluster)).code() != 0) {
                // Nodes that nobody named before are found once a view can be read.
                obey(Checked.of(exporter(cluster)), cluster);
              }
            }
          });
    }
  }

  @Test
  void theDefaultUserIsLeftAlone() {
    try (RedisServer server = RedisServer.start(RedisBinary.v70())) {
      server.command("ACL", "SETUSER", "default", "-slowlog");
      Checked check = Checked.of(Map.of("REDIS_URL", "redis://" + server.address()));
      assertThat(check.code()).as(check.text()).isEqualTo(1);
      assertThat(check.text())
          .contains("ACL SETUSER exporter reset on >PASSWORD ")
          .contains("REDIS_USERNAME=exporter")
          .doesNotContain("SETUSER default");
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"6.2", "7.0"})
  void queuesThatMayNotBeRead(String version) {
    try (RedisCluster cluster = cluster(version)) {
      for (RedisServer node : cluster.nodes()) {
        setUser(node, documented(node.binary()));
      }
      String[] queues = {
        "\"tasks:high\"",
        "{ name = odd, key = \"odd [key]*\", type = list }",
        "{ pattern = \"jobs:*\" }"
      };
      write(cluster, "RPUSH", "odd [key]*", "x");
      write(cluster, "RPUSH", "jobs:a", "x");
      Checked check = Checked.withQueues(exporter(cluster), queues);
      assertDegraded(check);
      assertThat(check.row("odd")).endsWith("not measured: read no_permission");
      assertThat(check.text())
          .contains("- queue tasks:high")
          .contains("- queue odd (key odd [key]*)")
          .contains("- queues by pattern jobs:*");
      assertThat(check.commandsFor(cluster.node(3).address().toString(), PASSWORD))
          .hasSize(1)
          .allMatch(words -> words.contains("+scan") && !words.contains("reset"));

      obey(check, cluster);
      check = Checked.withQueues(exporter(cluster), queues);
      assertWell(check);
      assertThat(check.row("tasks:high")).contains("no such key");
      assertThat(check.row("odd")).contains("list");
      assertThat(check.row("jobs:a")).contains("list");
      assertThat(check.row("jobs:*")).endsWith("complete");
    }
  }

  @Test
  void queuesThatAreNotWhatTheyShouldBe() {
    try (RedisCluster cluster = cluster("7.0")) {
      write(cluster, "SET", "tasks:text", "x");
      write(cluster, "RPUSH", "tasks:list", "x");
      write(cluster, "XADD", "tasks:stream", "*", "f", "v");
      Checked check =
          Checked.withQueues(
              Checked.seed(cluster),
              "\"tasks:text\"",
              "{ key = \"tasks:list\", type = stream }",
              "{ key = \"tasks:stream\", type = stream, group = nobody }");
      assertDegraded(check);
      assertThat(check.row("tasks:text")).endsWith("not measured: read wrong_type");
      assertThat(check.row("tasks:list")).endsWith("not measured: read wrong_type");
      assertThat(check.row("tasks:stream")).endsWith("not measured: read no_group");
      assertThat(check.text())
          .contains("1. read wrong_type")
          .contains("2. read no_group")
          .doesNotContain("ACL SETUSER");
    }
  }

  private static void write(RedisCluster cluster, String... words) {
    int slot =
        Integer.parseInt(String.valueOf(cluster.node(0).command("CLUSTER", "KEYSLOT", words[1])));
    cluster.ownerOf(slot).orElseThrow().command(words);
  }
}
