package io.github.redisclusterexporter;

import static io.github.redisclusterexporter.OtherServers.ALL_IS_WELL;
import static io.github.redisclusterexporter.OtherServers.LINK;
import static io.github.redisclusterexporter.OtherServers.SYNTAX_ERROR;
import static io.github.redisclusterexporter.OtherServers.UP;
import static io.github.redisclusterexporter.OtherServers.clusterInfo;
import static io.github.redisclusterexporter.OtherServers.nodes;
import static io.github.redisclusterexporter.OtherServers.text;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.OtherServers.Seen;
import io.github.redisclusterexporter.testing.ScriptedCluster;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Products that are not Redis or Valkey, as their source code or documentation describes them:
 * nothing on the page is false, and nothing fails for ever.
 */
@Timeout(120)
class OtherServersIT {
  private final OtherServers servers = new OtherServers();

  @AfterEach
  void close() {
    servers.close();
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
    ScriptedCluster.Node node = servers.standalone().node(0);
    dragonfly(node, "standalone", "dragonfly-primary");
    Seen seen = servers.look(node.address());
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
    ScriptedCluster.Node primary = servers.standalone().node(0);
    ScriptedCluster.Node replica = servers.standalone().node(0);
    dragonfly(primary, "standalone", "dragonfly-primary");
    dragonfly(replica, "standalone", "dragonfly-replica");
    String info =
        text("dragonfly-server", "dragonfly-common", "dragonfly-replica")
            .replace("MODE", "standalone")
            .replace("master_link_status:up", "master_link_status:" + link);
    replica.saysText("INFO all", info);
    Seen seen = servers.look(primary.address(), replica.address());
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
    ScriptedCluster.Node replica = servers.cluster(1).node(0);
    dragonfly(replica, "cluster", "dragonfly-replica");
    replica.saysText(
        "CLUSTER NODES",
        " 10.255.0.1:6379@6379 master - 0 0 0 connected 0-16383\n%s %s@1 myself,slave  0 0 0 connected\n"
            .formatted(ScriptedCluster.id(0), replica.address()));
    Seen seen = servers.look(replica.address());
    seen.assertUp(replica.address(), "replica");
    seen.assertNothingFailed();
    assertThat(seen.last().all(UP)).hasSize(1);
    assertThat(seen.collectors()).doesNotContain("shard_id", "latency").contains("cluster_nodes");
  }

  // KeyDB

  @ParameterizedTest
  @CsvSource({"up, up, 1", "down, up, 0", "up, down, 0"})
  void activeReplicasOfKeyDb(String first, String second, double up) {
    ScriptedCluster.Node node = servers.standalone().node(0);
    String info = text("keydb-info").replace("FIRST", first).replace("SECOND", second);
    node.saysText("INFO", info);
    node.saysText("INFO server", info);
    node.says("SLOWLOG GET", "*0\r\n");
    Seen seen = servers.look(node.address());
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

  // Kvrocks

  @Test
  void kvrocks() {
    ScriptedCluster.Node node = servers.standalone().node(0);
    node.saysText("INFO", text("kvrocks-info"));
    node.saysText("INFO server", text("kvrocks-info"));
    node.says("SLOWLOG GET", "*0\r\n");
    Seen seen = servers.look(node.address());
    seen.assertUp(node.address(), "primary");
    seen.assertAllIsWell();
    assertThat(seen.last().has("redis_cluster_node_info", "version", "2.12.0")).isTrue();
    assertThat(seen.last().value("redis_cluster_connected_replicas")).isEqualTo(3);
  }

  // Serverless clouds

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ERR unknown command '%s', with args beginning with: ",
        "ERR Command is not available: '%s'. See https://cloud.example/compatibility for details"
      })
  void aServerlessCloud(String refusal) {
    ScriptedCluster cluster = servers.cluster(2);
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
    Seen seen = servers.look(cluster.node(0).address());
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
        """
        *2
        $10
        NET_RS_LAT
        *6
        $5
        calls
        :9
        $4
        size
        :7
        $14
        histogram_usec
        *2
        $3
        min
        $4
        1.50
        """
            .replace("\n", "\r\n"));
    node.says("SLOWLOG GET", "*0\r\n");
  }

  @Test
  void garnet() {
    ScriptedCluster.Node node = servers.standalone().node(0);
    garnet(
        node, "standalone", text("garnet-primary").replace("SLAVES", "0").replace("OFFSET", "N/A"));
    Seen seen = servers.look(node.address());
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
    ScriptedCluster cluster = servers.cluster(2);
    garnet(
        cluster.node(0),
        "cluster",
        text("garnet-primary").replace("SLAVES", "1").replace("OFFSET", "6400"));
    garnet(cluster.node(1), "cluster", text("garnet-replica"));
    for (int i = 0; i < 2; i++) {
      cluster.node(i).saysText("CLUSTER NODES", nodes(cluster, i));
      cluster.node(i).saysText("CLUSTER INFO", clusterInfo(2, 1));
    }
    Seen seen = servers.look(cluster.node(0).address());
    seen.assertUp(cluster.node(0).address(), "primary");
    seen.assertUp(cluster.node(1).address(), "replica");
    seen.assertAllIsWell();
    assertThat(seen.last().value(LINK)).isEqualTo(1);
    assertThat(seen.last().value("redis_cluster_replication_sync_in_progress")).isZero();
    assertThat(seen.collectors()).doesNotContain("shard_id", "commandstats", "latency");
  }
}
