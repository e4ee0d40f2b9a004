package io.github.redisclusterexporter.bench;

import io.github.redisclusterexporter.testing.RedisCluster;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

/**
 * Compares this exporter, redis_exporter and a bare client on the same cluster in one run, in
 * turns. All start at the same time and are scraped equally often, at the same rate. A server of
 * one fixed page joins when they are warm, after as many rounds of its own.
 */
final class Comparison {
  private static final int COLD_ROUNDS = 40;
  private static final int WARM_UP_BLOCKS = 40;
  private static final int BLOCKS = 16;
  private static final int BLOCK = 25;
  private static final double NONE = Double.NaN;

  /** Half of what was allocated when the target was set. */
  private static final double MAX_ALLOCATED_MEGABYTES = 1.45;

  private final RedisCluster cluster;
  private final Installation installation;
  private final Path directory;
  private final Targets targets;
  private final PrintStream out;

  Comparison(
      RedisCluster cluster,
      Installation installation,
      Path directory,
      Targets targets,
      PrintStream out) {
    this.cluster = cluster;
    this.installation = installation;
    this.directory = directory;
    this.targets = targets;
    this.out = out;
  }

  void run() throws IOException, InterruptedException {
    try (Servers servers = Servers.of(cluster.nodes());
        Exporter exporter = installation.start(cluster.addresses(), Map.of());
        BareClient bareClient =
            BareClient.connect(cluster.addresses(), cluster.node(0).text("INFO"))) {
      double idle = servers.idleCpuMillis();
      Optional<Contender> redisExporter = RedisExporter.start(cluster.addresses(), directory);
      try {
        if (redisExporter.isEmpty()) {
          out.println("Not measured, as this machine lacks it: prometheus-redis-exporter");
        }
        new Page(exporter.page().uri().resolve("/-/ready")).await(exporter.server());
        compare(exporter, redisExporter, bareClient, servers, idle);
      } finally {
        redisExporter.ifPresent(Contender::close);
      }
    }
  }

  private void compare(
      Exporter exporter,
      Optional<Contender> redisExporter,
      BareClient bareClient,
      Servers servers,
      double idle)
      throws IOException, InterruptedException {
    List<Contender> contenders = new ArrayList<>(List.of(exporter));
    redisExporter.ifPresent(contenders::add);
    contenders.add(bareClient);
    List<RoundCosts> cold = allCosts(contenders);
    cold(cold);
    print("### Cold, the first " + COLD_ROUNDS + " rounds, one per second", cold);
    warmUp(contenders);
    String page = new String(exporter.page().fetch("identity"), StandardCharsets.UTF_8);
    try (Exporter fixed = installation.startFixed(page)) {
      fixed.page().await(fixed.server());
      requireSameLines(page, new String(fixed.page().fetch("identity"), StandardCharsets.UTF_8));
      warmUp(List.of(fixed));
      contenders.add(fixed);
      List<RoundCosts> warm = allCosts(contenders);
      double allocated = -exporter.allocatedBytes();
      for (int i = 0; i < BLOCKS; i++) {
        for (RoundCosts costs : warm) {
          costs.run(BLOCK, servers, idle);
        }
      }
      allocated += exporter.allocatedBytes();
      print("### Warm, one round of six nodes: " + installation.java(), warm);
      judge(
          costsOf(exporter, cold),
          costsOf(exporter, warm),
          costsOf(bareClient, warm),
          redisExporter.map(other -> costsOf(other, cold)),
          redisExporter.map(other -> costsOf(other, warm)));
      targets.add(
          "MB allocated per page", allocated / (BLOCKS * BLOCK + 1) / 1e6, MAX_ALLOCATED_MEGABYTES);
    }
  }

  private static void requireSameLines(String page, String copy) throws IOException {
    if (page.lines().count() != copy.lines().count()) {
      throw new IOException(
          "the fixed page has %d lines instead of %d"
              .formatted(copy.lines().count(), page.lines().count()));
    }
  }

  private static List<RoundCosts> allCosts(List<Contender> contenders) {
    return contenders.stream().map(RoundCosts::new).toList();
  }

  private static void cold(List<RoundCosts> allCosts) throws IOException, InterruptedException {
    long start = System.nanoTime();
    for (RoundCosts costs : allCosts) {
      costs.startCpu();
    }
    for (int i = 0; i < COLD_ROUNDS; i++) {
      for (RoundCosts costs : allCosts) {
        costs.time(1);
      }
      long next = start + TimeUnit.SECONDS.toNanos(i + 1L);
      TimeUnit.NANOSECONDS.sleep(Math.max(0, next - System.nanoTime()));
    }
    // Compilation and garbage collection between the rounds belong to their costs.
    for (RoundCosts costs : allCosts) {
      costs.stopCpu();
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

  private void print(String title, List<RoundCosts> allCosts) {
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
    for (RoundCosts costs : allCosts) {
      boolean counted = costs.activityPerRound().commands() > 0;
      Servers.Activity activity = costs.activityPerRound();
      Optional<MeasuredProcess> process = costs.contender().process();
      table.add(
          costs.contender().name(),
          costs.latencies().p50(),
          costs.latencies().p99(),
          process.isPresent() ? costs.cpuMillisPerRound() : NONE,
          counted ? activity.cpuMillis() : NONE,
          counted ? activity.connections() : NONE,
          counted ? activity.commands() : NONE,
          counted ? activity.bytes() / 1024 : NONE,
          process.isPresent() ? costs.bytesPerRound() / 1024 : NONE,
          process.map(MeasuredProcess::residentMegabytes).orElse(NONE));
    }
    table.print(out);
  }

  private static RoundCosts costsOf(Contender contender, List<RoundCosts> allCosts) {
    return allCosts.stream()
        .filter(costs -> costs.contender().equals(contender))
        .findFirst()
        .orElseThrow();
  }

  private void judge(
      RoundCosts cold,
      RoundCosts warm,
      RoundCosts bareClient,
      Optional<RoundCosts> otherCold,
      Optional<RoundCosts> otherWarm) {
    targets.add(
        "warm wall p50, relative to the bare client",
        warm.latencies().p50() / bareClient.latencies().p50(),
        4);
    otherWarm.ifPresent(
        other -> {
          targets.add(
              "warm wall p50, relative to redis_exporter",
              warm.latencies().p50() / other.latencies().p50(),
              0.2);
          targets.add(
              "warm CPU, relative to redis_exporter",
              warm.cpuMillisPerRound() / other.cpuMillisPerRound(),
              0.15);
          targets.add(
              "servers' CPU, relative to redis_exporter",
              warm.activityPerRound().cpuMillis() / other.activityPerRound().cpuMillis(),
              0.35);
        });
    otherCold.ifPresent(
        other ->
            targets.add(
                "cold CPU, relative to redis_exporter",
                cold.cpuMillisPerRound() / other.cpuMillisPerRound(),
                0.5));
  }
}
