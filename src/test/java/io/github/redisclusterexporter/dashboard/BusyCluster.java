package io.github.redisclusterexporter.dashboard;

import io.github.redisclusterexporter.TestExporter;
import io.github.redisclusterexporter.demo.Workload;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.PrometheusServer;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.TempDirectories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import redis.clients.jedis.exceptions.JedisDataException;

/**
 * A cluster with all that dashboards show: a task queue at work, other queues, snapshots, a limit
 * of memory; two exporters that watch it, and a Prometheus that scrapes them and has the alert
 * rules.
 */
final class BusyCluster implements AutoCloseable {
  static final String NAME = "busy";

  private static final String LIST = "jobs:mail";
  private static final String PLANNED = "planned";
  private static final String EXPIRING = "expiring";
  private static final List<String> STREAMS =
      List.of("tasks:high", "tasks:medium", "tasks:low", "tasks:checkpoints");
  private static final String DEAD_LETTERS = "tasks:dlq";
  private static final String[] QUEUES = {
    "{ preset = streams, queue = [\""
        + String.join("\", \"", STREAMS)
        + "\"],"
        + " group = task_workers, dead-letter = \""
        + DEAD_LETTERS
        + "\", max-age = 1h }",
    "{ key = \"" + PLANNED + "\", type = zset, score = seconds }",
    "{ name = jobs, pattern = \"jobs:*\", type = list }"
  };

  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private final double startedAt = System.currentTimeMillis() / 1000.0;
  private final RedisCluster cluster;
  private final PrometheusServer prometheus;

  private BusyCluster(Path program, String rules) throws IOException {
    try {
      cluster =
          later(
              RedisCluster.builder()
                  .directive("maxmemory 200mb")
                  .directive("save ''")
                  .directive("latency-monitor-threshold 1")
                  .start());
      later(Workload.start(cluster.addresses(), Duration.ofMillis(500)));
      run("ZADD", PLANNED, Long.toString((long) startedAt + 100_000), "later");
      run("RPUSH", LIST, "task");
      run("SET", EXPIRING, "value", "EX", "100000");
      Path directory = TempDirectories.create("busy-");
      later(() -> TempDirectories.delete(directory));
      List<TestExporter> exporters = List.of(later(exporter(0)), later(exporter(1)));
      Files.writeString(directory.resolve("alerts.rules.yml"), rules);
      Files.writeString(directory.resolve("prometheus.yml"), configuration(exporters));
      prometheus = later(PrometheusServer.start(program, directory));
      snapshots();
      latencyEvents();
    } catch (IOException | RuntimeException | Error e) {
      close();
      throw e;
    }
  }

  /** Starts all of it. */
  static BusyCluster start(Path program, String rules) throws IOException {
    return new BusyCluster(program, rules);
  }

  private <T extends AutoCloseable> T later(T resource) {
    started.push(resource);
    return resource;
  }

  private TestExporter exporter(int seed) {
    return TestExporter.withQueues(
        Map.of(
            "REDIS_CLUSTER_NODES",
            cluster.node(seed).address().toString(),
            "REDIS_CLUSTER_NAME",
            NAME,
            "REDIS_KEYS",
            EXPIRING,
            "REDIS_KEY_GROUPS",
            "all=*"),
        Map.of(
            "scrape.watch", "true",
            "queue-search.interval", "1s",
            "collectors.client-names", "true",
            "collectors.latency-events", "true",
            "collectors.queue-consumers", "true"),
        QUEUES);
  }

  private static String configuration(List<TestExporter> exporters) {
    return """
    global:
      scrape_interval: 1s
      scrape_timeout: 1s
      evaluation_interval: 1s
    rule_files: [alerts.rules.yml]
    scrape_configs:
      - job_name: redis-cluster
        honor_labels: true
        static_configs:
          - targets: [%s]
    """
        .formatted(
            exporters.stream()
                .map(exporter -> "\"" + exporter.uri("/").getAuthority() + "\"")
                .collect(Collectors.joining(", ")));
  }

  /** A server that was saved within the second of its start looks as if it never was. */
  private void snapshots() {
    Eventually.await(
        "snapshots are newer than the servers",
        () -> {
          cluster.nodes().forEach(node -> node.command("SAVE"));
          return prometheus.value("count(redis_cluster_rdb_last_save_timestamp_seconds)") == 12;
        });
  }

  /** A loop of some milliseconds is an event for the monitor of latencies. */
  private void latencyEvents() {
    cluster.nodes().forEach(node -> node.command("EVAL", "for i=1,3000000 do end", "0"));
  }

  PrometheusServer prometheus() {
    return prometheus;
  }

  double startedAt() {
    return startedAt;
  }

  List<String> nodes() {
    return cluster.nodes().stream().map(node -> node.address().toString()).toList();
  }

  List<String> queues() {
    return Stream.concat(STREAMS.stream(), Stream.of(DEAD_LETTERS, PLANNED, LIST)).toList();
  }

  /** Of the shard that is never touched. */
  List<String> aPrimaryAndItsReplica() {
    return List.of(nodes().get(0), nodes().get(3));
  }

  void fillTheList() {
    run(
        Stream.concat(
                Stream.of("RPUSH", LIST), IntStream.range(0, 5000).mapToObj(Integer::toString))
            .toArray(String[]::new));
  }

  void takeFromTheList() {
    run("LPOP", LIST, "3");
  }

  /** A read that everybody but one answers with who has the key. */
  void askTheWrongNodes() {
    RedisServer owner = ownerOf(LIST);
    for (RedisServer node : cluster.nodes()) {
      if (node != owner) {
        try {
          node.command("LLEN", LIST);
          throw new AssertionError(node + " has " + LIST);
        } catch (JedisDataException e) {
          if (!String.valueOf(e.getMessage()).startsWith("MOVED")) {
            throw e;
          }
        }
      }
    }
  }

  /** Waits until its replica serves its slots. */
  void loseAPrimary() {
    RedisServer primary = cluster.node(1);
    primary.kill();
    cluster.awaitOtherOwner(6000, primary);
  }

  void loseAShard() {
    cluster.node(5).kill();
    cluster.node(2).kill();
  }

  /** All that was lost; waits until the cluster is as before, but for its roles. */
  void bringBack() {
    cluster.nodes().stream().filter(node -> !node.isAlive()).forEach(RedisServer::restart);
    cluster.awaitHealthy();
  }

  private void run(String... words) {
    Object unused = ownerOf(words[1]).command(words);
  }

  private RedisServer ownerOf(String key) {
    Object slot = Objects.requireNonNull(cluster.node(0).command("CLUSTER", "KEYSLOT", key));
    return Optional.of(slot)
        .flatMap(number -> cluster.ownerOf(((Long) number).intValue()))
        .orElseThrow();
  }

  @Override
  public void close() {
    while (!started.isEmpty()) {
      try {
        started.pop().close();
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    }
  }
}
