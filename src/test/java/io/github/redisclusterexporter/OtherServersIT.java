package io.github.redisclusterexporter;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.Behaviour;
import io.github.redisclusterexporter.testing.CapturedLog;
import io.github.redisclusterexporter.testing.ScriptedCluster;
import io.github.redisclusterexporter.testing.ScriptedServer;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Products that are not Redis or Valkey, and proxies. Scripted servers reply like them, according
 * to their source code or documentation; nothing on the page is false, nothing fails for ever.
 */
@Timeout(120)
class OtherServersIT {
  private static final int SCRAPES = 3;
  private static final String SYNTAX_ERROR = "-ERR syntax error\r\n";
  private static final String UP = "redis_cluster_node_up";
  private static final String LINK = "redis_cluster_replication_link_up";
  private static final String SUCCESS = "redis_cluster_exporter_collector_success";
  private static final String ALL_IS_WELL = "All is well.";

  private final List<AutoCloseable> servers = new ArrayList<>();

  @AfterEach
  void close() throws Exception {
    for (AutoCloseable server : servers) {
      server.close();
    }
  }

  /** What the exporter shows of some servers. */
  private record Seen(List<ScrapedPage> pages, String log, Checked check) {
    ScrapedPage last() {
      return pages.get(pages.size() - 1);
    }

    void assertUp(String address, String role) {
      for (ScrapedPage page : pages) {
        assertThat(page.value(UP, "node", address)).isEqualTo(1);
        assertThat(page.value(UP, "node", address, "role", role)).isEqualTo(1);
      }
    }

    void assertDown(String address) {
      for (ScrapedPage page : pages) {
        assertThat(page.value(UP, "node", address, "role", "unknown")).isZero();
        assertThat(page.has("redis_cluster_memory_bytes")).isFalse();
        assertThat(page.has("redis_cluster_up") ? page.value("redis_cluster_up") : 0).isZero();
      }
    }

    /** No collector failed in any scrape, and no value was malformed. */
    void assertNothingFailed() {
      for (ScrapedPage page : pages) {
        assertThat(page.all(SUCCESS)).isNotEmpty().allMatch(series -> series.value() == 1);
        assertThat(page.all("redis_cluster_exporter_probe_errors_total"))
            .isNotEmpty()
            .allMatch(series -> series.value() == 0);
      }
    }

    void assertAllIsWell() {
      assertNothingFailed();
      assertThat(check.text()).contains(ALL_IS_WELL);
      assertThat(check.code()).isZero();
      assertThat(log).doesNotContain("No answer").doesNotContain("answers in part");
    }

    List<String> collectors() {
      return last().all(SUCCESS).stream().map(each -> each.labels().get("collector")).toList();
    }
  }

  private Seen look(String... addresses) {
    Map<String, String> environment = Map.of("REDIS_CLUSTER_NODES", String.join(",", addresses));
    List<ScrapedPage> pages = new ArrayList<>();
    try (CapturedLog log = CapturedLog.start()) {
      try (TestExporter exporter =
          TestExporter.start(environment, Map.of("scrape.watch", "false"))) {
        for (int i = 0; i < SCRAPES; i++) {
          pages.add(exporter.scrape());
        }
      }
      String lines =
          Arrays.stream(addresses)
              .flatMap(address -> log.lines(address).stream())
              .distinct()
              .collect(Collectors.joining("\n"));
      return new Seen(pages, lines, Checked.of(environment));
    }
  }

  private ScriptedCluster standalone() {
    ScriptedCluster cluster = ScriptedCluster.standalone();
    servers.add(cluster);
    return cluster;
  }

  private ScriptedCluster cluster(int size) {
    ScriptedCluster cluster = ScriptedCluster.of(size);
    servers.add(cluster);
    return cluster;
  }

  private String start(Behaviour behaviour) {
    ScriptedServer server = ScriptedServer.start(behaviour);
    servers.add(server);
    return server.address().toString();
  }

