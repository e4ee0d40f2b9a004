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

/** Scripted servers that reply like other products, and what the exporter shows of them. */
final class OtherServers implements AutoCloseable {
  static final int SCRAPES = 3;
  static final String ALL_IS_WELL = "All is well.";
  static final String UP = "redis_cluster_node_up";
  static final String LINK = "redis_cluster_replication_link_up";
  static final String SUCCESS = "redis_cluster_exporter_collector_success";
  static final String SYNTAX_ERROR = "-ERR syntax error\r\n";

  private final List<ScriptedCluster> clusters = new ArrayList<>();
  private final List<ScriptedServer> servers = new ArrayList<>();

  @Override
  public void close() {
    clusters.forEach(ScriptedCluster::close);
    servers.forEach(ScriptedServer::close);
  }

  /** What the exporter shows of some servers. */
  record Seen(List<ScrapedPage> pages, String log, Checked check) {
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

  Seen look(String... addresses) {
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

  ScriptedCluster standalone() {
    ScriptedCluster cluster = ScriptedCluster.standalone();
    clusters.add(cluster);
    return cluster;
  }

  ScriptedCluster cluster(int size) {
    ScriptedCluster cluster = ScriptedCluster.of(size);
    clusters.add(cluster);
    return cluster;
  }

  String start(Behaviour behaviour) {
    ScriptedServer server = ScriptedServer.start(behaviour);
    servers.add(server);
    return server.address().toString();
  }

  static String text(String... files) {
    StringBuilder text = new StringBuilder();
    for (String file : files) {
      String name = "/other-servers/" + file + ".txt";
      try (InputStream in = OtherServers.class.getResourceAsStream(name)) {
        text.append(new String(Objects.requireNonNull(in, name).readAllBytes(), UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    return text.toString().replace("\n", "\r\n");
  }

  static String unknownCommand(String name) {
    return "-ERR unknown command '" + name + "', with args beginning with: \r\n";
  }

  static String nodes(ScriptedCluster cluster, int self) {
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

  static String clusterInfo(int known, int size) {
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
}
