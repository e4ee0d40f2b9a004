package io.github.redisclusterexporter;

import static io.github.redisclusterexporter.QueuePages.depth;
import static io.github.redisclusterexporter.QueuePages.errors;
import static io.github.redisclusterexporter.QueuePages.length;
import static io.github.redisclusterexporter.QueuePages.node;
import static io.github.redisclusterexporter.QueuePages.up;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.HoldingProxy;
import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.ServerCollectors;
import io.github.redisclusterexporter.testing.ServerWatch;
import io.github.redisclusterexporter.testing.ServerWatch.Doings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** What queues cost a real cluster, counted by its servers. */
@ParameterizedClass
@MethodSource("clusters")
@Tag("timing")
class QueueCostIT {
  private static final List<String> STREAMS =
      List.of("tasks:high", "tasks:medium", "tasks:low", "tasks:checkpoints", "tasks:dlq");
  private static final String GROUP = "task_workers";
  private static final int SCRAPES = 5;

  @Parameter QueueCluster redis;

  /** Closed by JUnit when its tests are done. */
  static Stream<QueueCluster> clusters() {
    return RedisBinary.forTier().map(QueueCluster::start);
  }

  @BeforeEach
  void start() {
    flush();
  }

  private void flush() {
    redis.flush();
  }

  private TestExporter exporter(String... keys) {
    Map<String, String> environment = new HashMap<>(redis.environment());
    environment.put("REDIS_QUEUES", String.join(",", keys));
    return TestExporter.start(environment, Map.of("scrape.watch", "false"));
  }

  private void createGroups() {
    STREAMS.forEach(stream -> redis.run("XGROUP", "CREATE", stream, GROUP, "0", "MKSTREAM"));
  }

  private void add(String stream) {
    redis.run("XADD", stream, "*", "task", "secret");
  }

  private void take(String stream, String consumer, int count) {
    redis
        .ownerOf(stream)
        .command(
            "XREADGROUP", "GROUP", GROUP, consumer, "COUNT", "" + count, "STREAMS", stream, ">");
  }

  @Test
  void inTheSteadyStateQueuesRideInThePipelineOfTheNode() {
    createGroups();
    for (int i = 0; i < 20; i++) {
      add("tasks:high");
    }
    take("tasks:high", "worker", 5);
    redis.run("RPUSH", "list{a}", "1");
    redis.run("ZADD", "zset{a}", "1", "1");
    redis.run("SADD", "set{a}", "1");
    List<String> keys = new ArrayList<>(STREAMS);
    keys.addAll(List.of("list{a}", "zset{a}", "set{a}", "missing{a}"));
    try (TestExporter exporter = exporter(keys.toArray(String[]::new))) {
      Object unused = exporter.scrape();
      unused = exporter.scrape();
      Map<String, Long> calls = calls(exporter, "/metrics", 1);
      assertThat(calls)
          .containsEntry("llen", 1L)
          .containsEntry("zcard", 1L)
          .containsEntry("scard", 1L)
          .containsEntry("type", 1L)
          .containsEntry("xpending", 5L)
          // Of each node, and of nothing else.
          .containsEntry("info", 6L);
      assertThat(calls.entrySet().stream().filter(call -> call.getKey().startsWith("xinfo")))
          .extracting(Map.Entry::getValue)
          .satisfies(counts -> assertThat(counts.stream().mapToLong(i -> i).sum()).isEqualTo(10));
      assertThat(errors(exporter.scrape())).isZero();
    }
  }

  /** What one scrape has all nodes together do; they do it at every scrape, and fail at nothing. */
  private Map<String, Long> calls(TestExporter exporter, String path, int mostReads) {
    List<ServerWatch> watches = redis.cluster().nodes().stream().map(ServerWatch::on).toList();
    Map<String, Long> sums = new LinkedHashMap<>();
    awaitReplicas();
    try {
      List<String> errors = errorstats();
      watches.forEach(ServerWatch::doings);
      for (int i = 0; i < SCRAPES; i++) {
        assertThat(exporter.get(path).status()).isEqualTo(200);
      }
      for (ServerWatch watch : watches) {
        Doings doings = watch.doings();
        assertThat(doings.connections()).isZero();
        assertThat(doings.reads()).isBetween((long) SCRAPES, (long) SCRAPES * mostReads);
        doings
            .calls()
            .forEach(
                (command, count) -> {
                  assertThat(count % SCRAPES).as(command + " " + count).isZero();
                  sums.merge(command, count / SCRAPES, Long::sum);
                });
      }
      assertThat(errorstats()).isEqualTo(errors);
    } finally {
      watches.forEach(ServerWatch::close);
    }
    return sums;
  }

  /** What replicas still read of earlier writes would be counted among the reads. */
  private void awaitReplicas() {
    Eventually.await(
        Duration.ofSeconds(30),
        "the replicas have it all",
        () ->
            redis.cluster().primaries().stream()
                .map(node -> node.text("INFO", "replication"))
                .allMatch(
                    text ->
                        text.contains(
                            "offset="
                                + text.split("master_repl_offset:", -1)[1]
                                    .lines()
                                    .findFirst()
                                    .orElseThrow()
                                + ",")));
  }

  private List<String> errorstats() {
    return redis.cluster().nodes().stream()
        .map(node -> node.text("INFO", "errorstats"))
        .collect(Collectors.toList());
  }

