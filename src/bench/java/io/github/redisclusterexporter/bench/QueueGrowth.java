package io.github.redisclusterexporter.bench;

import io.github.redisclusterexporter.testing.RedisCluster;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.StreamEntryID;

/** Costs for growing numbers of queues: streams with a consumer group and ten waiting entries. */
final class QueueGrowth {
  private static final List<Integer> COUNTS = List.of(10, 100, 1000);
  private static final int ENTRIES = 10;
  private static final int WARM_UP = 100;
  private static final int ROUNDS = 50;

  private final RedisCluster cluster;
  private final Installation installation;

  QueueGrowth(RedisCluster cluster, Installation installation) {
    this.cluster = cluster;
    this.installation = installation;
  }

  void run(PrintStream out) throws IOException, InterruptedException {
    Table table =
        new Table(
            "### Growth in queues, on six nodes",
            "queues",
            "wall p50 ms",
            "wall p99 ms",
            "own CPU ms",
            "servers' CPU ms",
            "commands",
            "kB from servers",
            "kB of pages",
            "resident MB");
    fill(COUNTS.get(COUNTS.size() - 1));
    try (Servers servers = Servers.of(cluster.nodes())) {
      double idle = servers.idleCpuMillis();
      for (int count : COUNTS) {
        String queues =
            IntStream.range(0, count).mapToObj(QueueGrowth::key).collect(Collectors.joining(","));
        try (Exporter exporter =
            installation.start(cluster.addresses(), Map.of("REDIS_QUEUES", queues))) {
          new Page(exporter.page().uri().resolve("/-/ready")).await(exporter.server());
          assertMeasured(exporter, count);
          new RoundCosts(exporter).run(WARM_UP);
          RoundCosts costs = new RoundCosts(exporter);
          costs.run(ROUNDS, servers, idle);
          Servers.Activity activity = costs.activityPerRound();
          table.add(
              count,
              costs.latencies().p50(),
              costs.latencies().p99(),
              costs.cpuMillisPerRound(),
              activity.cpuMillis(),
              activity.commands(),
              activity.bytes() / 1024,
              costs.bytesPerRound() / 1024,
              exporter.server().residentMegabytes());
        }
      }
    }
    table.print(out);
  }

  private static String key(int number) {
    return "bench:" + number;
  }

  private void fill(int queues) {
    try (RedisClusterClient redis =
        RedisClusterClient.builder()
            .nodes(
                cluster.addresses().stream()
                    .map(node -> new HostAndPort(node.host(), node.port()))
                    .collect(Collectors.toSet()))
            .build()) {
      for (int i = 0; i < queues; i++) {
        redis.xgroupCreate(key(i), "workers", new StreamEntryID("0-0"), true);
        for (int entry = 0; entry < ENTRIES; entry++) {
          redis.xadd(key(i), StreamEntryID.NEW_ENTRY, Map.of("task", Integer.toString(entry)));
        }
      }
    }
  }

  private static void assertMeasured(Exporter exporter, int queues) throws IOException {
    String page = new String(exporter.page().fetch("identity"), StandardCharsets.UTF_8);
    long measured =
        page.lines()
            .filter(line -> line.startsWith("redis_cluster_queue_up{") && line.endsWith(" 1.0"))
            .count();
    if (measured != queues) {
      throw new IOException(measured + " of " + queues + " queues were measured");
    }
  }
}
