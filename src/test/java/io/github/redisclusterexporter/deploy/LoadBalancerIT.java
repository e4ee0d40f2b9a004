package io.github.redisclusterexporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.TestExporter;
import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.Executables;
import io.github.redisclusterexporter.testing.MissingTools;
import io.github.redisclusterexporter.testing.Ports;
import io.github.redisclusterexporter.testing.PrometheusServer;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RespClient;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.exceptions.JedisException;

/** HAProxy in front of the shipped cluster and Prometheus beside it, each with the shipped file. */
@Order(1)
@Tag("full")
class LoadBalancerIT {
  private static final Duration BOUND = Duration.ofSeconds(60);

  /** What docs/deployment.md promises after a primary has died. */
  private static final Duration PROMISE = Duration.ofSeconds(15);

  /** One key of each third of the slots. */
  private static final List<String> KEYS = List.of("b", "a", "c");

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  void itLeadsToThePrimariesAlsoAfterAFailover() throws Exception {
    Optional<Path> haproxy = Executables.onPath("haproxy");
    Optional<Path> prometheus = Executables.onPath("prometheus");
    if (haproxy.isEmpty() || prometheus.isEmpty() || !ShippedCluster.canRun()) {
      MissingTools.report("haproxy, prometheus or redis-server", "the load balancer");
      return;
    }
    int port = Ports.free();
    int statusPort = Ports.free();
    try (ShippedCluster cluster = ShippedCluster.start();
        TestExporter exporter = exporter(cluster);
        PrometheusServer watch = watch(prometheus.get(), cluster, exporter)) {
      Process process = start(haproxy.get(), cluster, port, statusPort);
      try {
        HostPort dead = cluster.nodes().get(0);
        Eventually.await(
            BOUND,
            "the three primaries are up, the replicas are not",
            () -> up(statusPort).equals(Set.of("node-1", "node-2", "node-3")));
        writeToAllShards(port);
        Eventually.await(
            BOUND,
            "Prometheus sees six nodes",
            () -> watch.value("sum(redis_cluster_node_up{job=\"redis-cluster\"})") == 6);
        Eventually.await(
            BOUND,
            "the rules are at work",
            () -> watch.value("ALERTS{alertname=\"RedisClusterWatchdog\"}") == 1);

        cluster.kill(dead);
        Eventually.await(PROMISE, "clients write again", () -> writeToAllShards(port));
        Eventually.await(
            BOUND,
            "the promoted one has taken the place of the dead one",
            () -> up(statusPort).size() == 3 && !up(statusPort).contains("node-1"));
        for (int i = 0; i < 12; i++) {
          Object role =
              new RespClient(
                      new HostPort("127.0.0.1", port),
                      null,
                      ShippedCluster.PASSWORD,
                      null,
                      Duration.ofSeconds(5))
                  .command("INFO", "replication");
          assertThat(role).asString().contains("role:master");
        }
        // On a busy machine, a node may not reply in time to a scrape.
        Eventually.await(
            BOUND,
            "Prometheus sees the failover, and that all others are up and serve all slots",
            () ->
                watch.value("sum(redis_cluster_failovers_total)") == 1
                    && watch.value("sum(redis_cluster_node_up)") == 5
                    && watch.value("redis_cluster_slots_ok") == RedisCluster.SLOTS);
        assertThat(watch.query("ALERTS{alertstate=\"firing\",severity=\"critical\"}"))
            .as("a failover that works pages nobody")
            .isEmpty();
      } finally {
        process.destroyForcibly().waitFor();
      }
    }
  }

  private static TestExporter exporter(ShippedCluster cluster) {
    return TestExporter.start(
        Map.of(
            "REDIS_CLUSTER_NODES",
            TestExporter.nodes(cluster.nodes()),
            "REDIS_USERNAME",
            "exporter",
            "REDIS_PASSWORD",
            ShippedCluster.EXPORTER_PASSWORD));
  }

  /** The shipped file but for the address of the exporter; no Alertmanager is there to tell. */
  private static PrometheusServer watch(
      Path prometheus, ShippedCluster cluster, TestExporter exporter) throws IOException {
    Path directory = Files.createDirectory(cluster.data().resolve("prometheus"));
    String shipped = Files.readString(Path.of("deploy/prometheus/prometheus.yml"));
    String inCompose = "redis-cluster-exporter:9121";
    assertThat(shipped).containsOnlyOnce(inCompose);
    Files.writeString(
        directory.resolve("prometheus.yml"),
        shipped.replace(inCompose, exporter.uri("/").getAuthority()));
    Path rules = Path.of("alerts/redis-cluster.rules.yml");
    Files.copy(rules, directory.resolve(rules.getFileName()));
    return PrometheusServer.start(prometheus, directory);
  }

  /** A new client, that knows nothing but the load balancer. */
  private static boolean writeToAllShards(int port) {
    DefaultJedisClientConfig config =
        DefaultJedisClientConfig.builder()
            .password(ShippedCluster.PASSWORD)
            .timeoutMillis(1000)
            .build();
    try (RedisClusterClient client =
        RedisClusterClient.builder()
            .nodes(Set.of(new HostAndPort("127.0.0.1", port)))
            .clientConfig(config)
            .maxAttempts(1)
            .build()) {
      return KEYS.stream().allMatch(key -> client.set(key, "written").equals("OK"));
    } catch (JedisException e) {
      return false;
    }
  }

  private static Process start(Path haproxy, ShippedCluster cluster, int port, int statusPort)
      throws IOException {
    Map<String, String> environment = new HashMap<>();
    environment.put("HAPROXY_BIND", "127.0.0.1:" + port);
    environment.put("HAPROXY_STATUS_BIND", "127.0.0.1:" + statusPort);
    environment.put("REDIS_PASSWORD", ShippedCluster.PASSWORD);
    for (int i = 0; i < cluster.nodes().size(); i++) {
      environment.put("REDIS_NODE_" + (i + 1), cluster.nodes().get(i).toString());
    }
    List<String> command = List.of(haproxy.toString(), "-f", "deploy/haproxy/haproxy.cfg", "-db");
    Finished check =
        Finished.run(environment, List.of(haproxy.toString(), "-c", "-f", command.get(2)));
    check.assertSuccess();
    assertThat(check.output()).doesNotContain("[WARNING]");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(cluster.data().resolve("haproxy.log").toFile());
    builder.environment().putAll(environment);
    return builder.start();
  }

  /** The servers to which HAProxy sends clients. */
  private Set<String> up(int statusPort) throws IOException, InterruptedException {
    String csv =
        http.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + statusPort + "/;csv"))
                    .build(),
                BodyHandlers.ofString())
            .body();
    List<String> names = List.of(csv.lines().findFirst().orElseThrow().split(",", -1));
    int status = names.indexOf("status");
    return csv.lines()
        .map(line -> List.of(line.split(",", -1)))
        .filter(row -> row.get(0).equals("primaries") && row.get(1).startsWith("node-"))
        .filter(row -> row.get(status).startsWith("UP"))
        .map(row -> row.get(1))
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