  @Test
  void aLongPendingListCostsNothingMore() {
    redis.run("XGROUP", "CREATE", "tasks:high", GROUP, "0", "MKSTREAM");
    add("tasks:high");
    take("tasks:high", "worker", 1);
    add("tasks:high");
    try (TestExporter exporter = exporter("tasks:high")) {
      Object unused = exporter.scrape();
      unused = exporter.scrape();
      Map<String, Long> few = calls(exporter, "/metrics", 1);
      // A script that runs longer than the cluster's timeout would end in a failover.
      for (int i = 0; i < 60; i++) {
        redis.script(
            "tasks:high",
            "for i = 1, 5000 do redis.call('XADD', KEYS[1], '*', 'f', 'v') end"
                + " redis.call('XREADGROUP', 'GROUP', 'task_workers', 'worker', 'COUNT', '5000',"
                + " 'STREAMS', KEYS[1], '>') return 0");
      }
      ScrapedPage page = exporter.scrape();
      assertThat(page.value("redis_cluster_queue_pending")).isEqualTo(300_001);
      assertThat(depth(page, "tasks:high")).isEqualTo(1);
      assertThat(length(page, "tasks:high")).isEqualTo(300_002);
      assertThat(calls(exporter, "/metrics", 1)).isEqualTo(few);
      page = exporter.scrape();
      assertThat(page.has("redis_cluster_queue_oldest_age_seconds", "state", "pending")).isTrue();
    }
  }

  @Test
  void aThousandQueuesCostWhatTheirCommandsCost() {
    Map<String, Integer> lengths = new LinkedHashMap<>();
    for (int i = 0; i < 1000; i++) {
      lengths.put("q:" + i, i % 7);
    }
    lengths.forEach(
        (key, length) -> {
          if (length > 0) {
            redis.script(
                key, "for i = 1, " + length + " do redis.call('RPUSH', KEYS[1], i) end return 0");
          }
        });
    try (TestExporter exporter = exporter(lengths.keySet().toArray(String[]::new))) {
      Object unused = exporter.scrape();
      unused = exporter.scrape();
      // One write is cut where the client's buffer of 8 KB or the server's of 16 KB is full.
      Map<String, Long> calls = calls(exporter, "/metrics", 4);
      long missing = lengths.values().stream().filter(length -> length == 0).count();
      assertThat(calls)
          .containsEntry("llen", 1000 - missing)
          .containsEntry("type", missing)
          .containsEntry("info", 6L);
      ScrapedPage page = exporter.scrape();
      lengths.forEach(
          (key, length) -> {
            assertThat(up(page, key)).as(key).isEqualTo(1);
            assertThat(depth(page, key)).as(key).isEqualTo(length.doubleValue());
          });
      assertThat(errors(page)).isZero();
    }
  }

  @Test
  void aThousandQueuesNeedNoRoundTripOfTheirOwn() {
    List<String> keys = IntStream.range(0, 1000).mapToObj(i -> "q:" + i).toList();
    keys.forEach(key -> redis.run("RPUSH", key, "1"));
    Map<RedisServer, HoldingProxy> proxies = new LinkedHashMap<>();
    redis.cluster().nodes().forEach(node -> proxies.put(node, HoldingProxy.to(node.address())));
    Map<String, String> environment = new HashMap<>(redis.environment());
    environment.put("REDIS_QUEUES", String.join(",", keys));
    environment.put(
        "REDIS_ADDRESS_MAP",
        proxies.entrySet().stream()
            .map(proxy -> proxy.getKey().address() + "=" + proxy.getValue().address())
            .collect(Collectors.joining(",")));
    try (TestExporter exporter = TestExporter.start(environment, Map.of("scrape.watch", "false"))) {
      Object unused = exporter.scrape();
      Map<HoldingProxy, Long> first = sent(proxies.values());
      unused = exporter.scrape();
      Map<HoldingProxy, Long> second = sent(proxies.values());
      long all = 0;
      for (HoldingProxy proxy : proxies.values()) {
        long inOneScrape = second.getOrDefault(proxy, 0L) - first.getOrDefault(proxy, 0L);
        proxy.holdUntil(inOneScrape);
        all += inOneScrape;
      }
      // Each node's first reply passes when its last command is there.
      ScrapedPage page = exporter.scrape();
      keys.forEach(key -> assertThat(up(page, key)).as(key).isEqualTo(1));
      keys.forEach(key -> assertThat(depth(page, key)).as(key).isEqualTo(1));
      assertThat(page.all("redis_cluster_node_up")).allMatch(node -> node.value() == 1);
      assertThat(errors(page)).isZero();
      assertThat(all).isGreaterThan(1000);
    } finally {
      proxies.values().forEach(HoldingProxy::close);
    }
  }

  private static Map<HoldingProxy, Long> sent(Collection<HoldingProxy> proxies) {
    return proxies.stream().collect(Collectors.toMap(proxy -> proxy, HoldingProxy::sent));
  }

  @Test
  void whoAsksForNoQueueMetricSendsNoQueueCommand() {
    createGroups();
    redis.run("RPUSH", "list", "1");
    List<String> keys = new ArrayList<>(STREAMS);
    keys.add("list");
    try (TestExporter exporter = exporter(keys.toArray(String[]::new))) {
      Object unused = exporter.scrape();
      assertThat(calls(exporter, "/metrics?name[]=redis_cluster_memory_bytes", 1).keySet())
          .allMatch(command -> command.startsWith("cluster") || command.equals("info"));
      assertThat(calls(exporter, "/metrics?name[]=redis_cluster_queue_depth", 2))
          .containsEntry("llen", 1L);
    }
    Map<String, String> environment = new HashMap<>(redis.environment());
    environment.put("REDIS_QUEUES", String.join(",", keys));
    try (TestExporter exporter =
        TestExporter.start(
            environment, Map.of("scrape.watch", "false", "collectors.queues", "false"))) {
      assertThat(exporter.scrape().body()).doesNotContain("redis_cluster_queue");
      assertThat(calls(exporter, "/metrics", 1).keySet())
          .isSubsetOf(ServerCollectors.callsPerScrape(redis.cluster().node(0)).keySet());
    }
  }
}
