package io.github.redisclusterexporter.deploy;

import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.Executables;
import io.github.redisclusterexporter.testing.Ports;
import io.github.redisclusterexporter.testing.RespClient;
import io.github.redisclusterexporter.testing.TempDirectories;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The cluster of compose.yaml on loopback: its scripts, its settings, other addresses. The data of
 * the node at port N is in the directory N of {@link #data}, as the backup finds it.
 */
final class ShippedCluster implements AutoCloseable {
  static final String PASSWORD = "secret-of-the-applications";
  static final String EXPORTER_PASSWORD = "secret-of-the-exporter";

  private static final int NODES = 6;
  private static final Duration BOUND = Duration.ofSeconds(60);

  private final Path data = TempDirectories.create("shipped-cluster-");
  private final List<Process> processes = new ArrayList<>();
  private final int firstPort = Ports.freeRange(NODES);

  private ShippedCluster() {}

  /** Whether this machine has what the scripts call. */
  static boolean canRun() {
    return Executables.onPath("redis-server").isPresent()
        && Executables.onPath("redis-cli").isPresent();
  }

  static ShippedCluster start() {
    ShippedCluster cluster = new ShippedCluster();
    try {
      for (int i = 0; i < NODES; i++) {
        cluster.processes.add(cluster.startNode(cluster.firstPort + i));
      }
      for (HostPort node : cluster.nodes()) {
        Eventually.await(BOUND, node + " answers", () -> cluster.ask(node, "DBSIZE") != null);
      }
      cluster.create().assertSuccess();
      Eventually.await(BOUND, "all replicas follow", cluster::allFollow);
      return cluster;
    } catch (RuntimeException | Error e) {
      cluster.close();
      throw e;
    }
  }

  /** Runs the script that makes a cluster of the nodes. */
  Finished create() {
    return Finished.run(environment(), List.of("deploy/redis/create-cluster"));
  }

  /** What the scripts are told about the nodes. */
  Map<String, String> environment() {
    String addresses = nodes().stream().map(HostPort::toString).collect(Collectors.joining(" "));
    return Map.of("REDIS_NODES", addresses, "REDIS_PASSWORD", PASSWORD);
  }

  Path data() {
    return data;
  }

  /** The first three began as primaries. */
  List<HostPort> nodes() {
    List<HostPort> nodes = new ArrayList<>();
    for (int i = 0; i < NODES; i++) {
      nodes.add(new HostPort("127.0.0.1", firstPort + i));
    }
    return nodes;
  }

  Object ask(HostPort node, String... words) {
    Object reply = new RespClient(node, null, PASSWORD, null, Duration.ofSeconds(5)).command(words);
    return reply == null ? "" : reply;
  }

  /** Ends the process of a node as {@code kill -9} does. */
  void kill(HostPort node) throws InterruptedException {
    processes.get(nodes().indexOf(node)).destroyForcibly().waitFor();
  }

  private boolean allFollow() {
    return nodes().stream()
            .filter(node -> ask(node, "INFO", "replication").toString().contains("link_status:up"))
            .count()
        == NODES / 2;
  }

  private Process startNode(int port) {
    Path directory = data.resolve(Integer.toString(port));
    ProcessBuilder builder = new ProcessBuilder("deploy/redis/start-node");
    builder
        .environment()
        .putAll(
            Map.of(
                "NODE_PORT",
                Integer.toString(port),
                "NODE_IP",
                "127.0.0.1",
                "NODE_DIRECTORY",
                directory.toString(),
                "REDIS_PASSWORD",
                PASSWORD,
                "EXPORTER_PASSWORD",
                EXPORTER_PASSWORD));
    try {
      Files.createDirectories(directory);
      return builder
          .redirectErrorStream(true)
          .redirectOutput(data.resolve(port + ".log").toFile())
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    processes.forEach(Process::destroyForcibly);
    for (Process process : processes) {
      Eventually.await(BOUND, process + " has ended", () -> !process.isAlive());
    }
    TempDirectories.delete(data);
  }
}
