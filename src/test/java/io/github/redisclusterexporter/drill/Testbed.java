package io.github.redisclusterexporter.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.ScrapedPage;
import io.github.redisclusterexporter.ScrapedPage.Series;
import io.github.redisclusterexporter.TestExporter;
import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;

/** A cluster and an exporter for it, with which drills cause faults and read the metrics. */
final class Testbed implements AutoCloseable {
  static final Duration WATCH = Duration.ofMillis(200);

  private static final Duration SCRAPE_TIMEOUT = Duration.ofSeconds(3);

  /** What the shards of the first three nodes are called, also if the servers have shard ids. */
  private static final List<String> SHARDS = List.of("slot-0", "slot-5461", "slot-10923");

  private final double start = secondsSince1970();
  private final RedisCluster cluster;
  private final List<AutoCloseable> extras = new ArrayList<>();
  private final Map<String, String> environment = new HashMap<>();
  private final Map<String, String> shards = new HashMap<>();
  private final List<String> primaries;
  private TestExporter exporter;

  Testbed(RedisCluster cluster, Drill.Step setUp) throws Exception {
    this(cluster, setUp, WATCH);
  }

  Testbed(RedisCluster cluster, Drill.Step setUp, Duration watch) throws Exception {
    this.cluster = cluster;
    this.primaries = cluster.primaries().stream().map(cluster::id).toList();
    environment.put("REDIS_CLUSTER_NODES", cluster.node(2).address().toString());
    setUp.run(this);
    exporter = startExporter(watch);
  }

  /** Starts another exporter. With the interval zero it does not monitor failovers. */
  TestExporter startExporter(Duration watch) {
    Map<String, String> properties = new HashMap<>();
    properties.put("scrape.watch", Boolean.toString(!watch.isZero()));
    properties.put("scrape.watch-interval", Math.max(1, watch.toMillis()) + "ms");
    TestExporter started = TestExporter.start(environment, properties);
    extras.add(started);
    return started;
  }

  /** The environment variables of the exporter. */
  Map<String, String> environment() {
    return Map.copyOf(environment);
  }

  RedisCluster cluster() {
    return cluster;
  }

  RedisServer node(int index) {
    return cluster.node(index);
  }

  /** The time after which nodes find another one failed; for the set-up only. */
  void setNodeTimeout(Duration timeout) {
    cluster
        .nodes()
        .forEach(
            node ->
                node.command(
                    "CONFIG", "SET", "cluster-node-timeout", Long.toString(timeout.toMillis())));
  }

  /** Makes the exporter connect to this node through a proxy; for the set-up only. */
  TcpProxy proxy(RedisServer node) {
    TcpProxy proxy = TcpProxy.to(node.address());
    extras.add(proxy);
    HostPort address = node.address();
    environment.put("REDIS_ADDRESS_MAP", address + "=" + proxy.address());
    return proxy;
  }

  <T extends AutoCloseable> T closeLater(T extra) {
    extras.add(extra);
    return extra;
  }

  Map<String, Double> scrape() {
    ScrapedPage page = exporter.scrape(SCRAPE_TIMEOUT);
    assertInvariants(page);
    return Signals.of(page, shards(page));
  }

  /** The names of the shards, as on the first page that has all of them. */
  private Map<String, String> shards(ScrapedPage page) {
    if (shards.isEmpty()) {
      for (int i = 0; i < SHARDS.size(); i++) {
        String name = SHARDS.get(i);
        page.all("redis_cluster_node_info", "node_id", primaries.get(i)).stream()
            .flatMap(info -> Stream.ofNullable(info.labels().get("shard")))
            .filter(shard -> !shard.isEmpty())
            .forEach(shard -> shards.put(shard, name));
      }
      if (shards.size() < SHARDS.size()) {
        shards.clear();
      }
    }
    return shards;
  }

  /** Checks what must hold in every state of the cluster. */
  private void assertInvariants(ScrapedPage page) {
    // No replica is ahead of its primary.
    assertThat(page.series())
        .filteredOn(series -> series.name().startsWith("redis_cluster_replication_lag"))
        .allMatch(lag -> lag.value() >= 0);
    assertThat(page.all("redis_cluster_node_up"))
        .extracting(series -> series.labels().get("node_id"))
        .doesNotHaveDuplicates();
    double failovers =
        page.all("redis_cluster_failovers_total").stream().mapToDouble(Series::value).sum();
    assertThat(page.all("redis_cluster_last_failover_timestamp_seconds"))
        .hasSize(failovers > 0 ? 1 : 0)
        .allMatch(last -> last.value() >= start && last.value() <= secondsSince1970());
  }

  private static double secondsSince1970() {
    return System.currentTimeMillis() / 1e3;
  }

  TestExporter exporter() {
    return exporter;
  }

  /**
   * Waits until the exporter reaches all nodes and the failover monitor has found all primaries.
   * From then on it measures failovers.
   */
  void awaitFailoverMonitor() {
    await(
        "the exporter reaches all nodes",
        () -> scrape().getOrDefault("failures_tolerated{node}", 0.0) == 1);
    awaitRoleChecks(cluster.primaries(), Eventually.PATIENCE);
  }

  /**
   * Waits until the failover monitor has found these primaries, each with several checks within
   * this time.
   *
   * @return a time of {@link System#nanoTime}, after which it has found each of them
   */
  long awaitRoleChecks(List<RedisServer> toFind, Duration longest) {
    List<RedisServer> running = cluster.nodes().stream().filter(RedisServer::isAlive).toList();
    List<RoleChecks> shards = RoleChecks.ofEach(toFind, running, longest);
    try {
      await(
          "the failover monitor has found the primaries",
          () -> shards.stream().filter(RoleChecks::haveSucceeded).count() == shards.size());
      return shards.stream().mapToLong(RoleChecks::start).min().orElseThrow();
    } finally {
      shards.forEach(RoleChecks::close);
    }
  }

  /** Waits until the exporter reports these signals, and all others as in a healthy cluster. */
  void awaitSignals(String what, Map<String, Double> different) {
    Map<String, Double> expected = healthyExcept(different);
    String[] last = {""};
    try {
      Eventually.await(
          what,
          () -> {
            last[0] = Signals.difference(scrape(), expected);
            return last[0].isEmpty();
          });
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + last[0], e);
    }
  }

  void await(String what, Callable<Boolean> condition) {
    Eventually.await(what, condition);
  }

  static Map<String, Double> healthyExcept(Map<String, Double> different) {
    Map<String, Double> expected = new TreeMap<>(Signals.HEALTHY);
    different.forEach(
        (name, value) -> {
          if (Double.isNaN(value)) {
            expected.remove(name);
          } else {
            expected.put(name, value);
          }
        });
    return expected;
  }

  @Override
  public void close() throws Exception {
    for (int i = extras.size(); i > 0; i--) {
      extras.get(i - 1).close();
    }
    cluster.close();
  }
}
