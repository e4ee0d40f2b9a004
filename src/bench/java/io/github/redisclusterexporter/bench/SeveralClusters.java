package io.github.redisclusterexporter.bench;

import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisCluster;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

/**
 * Several clusters of six nodes in one process, next to one such cluster in another process. Both
 * processes are asked for a page at the same rate, so that what they do between pages counts alike.
 */
final class SeveralClusters {
  private static final int REAL = 10;
  private static final int SCRIPTED = 50;
  private static final int NODES = 6;
  private static final int WARM_UP = 40;
  private static final int ROUNDS = 40;
  private static final long INTERVAL_MILLIS = 2_000;
  private static final double MAX_WALL_MILLIS = 2_000;
  private static final double MAX_MEGABYTES = 200;

  private final Installation installation;
  private final Targets targets;
  private final Table table =
      new Table(
          "### Several clusters of six nodes in one process",
          "clusters",
          "first page ms",
          "wall p50 ms",
          "wall p99 ms",
          "own CPU ms",
          "own CPU ms a node",
          "kB of pages",
          "threads",
          "resident MB");

  SeveralClusters(Installation installation, Targets targets) {
    this.installation = installation;
    this.targets = targets;
  }

  void run(PrintStream out) throws IOException, InterruptedException {
    try {
      measureScripted();
      measureReal();
    } finally {
      table.print(out);
    }
  }

  private void measureScripted() throws IOException, InterruptedException {
    List<ScriptedNodes> clusters = new ArrayList<>();
    try {
      for (int i = 0; i < SCRIPTED; i++) {
        clusters.add(ScriptedNodes.start(NODES));
      }
      measure("scripted", clusters.stream().map(ScriptedNodes::addresses).toList());
    } finally {
      clusters.forEach(ScriptedNodes::close);
    }
  }

  private void measureReal() throws IOException, InterruptedException {
    List<RedisCluster> clusters = new ArrayList<>();
    try {
      for (int i = 0; i < REAL; i++) {
        clusters.add(
            RedisCluster.builder().binary(RedisBinary.preferred()).directive("save \"\"").start());
      }
      measure("real", clusters.stream().map(RedisCluster::addresses).toList());
    } finally {
      clusters.forEach(RedisCluster::close);
    }
  }

  private void measure(String kind, List<List<HostPort>> clusters)
      throws IOException, InterruptedException {
    try (Exporter several = installation.start(configuration(clusters));
        Exporter single = installation.start(clusters.get(0), Map.of())) {
      measure(kind, clusters.size(), several, single);
    }
  }

  /** Each cluster has a name and one seed. */
  private static String configuration(List<List<HostPort>> clusters) {
    List<String> lines = new ArrayList<>();
    lines.add("clusters {");
    IntStream.range(0, clusters.size())
        .mapToObj(i -> "  cluster-%d { nodes = \"%s\" }".formatted(i, clusters.get(i).get(0)))
        .forEach(lines::add);
    lines.add("}");
    return String.join("\n", lines);
  }

  private void measure(String kind, int clusters, Exporter several, Exporter single)
      throws IOException, InterruptedException {
    RoundCosts firstOfSeveral = firstPage(several);
    RoundCosts firstOfSingle = firstPage(single);
    new RoundCosts(several).run(WARM_UP);
    new RoundCosts(single).run(WARM_UP * clusters);
    RoundCosts ofSeveral = new RoundCosts(several);
    RoundCosts ofSingle = new RoundCosts(single);
    ofSeveral.startCpu();
    ofSingle.startCpu();
    for (int i = 0; i < ROUNDS; i++) {
      long start = System.nanoTime();
      ofSeveral.time(1);
      ofSingle.time(1);
      long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
      TimeUnit.MILLISECONDS.sleep(Math.max(0, INTERVAL_MILLIS - took));
    }
    ofSeveral.stopCpu();
    ofSingle.stopCpu();
    several.assertAllUp(clusters * NODES);
    single.assertAllUp(NODES);
    add("1 " + kind, 1, firstOfSingle, ofSingle, single);
    add(clusters + " " + kind, clusters, firstOfSeveral, ofSeveral, several);
    String bound = clusters + " " + kind + " clusters, ";
    targets.add(bound + "wall p99 ms", ofSeveral.latencies().p99(), MAX_WALL_MILLIS);
    targets.add(bound + "resident MB", several.server().residentMegabytes(), MAX_MEGABYTES);
    targets.add(
        bound + "CPU of a node, times that of one cluster",
        ofSeveral.cpuMillisPerRound() / clusters / ofSingle.cpuMillisPerRound(),
        1);
  }

  private static RoundCosts firstPage(Exporter exporter) throws IOException {
    new Page(exporter.page().uri().resolve("/-/ready")).await(exporter.server());
    RoundCosts first = new RoundCosts(exporter);
    first.run(1);
    return first;
  }

  private void add(
      String what, int clusters, RoundCosts first, RoundCosts costs, Exporter exporter) {
    table.add(
        what,
        first.latencies().p50(),
        costs.latencies().p50(),
        costs.latencies().p99(),
        costs.cpuMillisPerRound(),
        costs.cpuMillisPerRound() / clusters / NODES,
        costs.bytesPerRound() / 1024,
        exporter.server().threads(),
        exporter.server().residentMegabytes());
  }
}
