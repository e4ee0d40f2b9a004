package io.github.redisclusterexporter.alert;

import io.github.redisclusterexporter.Checked;
import io.github.redisclusterexporter.ScrapedPage;
import io.github.redisclusterexporter.TestExporter;
import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.Ports;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.IntStream;

/** Servers, and one or two exporters that monitor them under a name of their own. */
final class Scene implements AutoCloseable {
  private static final Duration BOUND = Duration.ofMinutes(1);

  private final Opening opening;
  private final Optional<RedisCluster> cluster;
  private final List<RedisServer> nodes;
  private final Map<String, String> environment = new HashMap<>();
  private final Map<String, String> properties = new HashMap<>();
  private final List<String> queues = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>(List.of(Ports.free()));
  private final List<TcpProxy> fronts = new ArrayList<>();
  private final Map<Integer, TestExporter> exporters = new ConcurrentHashMap<>();
  private final List<AutoCloseable> extras = new ArrayList<>();
  private Optional<Tasks> tasks = Optional.empty();

  private Scene(Opening opening, Optional<RedisCluster> cluster, List<RedisServer> nodes) {
    this.opening = opening;
    this.cluster = cluster;
    this.nodes = nodes;
    environment.put("REDIS_CLUSTER_NAME", opening.name());
    environment.put(
        "REDIS_CLUSTER_NODES",
        TestExporter.nodes(nodes.stream().map(RedisServer::address).toList()));
  }

  static Scene of(Opening opening, RedisCluster cluster) {
    return new Scene(opening, Optional.of(cluster), cluster.nodes());
  }

  /** A single server that is no cluster. */
  static Scene of(Opening opening, RedisServer server) {
    return new Scene(opening, Optional.empty(), List.of(server));
  }

  /** Adds a second exporter. */
  Scene paired() {
    ports.add(Ports.free());
    return this;
  }

  /** Lets Prometheus reach the exporters through proxies, so that they can be paused. */
  Scene pausable() {
    ports.forEach(port -> fronts.add(closeLater(TcpProxy.to(new HostPort("127.0.0.1", port)))));
    return this;
  }

  /** One more environment variable of the exporters. */
  void environment(String variable, String value) {
    environment.put(variable, value);
  }

  /** One more system property of the exporters, for what has no environment variable. */
  void property(String key, String value) {
    properties.put(key, value);
  }

  /** One more item of the exporters' list of queues. */
  void queue(String item) {
    queues.add(item);
  }

  /** Lets the exporters reach this node through a proxy. */
  TcpProxy proxied(int node) {
    TcpProxy proxy = closeLater(TcpProxy.to(node(node).address()));
    environment("REDIS_ADDRESS_MAP", node(node).address() + "=" + proxy.address());
    return proxy;
  }

  /** Closes it with the scene, before all else. */
  <T extends AutoCloseable> T closeLater(T extra) {
    extras.add(extra);
    return extra;
  }

  /** Begins to add tasks to these streams, and to do them. */
  Tasks startTasks(String... streams) {
    Tasks started = closeLater(new Tasks(this::ownerOf, streams));
    tasks = Optional.of(started);
    return started;
  }

  Tasks tasks() {
    return tasks.orElseThrow();
  }

  TimeScale scale() {
    return opening.scale();
  }

  RedisCluster cluster() {
    return cluster.orElseThrow();
  }

  RedisServer node(int index) {
    return nodes.get(index);
  }

  /** The server that has this key. */
  RedisServer ownerOf(String key) {
    if (cluster.isEmpty()) {
      return node(0);
    }
    Object slot = node(0).command("CLUSTER", "KEYSLOT", key);
    return cluster().ownerOf(((Long) Objects.requireNonNull(slot)).intValue()).orElseThrow();
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
    return fronts.isEmpty()
        ? ports.stream().map(port -> "127.0.0.1:" + port).toList()
        : fronts.stream().map(front -> front.address().toString()).toList();
  }

  /** Lets no exporter answer until Prometheus has lost so many scrapes of each. */
  void pauseExporters(int scrapes) {
    List<Integer> before = fronts.stream().map(TcpProxy::connections).toList();
    fronts.forEach(TcpProxy::hold);
    // Prometheus keeps its connection, and opens another one after each scrape that it has lost.
    Eventually.await(
        BOUND,
        scrapes + " scrapes are lost",
        () ->
            IntStream.range(0, fronts.size())
                .allMatch(i -> fronts.get(i).connections() >= before.get(i) + scrapes));
    fronts.forEach(TcpProxy::forward);
  }

  /** The failovers that each exporter has counted. */
  List<Double> failovers() {
    return exporters.values().stream()
        .map(
            exporter ->
                exporter.scrape().all("redis_cluster_failovers_total").stream()
                    .mapToDouble(ScrapedPage.Series::value)
                    .sum())
        .toList();
  }

  /** Starts this exporter where it was before. */
  void startExporter(int index) {
    Map<String, String> variables = new HashMap<>(environment);
    variables.put("EXPORTER_LISTEN_ADDRESS", "127.0.0.1:" + ports.get(index));
    exporters.put(
        index,
        queues.isEmpty()
            ? TestExporter.start(variables, properties)
            : TestExporter.withQueues(variables, properties, queues.toArray(String[]::new)));
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
    IntStream.range(0, ports.size()).parallel().forEach(this::stopExporter);
  }

  void stopExporter(int index) {
    TestExporter exporter = exporters.remove(index);
    if (exporter != null) {
      exporter.close();
    }
  }

  String name() {
    return opening.name();
  }

  /** Whether an alert with these labels is about this scene. */
  boolean owns(Map<String, String> labels) {
    return name().equals(labels.get("redis_cluster"))
        || instances().contains(labels.getOrDefault("instance", ""));
  }

  @Override
  public void close() throws Exception {
    for (int i = extras.size(); i > 0; i--) {
      extras.get(i - 1).close();
    }
    stopExporters();
    cluster.ifPresentOrElse(RedisCluster::close, () -> nodes.forEach(RedisServer::close));
  }
}
