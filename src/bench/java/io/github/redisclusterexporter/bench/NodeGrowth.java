package io.github.redisclusterexporter.bench;

import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisCluster;
import java.io.IOException;
import java.io.PrintStream;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Costs for growing numbers of nodes: real ones as far as the machine can run them, then scripted
 * ones.
 */
final class NodeGrowth {
  private static final List<Integer> REAL = List.of(6, 30, 60, 120);
  private static final List<Integer> SCRIPTED = List.of(250, 500, 1000);
  private static final int WARM_UP = 100;
  private static final int ROUNDS = 40;
  private static final int FEWER = 8;

  private final Installation installation;
  private final Targets targets;
  private final Table table =
      new Table(
          "### Growth in nodes",
          "nodes",
          "first page ms",
          "wall p50 ms",
          "wall p99 ms",
          "wall p50 a node ms",
          "bare client p50 ms",
          "own CPU ms",
          "kB of pages",
          "resident MB");
  private final Map<Integer, Double> walls = new HashMap<>();
  private double slowest;
  private double resident;

  NodeGrowth(Installation installation, Targets targets) {
    this.installation = installation;
    this.targets = targets;
  }

  void run(PrintStream out) throws IOException {
    try {
      measureAll();
    } finally {
      table.print(out);
    }
    targets.add("120 real nodes, wall p50 ms", walls.getOrDefault(120, Double.NaN), 200);
    targets.add("1000 scripted nodes, wall p50 ms", walls.getOrDefault(1000, Double.NaN), 1500);
    targets.add("1000 scripted nodes, wall p99 ms", slowest, 10_000);
    targets.add("1000 scripted nodes, resident MB", resident, 180);
    targets.add(
        "from 500 to 1000 nodes, times the wall p50",
        walls.getOrDefault(1000, Double.NaN) / walls.getOrDefault(500, Double.NaN),
        2.5);
  }

  private void measureAll() throws IOException {
    for (int nodes : REAL) {
      try (RedisCluster cluster = cluster(nodes)) {
        try (BareClient bareClient =
            BareClient.connect(cluster.addresses(), cluster.node(0).text("INFO"))) {
          measure(nodes + " real", cluster.addresses(), bareClient, WARM_UP, ROUNDS);
        }
      }
    }
    for (int nodes : SCRIPTED) {
      try (ScriptedNodes cluster = ScriptedNodes.start(nodes);
          BareClient bareClient =
              BareClient.connect(cluster.addresses(), "redis_version:7.0.15\r\n")) {
        measure(nodes + " scripted", cluster.addresses(), bareClient, FEWER, FEWER);
      }
    }
  }

  private static RedisCluster cluster(int nodes) {
    return RedisCluster.builder()
        .binary(RedisBinary.preferred())
        .primaries(nodes / 2)
        .nodeTimeout(Duration.ofSeconds(15))
        .patience(Duration.ofMinutes(3))
        .directive("save \"\"")
        .start();
  }

  private void measure(
      String what, List<HostPort> addresses, BareClient bareClient, int warmUp, int rounds)
      throws IOException {
    List<HostPort> seeds = addresses.subList(0, 3);
    try (Exporter exporter = installation.start(seeds, Map.of())) {
      try {
        measure(what, exporter, addresses.size(), bareClient, warmUp, rounds);
      } catch (IOException e) {
        throw new IOException(what + " nodes: " + exporter.server().output(), e);
      }
    }
  }

  private void measure(
      String what, Exporter exporter, int nodes, BareClient bareClient, int warmUp, int rounds)
      throws IOException {
    new Page(exporter.page().uri().resolve("/-/ready")).await(exporter.server());
    RoundCosts first = new RoundCosts(exporter);
    first.run(1);
    exporter.assertAllUp(nodes);
    new RoundCosts(exporter).run(warmUp);
    new RoundCosts(bareClient).run(warmUp);
    RoundCosts own = new RoundCosts(exporter);
    RoundCosts bare = new RoundCosts(bareClient);
    for (int i = 0; i < rounds; i++) {
      own.run(1);
      bare.run(1);
    }
    exporter.assertAllUp(nodes);
    slowest = own.latencies().p99();
    resident = exporter.server().residentMegabytes();
    walls.put(nodes, own.latencies().p50());
    table.add(
        what,
        first.latencies().p50(),
        own.latencies().p50(),
        own.latencies().p99(),
        own.latencies().p50() / nodes,
        bare.latencies().p50(),
        own.cpuMillisPerRound(),
        own.bytesPerRound() / 1024,
        resident);
  }
}