  private static String text(String... files) {
    StringBuilder text = new StringBuilder();
    for (String file : files) {
      String name = "/other-servers/" + file + ".txt";
      try (InputStream in = OtherServersIT.class.getResourceAsStream(name)) {
        text.append(new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return text.toString().replace("\n", "\r\n");
  }

  private static String unknownCommand(String name) {
    return "-ERR unknown command '" + name + "', with args beginning with: \r\n";
  }

  // Sentinel

  @Test
  void aSentinelIsNoServerWithData() {
    ScriptedCluster.Node node = standalone().node(0);
    node.saysText("INFO", text("sentinel-info"));
    node.saysText("INFO server", text("sentinel-info"));
    Seen seen = look(node.address());
    seen.assertDown(node.address());
    assertThat(seen.last().has(SUCCESS)).isFalse();
    assertThat(seen.last().value("redis_cluster_exporter_probe_errors_total", "code", "sentinel"))
        .isEqualTo(SCRAPES);
    String sentence =
        node.address()
            + " is a Sentinel, which stores no data; it monitors mymaster at 127.0.0.1:6399";
    assertThat(seen.log()).contains("read sentinel", sentence);
    assertThat(seen.check().code()).isEqualTo(1);
    assertThat(seen.check().text().replaceAll("\\s+", " "))
        .contains("read sentinel: the server is a Sentinel", sentence)
        .contains("configure the addresses of the servers instead");
    assertThat(node.asked("")).allMatch(asked -> asked.matches("(INFO|CLIENT SETNAME).*"));
  }

  // Dragonfly

  private static void dragonfly(ScriptedCluster.Node node, String mode, String role) {
    String server = text("dragonfly-server").replace("MODE", mode);
    String common = text("dragonfly-common");
    node.saysText("INFO server", server);
    node.saysText("INFO all", server + common + text(role, "dragonfly-end"));
    node.saysText("INFO", server + common.substring(0, common.indexOf("# Tiered")) + text(role));
    node.says("INFO default", SYNTAX_ERROR);
    node.says("INFO replication persistence", SYNTAX_ERROR);
    node.says(
        "LATENCY",
        "-ERR Unknown subcommand or wrong number of arguments for 'HISTOGRAM'. Try LATENCY HELP.\r\n");
    node.says("SLOWLOG GET", "*0\r\n");
    if (mode.equals("standalone")) {
      node.says(
          "CLUSTER",
          "-ERR Cluster is disabled. Enabled via passing --cluster_mode=emulated|yes\r\n");
    } else {
      node.says(
          "CLUSTER MYSHARDID",
          "-ERR Unknown subcommand or wrong number of arguments for 'MYSHARDID'."
              + " Try CLUSTER HELP.\r\n");
    }
  }

  @Test
  void dragonfly() {
    ScriptedCluster.Node node = standalone().node(0);
    dragonfly(node, "standalone", "dragonfly-primary");
    Seen seen = look(node.address());
    seen.assertUp(node.address(), "primary");
    seen.assertAllIsWell();
    ScrapedPage page = seen.last();
    assertThat(page.has("redis_cluster_up")).isFalse();
    assertThat(page.has("redis_cluster_node_info", "version", "df-v1.27.1")).isTrue();
    assertThat(page.value("redis_cluster_max_clients")).isEqualTo(64_000);
    assertThat(page.value("redis_cluster_command_calls_total", "cmd", "get")).isEqualTo(79);
    assertThat(page.value("redis_cluster_keys", "db", "0")).isEqualTo(2);
    assertThat(page.has("redis_cluster_rejected_connections_total")).isFalse();
    assertThat(page.has("redis_cluster_command_latency_seconds_count")).isFalse();
    assertThat(seen.collectors()).containsExactlyInAnyOrder("info", "commandstats", "slowlog");
    assertThat(seen.check().text())
        .contains(
            "Omitted, because the server does not know the command: latency on " + node.address());
    assertThat(seen.log())
        .contains(
            node.address()
                + " does not know the commands of these collectors, which are omitted: [latency]");
  }

  @ParameterizedTest
  @CsvSource({"up, 1", "down, 0"})
  void aReplicaOfDragonfly(String link, double up) {
    ScriptedCluster.Node primary = standalone().node(0);
    ScriptedCluster.Node replica = standalone().node(0);
    dragonfly(primary, "standalone", "dragonfly-primary");
    dragonfly(replica, "standalone", "dragonfly-replica");
    String info =
        text("dragonfly-server", "dragonfly-common", "dragonfly-replica")
            .replace("MODE", "standalone")
            .replace("master_link_status:up", "master_link_status:" + link);
    replica.saysText("INFO all", info);
    Seen seen = look(primary.address(), replica.address());
    seen.assertUp(primary.address(), "primary");
    seen.assertUp(replica.address(), "replica");
    seen.assertNothingFailed();
    assertThat(seen.last().value(LINK)).isEqualTo(up);
    assertThat(seen.last().has("redis_cluster_replication_lag_bytes")).isFalse();
    assertThat(seen.check().code()).isEqualTo(up == 1 ? 0 : 1);
    assertThat(seen.check().text())
        .contains(up == 1 ? ALL_IS_WELL : "replication: a replica has no link to its primary");
  }

  /** It does not know the id of its primary, and writes none. */
  @Test
  void aReplicaOfDragonflyThatEmulatesACluster() {
    ScriptedCluster.Node replica = cluster(1).node(0);
    dragonfly(replica, "cluster", "dragonfly-replica");
    replica.saysText(
        "CLUSTER NODES",
        " 10.255.0.1:6379@6379 master - 0 0 0 connected 0-16383\n%s %s@1 myself,slave  0 0 0 connected\n"
            .formatted(ScriptedCluster.id(0), replica.address()));
    Seen seen = look(replica.address());
    seen.assertUp(replica.address(), "replica");
    seen.assertNothingFailed();
    assertThat(seen.last().all(UP)).hasSize(1);
    assertThat(seen.collectors()).doesNotContain("shard_id", "latency").contains("cluster_nodes");
  }

  // KeyDB

  @ParameterizedTest
  @CsvSource({"up, up, 1", "down, up, 0", "up, down, 0"})
  void activeReplicasOfKeyDb(String first, String second, double up) {
    ScriptedCluster.Node node = standalone().node(0);
    String info = text("keydb-info").replace("FIRST", first).replace("SECOND", second);
    node.saysText("INFO", info);
    node.saysText("INFO server", info);
    node.says("SLOWLOG GET", "*0\r\n");
    Seen seen = look(node.address());
    // It accepts writes.
    seen.assertUp(node.address(), "primary");
    seen.assertNothingFailed();
    assertThat(seen.last().value(LINK)).isEqualTo(up);
    assertThat(seen.last().value("redis_cluster_replication_offset_bytes")).isEqualTo(2210);
    assertThat(seen.last().has("redis_cluster_replication_lag_bytes")).isFalse();
    assertThat(seen.check().code()).isEqualTo(up == 1 ? 0 : 1);
    assertThat(seen.check().text())
        .contains(up == 1 ? ALL_IS_WELL : "replication: a replica has no link to its primary");
  }

  // Serverless clouds

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ERR unknown command '%s', with args beginning with: ",
        "ERR Command is not available: '%s'. See https://cloud.example/compatibility for details"
      })
  void aServerlessCloud(String refusal) {
    ScriptedCluster cluster = cluster(2);
    for (int i = 0; i < 2; i++) {
      ScriptedCluster.Node node = cluster.node(i);
      String info =
          text("serverless-info")
              .replace("ROLE", i == 0 ? "master" : "slave\r\nmaster_link_status:up");
      node.saysText("INFO", info);
      node.saysText("INFO server", info);
      node.saysText("CLUSTER NODES", nodes(cluster, i));
      node.saysText("CLUSTER INFO", clusterInfo(2, 1));
      node.says("LATENCY", "-" + refusal.formatted("latency") + "\r\n");
      node.says("SLOWLOG", "-" + refusal.formatted("slowlog") + "\r\n");
    }
    Seen seen = look(cluster.node(0).address());
    seen.assertUp(cluster.node(0).address(), "primary");
    seen.assertUp(cluster.node(1).address(), "replica");
    seen.assertAllIsWell();
    assertThat(seen.last().value("redis_cluster_up")).isEqualTo(1);
    assertThat(seen.last().value("redis_cluster_slots_uncovered")).isZero();
    assertThat(seen.collectors()).doesNotContain("latency", "slowlog").contains("cluster_info");
    assertThat(seen.check().text())
        .contains("Omitted, because the server does not know the command: latency, slowlog on ");
    // Asked once on each connection: one of the exporter, and one of the check.
    assertThat(cluster.node(0).asked("LATENCY")).hasSize(2);
    assertThat(cluster.node(0).asked("SLOWLOG")).hasSize(2);
  }

  private static String nodes(ScriptedCluster cluster, int self) {
    return "%s %s@1 %smaster - 0 0 1 connected 0-16383\n%s %s@1 %sslave %s 0 0 1 connected\n"
        .formatted(
            ScriptedCluster.id(0),
            cluster.node(0).address(),
            self == 0 ? "myself," : "",
            ScriptedCluster.id(1),
            cluster.node(1).address(),
            self == 1 ? "myself," : "",
            ScriptedCluster.id(0));
  }

  private static String clusterInfo(int known, int size) {
    return """
    cluster_state:ok
    cluster_slots_assigned:16384
    cluster_slots_ok:16384
    cluster_slots_pfail:0
    cluster_slots_fail:0
    cluster_known_nodes:%d
    cluster_size:%d
    cluster_current_epoch:1
    cluster_my_epoch:1
    """
        .formatted(known, size)
        .replace("\n", "\r\n");
  }

  // Garnet

  private static void garnet(ScriptedCluster.Node node, String mode, String replication) {
    String server = text("garnet-server").replace("MODE", mode);
    node.saysText("INFO server", server);
    node.saysText(
        "INFO",
        server
            + text("garnet-common").replace("ENABLED", mode.equals("cluster") ? "1" : "0")
            + replication
            + text("garnet-end"));
    node.says("INFO default", "-ERR Invalid section DEFAULT. Try INFO HELP\r\n");
    node.says("INFO all", "$0\r\n\r\n");
    node.says("CLUSTER MYSHARDID", "-ERR unknown subcommand 'MYSHARDID'.\r\n");
    node.says(
        "LATENCY",
        "*2\r\n$10\r\nNET_RS_LAT\r\n*6\r\n$5\r\ncalls\r\n:9\r\n$4\r\nsize\r\n:7\r\n$14\r\nhistogram_usec\r\n"
            + "*2\r\n$3\r\nmin\r\n$4\r\n1.50\r\n");
    node.says("SLOWLOG GET", "*0\r\n");
  }

  @Test
  void garnet() {
    ScriptedCluster.Node node = standalone().node(0);
    garnet(
        node, "standalone", text("garnet-primary").replace("SLAVES", "0").replace("OFFSET", "N/A"));
    Seen seen = look(node.address());
    seen.assertUp(node.address(), "primary");
    seen.assertAllIsWell();
    assertThat(seen.last().has("redis_cluster_node_info", "version", "1.0.84")).isTrue();
    assertThat(seen.last().value("redis_cluster_connected_clients")).isEqualTo(2);
    assertThat(seen.last().value("redis_cluster_commands_processed_total")).isEqualTo(900);
    assertThat(seen.last().has("redis_cluster_replication_offset_bytes")).isFalse();
    assertThat(seen.last().has("redis_cluster_command_calls_total")).isFalse();
    // The events of its histograms are no commands.
    assertThat(node.asked("LATENCY")).isEmpty();
    assertThat(seen.collectors()).containsExactlyInAnyOrder("info", "slowlog");
  }

  @Test
  void aClusterOfGarnet() {
    ScriptedCluster cluster = cluster(2);
    garnet(
        cluster.node(0),
        "cluster",
        text("garnet-primary").replace("SLAVES", "1").replace("OFFSET", "6400"));
    garnet(cluster.node(1), "cluster", text("garnet-replica"));
    for (int i = 0; i < 2; i++) {
      cluster.node(i).saysText("CLUSTER NODES", nodes(cluster, i));
      cluster.node(i).saysText("CLUSTER INFO", clusterInfo(2, 1));
    }
    Seen seen = look(cluster.node(0).address());
    seen.assertUp(cluster.node(0).address(), "primary");
    seen.assertUp(cluster.node(1).address(), "replica");
    seen.assertAllIsWell();
    assertThat(seen.last().value(LINK)).isEqualTo(1);
    assertThat(seen.last().value("redis_cluster_replication_sync_in_progress")).isZero();
    assertThat(seen.collectors()).doesNotContain("shard_id", "commandstats", "latency");
  }

  // A cluster whose version promises more than it has

  @Test
  void oneSectionOfInfo() {
    ScriptedCluster.Node node = cluster(1).node(0);
    node.saysText("INFO server", "redis_version:7.4.0\r\nredis_mode:cluster\r\n");
    node.saysText(
        "INFO", "redis_version:7.4.0\r\nrole:master\r\nloading:0\r\nused_memory:1000\r\n");
    node.says("INFO default", SYNTAX_ERROR);
    node.says("INFO all", SYNTAX_ERROR);
    node.saysText("CLUSTER INFO", clusterInfo(1, 1));
    Seen seen = look(node.address());
    seen.assertUp(node.address(), "primary");
    seen.assertNothingFailed();
    for (ScrapedPage page : seen.pages()) {
      assertThat(page.value("redis_cluster_memory_bytes")).isEqualTo(1000);
    }
    assertThat(seen.collectors()).contains("info").doesNotContain("commandstats");
    assertThat(seen.check().text()).doesNotContain("REDIS_CLUSTER_ENABLED");
    // Once on each connection.
    assertThat(node.asked("INFO default")).hasSize(2);
  }

  @Test
  void aManagedClusterWithoutSomeCommands() {
    ScriptedCluster cluster = cluster(2);
    for (int i = 0; i < 2; i++) {
      ScriptedCluster.Node node = cluster.node(i);
      node.saysText("CLUSTER NODES", nodes(cluster, i));
      node.says("CLUSTER INFO", "-ERR unsupported command 'cluster info'\r\n");
      node.says("CLUSTER MYSHARDID", "-ERR unknown subcommand 'MYSHARDID'. Try CLUSTER HELP.\r\n");
    }
    cluster
        .node(1)
        .saysText("INFO", "role:slave\r\nmaster_link_status:up\r\nloading:0\r\nmaster_host:a\r\n");
    Seen seen = look(cluster.node(0).address());
    seen.assertUp(cluster.node(0).address(), "primary");
    seen.assertUp(cluster.node(1).address(), "replica");
    seen.assertNothingFailed();
    // Nobody reports a state.
    assertThat(seen.last().has("redis_cluster_state")).isFalse();
    assertThat(seen.collectors()).doesNotContain("cluster_info");
    assertThat(seen.check().code()).isZero();
  }

  /** It says that it is a member of a cluster, and does not show its view. */
  @Test
  void aClusterWhoseCommandsWereRenamed() {
    ScriptedCluster.Node node = cluster(1).node(0);
    for (String command : List.of("CLUSTER", "CLUSTER NODES", "CLUSTER INFO")) {
      node.says(command, unknownCommand("CLUSTER"));
    }
    Seen seen = look(node.address());
    for (ScrapedPage page : seen.pages()) {
      assertThat(page.value("redis_cluster_up")).isZero();
      assertThat(page.value(SUCCESS, "collector", "cluster_nodes")).isZero();
    }
    assertThat(seen.check().code()).isEqualTo(1);
    assertThat(seen.check().text()).contains("read unknown_command", "cluster_nodes");
  }

  @Test
  void aServerThatReportsNoModeAndKnowsNoCluster() {
    ScriptedCluster.Node node = standalone().node(0);
    node.saysText("INFO server", "redis_version:6.2.0\r\n");
    node.says("CLUSTER INFO", unknownCommand("CLUSTER"));
    node.says("SLOWLOG GET", "*0\r\n");
    Seen seen = look(node.address());
    seen.assertUp(node.address(), "primary");
    seen.assertAllIsWell();
    assertThat(seen.last().has("redis_cluster_up")).isFalse();
  }

  /** The administrator can allow it, so that it is a failure until then. */
  @Test
  void aMissingPermissionIsNoMissingCommand() {
    ScriptedCluster.Node node = standalone().node(0);
    node.says("SLOWLOG GET", "*0\r\n");
    node.says(
        "LATENCY",
        "-NOPERM User exporter has no permissions to run the 'latency|histogram' command\r\n");
    Seen seen = look(node.address());
    for (ScrapedPage page : seen.pages()) {
      assertThat(page.value(SUCCESS, "collector", "latency")).isZero();
    }
    assertThat(seen.check().text()).contains("read no_permission");
    assertThat(seen.check().code()).isEqualTo(1);
  }

  // Proxies

  private void assertIsNoServer(String address, String reason) {
    Seen seen = look(address);
    seen.assertDown(address);
    assertThat(seen.check().code()).isEqualTo(1);
    assertThat(seen.check().text().replaceAll("\\s+", " ")).contains(reason);
    assertThat(seen.log()).contains(address);
  }

  @Test
  void envoy() {
    String address =
        start(
            Behaviour.answering(
                words ->
                    (words.size() < 2
                            ? "-invalid request\r\n"
                            : "-unsupported command '" + words.get(0) + "'\r\n")
                        .getBytes(UTF_8)));
    assertIsNoServer(address, "read no_info: the server does not know INFO");
  }

  @Test
  void predixy() {
    ScriptedCluster.Node node = standalone().node(0);
    node.saysText("INFO", text("predixy-info"));
    node.saysText("INFO server", text("predixy-info"));
    for (String command : List.of("CLUSTER", "CLUSTER INFO", "CLIENT SETNAME", "SLOWLOG")) {
      node.says(command, unknownCommand(command));
    }
    assertIsNoServer(node.address(), "does a proxy (Envoy, twemproxy, Predixy) answer?");
  }

  @Test
  void twemproxyClosesTheConnection() {
    String address = start((words, client) -> client.close());
    assertIsNoServer(address, "check for a proxy or load balancer");
  }

  @Test
  void anEmptyInfoIsNoSuccess() {
    ScriptedCluster.Node node = standalone().node(0);
    node.saysText("INFO", "");
    node.saysText("INFO server", "");
    assertIsNoServer(node.address(), "read no_info");
  }
}
