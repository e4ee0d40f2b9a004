package io.github.redisclusterexporter.bench;

import io.github.redisclusterexporter.testing.RedisCluster;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * This exporter, redis_exporter and a bare client on the same cluster in one run, in turns. All
 * start at the same moment, and are asked equally often at the same pace.
 */
final class HeadToHead {
  private static final int COLD_ROUNDS = 40;
  private static final int WARM_UP_BLOCKS = 40;
  private static final int BLOCKS = 16;
  private static final int BLOCK = 25;
  private static final double NONE = Double.NaN;

  private final RedisCluster cluster;
  private final Installation installation;
  private final Path directory;
  private final Verdicts verdicts;
  private final PrintStream out;

  HeadToHead(
      RedisCluster cluster,
      Installation installation,
      Path directory,
      Verdicts verdicts,
      PrintStream out) {
    this.cluster = cluster;
    this.installation = installation;
    this.directory = directory;
    this.verdicts = verdicts;
    this.out = out;
  }

  void run() throws IOException, InterruptedException {
    try (Servers servers = Servers.of(cluster.nodes())) {
      double idle = servers.idleCpuMillis();
      List<Contender> contenders = new ArrayList<>();
      try {
        Exporter exporter = installation.start(cluster.addresses(), Map.of());
        contenders.add(exporter);
        Optional<Contender> peer = Peer.start(cluster.addresses(), directory);
        peer.ifPresent(contenders::add);
        if (peer.isEmpty()) {
          out.println("Not measured, as this machine lacks it: prometheus-redis-exporter");
        }
        contenders.add(Floor.connect(cluster.addresses(), cluster.node(0).text("INFO")));
        new Page(exporter.page().uri().resolve("/-/ready")).await(exporter.server());

        List<Tally> cold = tallies(contenders);
        cold(cold);
        print("### Cold, the first " + COLD_ROUNDS + " rounds, one per second", cold);
        warmUp(contenders);
        List<Tally> warm = tallies(contenders);
        for (int i = 0; i < BLOCKS; i++) {
          for (Tally tally : warm) {
            tally.run(BLOCK, servers, idle);
          }
        }
        print("### Warm, one round of six nodes: " + installation.java(), warm);
        judge(cold, warm);
      } finally {
        contenders.forEach(Contender::close);
      }
    }
  }

  private static List<Tally> tallies(List<Contender> contenders) {
    return contenders.stream().map(Tally::new).toList();
  }

  private static void cold(List<Tally> tallies) throws IOException, InterruptedException {
    long start = System.nanoTime();
    for (Tally tally : tallies) {
      tally.cpuBegins();
    }
    for (int i = 0; i < COLD_ROUNDS; i++) {
      for (Tally tally : tallies) {
        tally.time(1);
      }
      long next = start + TimeUnit.SECONDS.toNanos(i + 1L);
      TimeUnit.NANOSECONDS.sleep(Math.max(0, next - System.nanoTime()));
    }
    // What a JVM compiles and collects between the rounds is a cost of them, too.
    for (Tally tally : tallies) {
      tally.cpuEnds();
    }
  }

  private static void warmUp(List<Contender> contenders) throws IOException {
    for (int i = 0; i < WARM_UP_BLOCKS; i++) {
      for (Contender contender : contenders) {
        for (int round = 0; round < BLOCK; round++) {
          contender.round();
        }
      }
    }
  }

  private void print(String title, List<Tally> tallies) {
    Table table =
        new Table(
            title,
            "client",
            "wall p50 ms",
            "wall p99 ms",
            "own CPU ms",
            "servers' CPU ms",
            "connections",
            "commands",
            "kB from servers",
            "kB of pages",
            "resident MB");
    for (Tally tally : tallies) {
      boolean counted = tally.doingsPerRound().commands() > 0;
      Servers.Doings doings = tally.doingsPerRound();
      Optional<MeasuredProcess> process = tally.contender().process();
      table.add(
          tally.contender().name(),
          tally.latencies().p50(),
          tally.latencies().p99(),
          process.isPresent() ? tally.cpuMillisPerRound() : NONE,
          counted ? doings.cpuMillis() : NONE,
          counted ? doings.connections() : NONE,
          counted ? doings.commands() : NONE,
          counted ? doings.bytes() / 1024 : NONE,
          process.isPresent() ? tally.bytesPerRound() / 1024 : NONE,
          process.map(MeasuredProcess::residentMegabytes).orElse(NONE));
    }
    table.print(out);
  }

  private void judge(List<Tally> cold, List<Tally> warm) {
    Tally own = warm.get(0);
    Tally floor = warm.get(warm.size() - 1);
    verdicts.add(
        "warm wall p50, relative to the bare client",
        own.latencies().p50() / floor.latencies().p50(),
        2.5);
    if (warm.size() < 3) {
      return;
    }
    Tally peer = warm.get(1);
    verdicts.add(
        "warm wall p50, relative to redis_exporter",
        own.latencies().p50() / peer.latencies().p50(),
        0.25);
    verdicts.add(
        "warm CPU, relative to redis_exporter",
        own.cpuMillisPerRound() / peer.cpuMillisPerRound(),
        0.2);
    verdicts.add(
        "cold CPU, relative to redis_exporter",
        cold.get(0).cpuMillisPerRound() / cold.get(1).cpuMillisPerRound(),
        0.5);
    verdicts.add(
        "servers' CPU, relative to redis_exporter",
        own.doingsPerRound().cpuMillis() / peer.doingsPerRound().cpuMillis(),
        0.5);
  }
}
