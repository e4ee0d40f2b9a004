package io.github.redisclusterexporter.alert;

import io.github.redisclusterexporter.Checked;
import io.github.redisclusterexporter.TestExporter;
import io.github.redisclusterexporter.testing.Ports;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** Servers, and one or two exporters that monitor them under a name of their own. */
final class Scene implements AutoCloseable {
  private final String name;
  private final Optional<RedisCluster> cluster;
  private final List<RedisServer> nodes;
  private final Map<String, String> environment = new HashMap<>();
  private final List<String> queues = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>(List.of(Ports.free()));
  private final Map<Integer, TestExporter> exporters = new ConcurrentHashMap<>();
  private final List<AutoCloseable> extras = new ArrayList<>();
  private Optional<Tasks> tasks = Optional.empty();

  private Scene(String name, Optional<RedisCluster> cluster, List<RedisServer> nodes) {
    this.name = name;
    this.cluster = cluster;
    this.nodes = nodes;
    environment.put("REDIS_CLUSTER_NAME", name);
    environment.put(
        "REDIS_CLUSTER_NODES",
        TestExporter.nodes(nodes.stream().map(RedisServer::address).toList()));
  }

  static Scene of(String name, RedisCluster cluster) {
    return new Scene(name, Optional.of(cluster), cluster.nodes());
  }

  /** A single server that is no cluster. */
  static Scene of(String name, RedisServer server) {
    return new Scene(name, Optional.empty(), List.of(server));
  }

  /** Adds a second exporter. */
  Scene paired() {
    ports.add(Ports.free());
    return this;
  }

  /** One more environment variable of the exporters. */
  void environment(String variable, String value) {
    environment.put(variable, value);
  }

  /** One more item of the exporters' list of queues. */
  void queue(String item) {
    queues.add(item);
  }

  /** Closes it with the scene, before all else. */
  <T extends AutoCloseable> T closeLater(T extra) {
    extras.add(extra);
    return extra;
  }

  /** Begins to add tasks to these streams, and to do them. */
  Tasks startTasks(String... streams) {
    Tasks started = closeLater(new Tasks(cluster(), streams));
    tasks = Optional.of(started);
    return started;
  }

  Tasks tasks() {
    return tasks.orElseThrow();
  }

  RedisCluster cluster() {
    return cluster.orElseThrow();
  }

  RedisServer node(int index) {
    return nodes.get(index);
  }

  void kill(int... indexes) {
    IntStream.of(indexes).parallel().forEach(index -> node(index).kill());
  }

  /** All at the same time, so that none finds the others dead. */
  void restart(int... indexes) {
    IntStream.of(indexes).parallel().forEach(index -> node(index).restart());
  }

  /** Its {@code node} label. */
  String address(int node) {
    return node(node).address().toString();
  }

  /** The {@code instance} label of an exporter: the first is 0, the second 1. */
  String instance(int exporter) {
    return instances().get(exporter);
  }

  List<String> instances() {
    return ports.stream().map(port -> "127.0.0.1:" + port).toList();
  }

  /** Starts this exporter where it was before. */
  void startExporter(int index) {
    Map<String, String> variables = new HashMap<>(environment);
    variables.put("EXPORTER_LISTEN_ADDRESS", instance(index));
    exporters.put(
        index,
        queues.isEmpty()
            ? TestExporter.start(variables)
            : TestExporter.withQueues(variables, queues.toArray(String[]::new)));
  }

  /** What {@code --check} reports with the configuration of the exporters. */
  Checked check() {
    return queues.isEmpty()
        ? Checked.of(environment)
        : Checked.withQueues(environment, queues.toArray(String[]::new));
  }

  void startExporters() {
    IntStream.range(0, ports.size()).forEach(this::startExporter);
  }

  void stopExporters() {
    IntStream.range(0, ports.size()).forEach(this::stopExporter);
  }

  void stopExporter(int index) {
    TestExporter exporter = exporters.remove(index);
    if (exporter != null) {
      exporter.close();
    }
  }

  String name() {
    return name;
  }

  /** Whether an alert with these labels is about this scene. */
  boolean owns(Map<String, String> labels) {
    return name.equals(labels.get("redis_cluster"))
        || instances().contains(labels.getOrDefault("instance", ""));
  }

  @Override
  public void close() throws Exception {
    for (int i = extras.size(); i > 0; i--) {
      extras.get(i - 1).close();
    }
    stopExporters();
    nodes.forEach(RedisServer::close);
  }
}
