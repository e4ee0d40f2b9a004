package io.github.redisclusterexporter.demo;

import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.TempDirectories;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** All processes of one demo. Closing stops them in reverse order. Used by one thread. */
final class DemoRun implements AutoCloseable {
  private static final Duration NODE_TIMEOUT = Duration.ofSeconds(2);
  private static final Duration ABANDONED_AFTER = Duration.ofSeconds(5);
  private static final Duration WORKLOAD_BOUND = Duration.ofSeconds(20);
  private static final int FAILURES = 2;
  // Some tasks of low priority wait, so that their queue has a depth and an age. Fewer than 100
  // wait, because a larger number is not exact.
  private static final Duration LOW_PAUSE = Duration.ofSeconds(10);
  private static final String QUEUES =
      Workload.QUEUES.replace(TaskQueue.LOW, TaskQueue.LOW + "?max-age=1m");
  private static final Duration SCRAPE_BOUND = Duration.ofSeconds(15);

  private final DemoPorts ports;
  private final PrintStream out;
  private final Deque<AutoCloseable> started = new ArrayDeque<>();
  private final Path directory;

  DemoRun(DemoPorts ports, PrintStream out) {
    this.ports = ports;
    this.out = out;
    this.directory = TempDirectories.create("redis-cluster-exporter-demo-");
    started.push(() -> TempDirectories.delete(directory));
  }

  RedisCluster startCluster() {
    RedisBinary binary = RedisBinary.preferred();
    out.println("starting six nodes of Redis " + binary.version() + " ...");
    RedisCluster cluster =
        RedisCluster.builder()
            .binary(binary)
            .firstPort(ports.redis())
            .nodeTimeout(NODE_TIMEOUT)
            .parent(directory)
            .start();
    return push(cluster);
  }

  DemoProcess startExporter(Path launcher, List<HostPort> nodes) {
    out.println("starting the exporter ...");
    DemoProcess exporter =
        push(
            DemoProcess.start(
                "redis-cluster-exporter",
                directory,
                Map.of(
                    "REDIS_CLUSTER_NODES",
                    nodes.stream().map(HostPort::toString).collect(Collectors.joining(",")),
                    "REDIS_CLUSTER_NAME",
                    "demo",
                    "REDIS_QUEUES",
                    QUEUES,
                    "EXPORTER_LISTEN_ADDRESS",
                    "127.0.0.1:" + ports.exporter(),
                    "JAVA_HOME",
                    System.getProperty("java.home")),
                List.of(launcher.toString())));
    exporter.awaitReady(exporterAddress("/-/ready"));
    return exporter;
  }

  Workload startWorkload(List<HostPort> nodes) {
    out.println("starting the task queue's workload ...");
    return push(Workload.start(nodes, ABANDONED_AFTER, FAILURES, LOW_PAUSE));
  }

  void startMonitoring(Monitoring monitoring, Path rules, Workload workload) {
    // Dead letters that are added later are a reason for an alert.
    if (monitoring.prometheus().isPresent()) {
      Eventually.await(
          WORKLOAD_BOUND, "the tasks that fail have failed", () -> workload.failed() >= FAILURES);
    }
    monitoring
        .alertmanager()
        .ifPresent(binary -> push(Monitoring.startAlertmanager(binary, directory, ports)));
    monitoring
        .prometheus()
        .ifPresent(
            binary ->
                push(
                    Monitoring.startPrometheus(
                        binary, directory, ports, rules, monitoring.alertmanager().isPresent())));
  }

  /** The exporter's page, as soon as the queues have entries. */
  byte[] scrape(Workload workload) throws IOException, InterruptedException {
    Eventually.await(
        WORKLOAD_BOUND,
        "the workload has completed some tasks and failed one",
        () -> workload.done() > 20 && workload.failed() > 0);
    HttpRequest request =
        HttpRequest.newBuilder(exporterAddress("/metrics")).timeout(SCRAPE_BOUND).build();
    HttpResponse<byte[]> response =
        HttpClient.newHttpClient().send(request, BodyHandlers.ofByteArray());
    if (response.statusCode() != 200) {
      throw new IllegalStateException("/metrics answered " + response.statusCode());
    }
    return response.body();
  }

  /** Runs the failover drill, and returns whether it passed. */
  boolean drill(RedisCluster cluster) throws IOException, InterruptedException {
    DrillResult result = new FailoverDrill(cluster, exporterAddress("/metrics"), out).run();
    result.lines().forEach(out::println);
    out.flush();
    return result.passed();
  }

  void printGuide(RedisCluster cluster, Monitoring monitoring) {
    RedisServer primary = cluster.node(0);
    new DemoGuide(ports, monitoring.prometheus().isPresent(), monitoring.alertmanager().isPresent())
        .lines(primary.address().port(), primary.pid())
        .forEach(out::println);
    out.flush();
  }

  @Override
  public void close() {
    while (!started.isEmpty()) {
      try {
        started.pop().close();
      } catch (Exception | AssertionError e) {
        System.err.println("demo: " + e.getMessage());
      }
    }
  }

  private URI exporterAddress(String path) {
    return URI.create("http://127.0.0.1:" + ports.exporter() + path);
  }

  private <T extends AutoCloseable> T push(T resource) {
    started.push(resource);
    return resource;
  }
}
