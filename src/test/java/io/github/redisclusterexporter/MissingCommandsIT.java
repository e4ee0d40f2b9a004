package io.github.redisclusterexporter;

import static io.github.redisclusterexporter.OtherServers.SCRAPES;
import static io.github.redisclusterexporter.OtherServers.SUCCESS;
import static io.github.redisclusterexporter.OtherServers.SYNTAX_ERROR;
import static io.github.redisclusterexporter.OtherServers.clusterInfo;
import static io.github.redisclusterexporter.OtherServers.nodes;
import static io.github.redisclusterexporter.OtherServers.text;
import static io.github.redisclusterexporter.OtherServers.unknownCommand;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.OtherServers.Seen;
import io.github.redisclusterexporter.testing.Behaviour;
import io.github.redisclusterexporter.testing.ScriptedCluster;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Servers and proxies without commands that the exporter needs or would use. */
@Timeout(120)
class MissingCommandsIT {
  private final OtherServers servers = new OtherServers();

  @AfterEach
  void close() {
    servers.close();
  }

  @Test
  void aSentinelIsNoServerWithData() {
    ScriptedCluster.Node node = servers.standalone().node(0);
    node.saysText("INFO", text("sentinel-info"));
    node.saysText("INFO server", text("sentinel-info"));
    Seen seen = servers.look(node.address());
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

  // A cluster whose version promises more than it has

  @Test
  void oneSectionOfInfo() {
    ScriptedCluster.Node node = servers.cluster(1).node(0);
    node.saysText("INFO server", "redis_version:7.4.0\r\nredis_mode:cluster\r\n");
    node.saysText(
        "INFO", "redis_version:7.4.0\r\nrole:master\r\nloading:0\r\nused_memory:1000\r\n");
    node.says("INFO default", SYNTAX_ERROR);
    node.says("INFO all", SYNTAX_ERROR);
    node.saysText("CLUSTER INFO", clusterInfo(1, 1));
    Seen seen = servers.look(node.address());
    seen.assertUp(node.address(), "primary");
    seen.assertNothingFailed();
    for (ScrapedPage page : seen.pages()) {
      assertThat(page.value("redis_cluster_memory_bytes")).isEqualTo(1000);
    }
    assertThat(seen.collectors()).contains("info").doesNotContain("commandstats");
    assertThat(seen.check().text())
        .doesNotContain("REDIS_CLUSTER_ENABLED")
        .contains("because the server refuses this section of INFO: commandstats on ")
        .doesNotContain("know the command: commandstats");
    assertThat(seen.log()).contains(" refuses INFO with the section commandstats");
    // Once on each connection.
    assertThat(node.asked("INFO default")).hasSize(2);
  }

  @Test
  void aManagedClusterWithoutSomeCommands() {
    ScriptedCluster cluster = servers.cluster(2);
    for (int i = 0; i < 2; i++) {
      ScriptedCluster.Node node = cluster.node(i);
      node.saysText("CLUSTER NODES", nodes(cluster, i));
      node.says("CLUSTER INFO", "-ERR unsupported command 'cluster info'\r\n");
      node.says("CLUSTER MYSHARDID", "-ERR unknown subcommand 'MYSHARDID'. Try CLUSTER HELP.\r\n");
    }
    cluster
        .node(1)
        .saysText("INFO", "role:slave\r\nmaster_link_status:up\r\nloading:0\r\nmaster_host:a\r\n");
    Seen seen = servers.look(cluster.node(0).address());
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
    ScriptedCluster.Node node = servers.cluster(1).node(0);
    for (String command : List.of("CLUSTER", "CLUSTER NODES", "CLUSTER INFO")) {
      node.says(command, unknownCommand("CLUSTER"));
    }
    Seen seen = servers.look(node.address());
    for (ScrapedPage page : seen.pages()) {
      assertThat(page.value("redis_cluster_up")).isZero();
      assertThat(page.value(SUCCESS, "collector", "cluster_nodes")).isZero();
    }
    assertThat(seen.check().code()).isEqualTo(1);
    assertThat(seen.check().text()).contains("read unknown_command", "cluster_nodes");
  }

  @Test
  void aServerThatReportsNoModeAndKnowsNoCluster() {
    ScriptedCluster.Node node = servers.standalone().node(0);
    node.saysText("INFO server", "redis_version:6.2.0\r\n");
    node.says("CLUSTER INFO", unknownCommand("CLUSTER"));
    node.says("SLOWLOG GET", "*0\r\n");
    Seen seen = servers.look(node.address());
    seen.assertUp(node.address(), "primary");
    seen.assertAllIsWell();
    assertThat(seen.last().has("redis_cluster_up")).isFalse();
  }

  @Test
  void aCloudThatReportsNoRole() {
    ScriptedCluster.Node node = servers.standalone().node(0);
    String info =
        "redis_version:6.2.6\r\nredis_mode:standalone\r\nconnected_clients:1\r\nused_memory:10\r\n";
    node.saysText("INFO", info);
    node.saysText("INFO server", info);
    node.says("SLOWLOG GET", "*0\r\n");
    Seen seen = servers.look(node.address());
    seen.assertUp(node.address(), "unknown");
    seen.assertAllIsWell();
  }

  /** The administrator can allow it, so that it is a failure until then. */
  @Test
  void aMissingPermissionIsNoMissingCommand() {
    ScriptedCluster.Node node = servers.standalone().node(0);
    node.says("SLOWLOG GET", "*0\r\n");
    node.says(
        "LATENCY",
        "-NOPERM User exporter has no permissions to run the 'latency|histogram' command\r\n");
    Seen seen = servers.look(node.address());
    for (ScrapedPage page : seen.pages()) {
      assertThat(page.value(SUCCESS, "collector", "latency")).isZero();
    }
    assertThat(seen.check().text()).contains("read no_permission");
    assertThat(seen.check().code()).isEqualTo(1);
  }

  // Proxies

  private void assertIsNoServer(String address, String reason) {
    Seen seen = servers.look(address);
    seen.assertDown(address);
    assertThat(seen.check().code()).isEqualTo(1);
    assertThat(seen.check().text().replaceAll("\\s+", " ")).contains(reason);
    assertThat(seen.log()).contains(address);
  }

  @Test
  void envoy() {
    String address =
        servers.start(
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
    ScriptedCluster.Node node = servers.standalone().node(0);
    node.saysText("INFO", text("predixy-info"));
    node.saysText("INFO server", text("predixy-info"));
    for (String command : List.of("CLUSTER", "CLUSTER INFO", "CLIENT SETNAME", "SLOWLOG")) {
      node.says(command, unknownCommand(command));
    }
    assertIsNoServer(node.address(), "does a proxy (Envoy, twemproxy, Predixy) answer?");
  }

  @Test
  void twemproxyClosesTheConnection() {
    String address = servers.start((words, client) -> client.close());
    assertIsNoServer(address, "check for a proxy or load balancer");
  }

  @Test
  void anEmptyInfoIsNoSuccess() {
    ScriptedCluster.Node node = servers.standalone().node(0);
    node.saysText("INFO", "");
    node.saysText("INFO server", "");
    assertIsNoServer(node.address(), "read no_info");
  }
}
