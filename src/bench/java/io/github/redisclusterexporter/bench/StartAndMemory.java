package io.github.redisclusterexporter.bench;

import io.github.redisclusterexporter.testing.RedisCluster;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * The time from the start of the process to the first page, and the resident memory after a
 * thousand pages.
 */
final class StartAndMemory {
  private static final int STARTS = 5;
  private static final int SCRAPES = 1000;
  private static final double MAX_SECONDS_17 = 0.5;
  private static final double MAX_SECONDS_25 = 0.3;
  private static final double MAX_MEGABYTES = 64;

  private final RedisCluster cluster;
  private final Targets targets;
  private final Table table =
      new Table(
          "### Start and memory",
          "Java",
          "archive",
          "first page after ms, p50",
          "CPU until then ms",
          "resident MB after " + SCRAPES + " scrapes");

  StartAndMemory(RedisCluster cluster, Targets targets) {
    this.cluster = cluster;
    this.targets = targets;
  }

  void measure(Installation installation, boolean archive) throws IOException {
    Latencies starts = new Latencies();
    double cpuMillis = 0;
    for (int i = 0; i < STARTS; i++) {
      try (Exporter exporter = start(installation, starts)) {
        cpuMillis += exporter.server().cpuMillis() / STARTS;
      }
    }
    double resident;
    try (Exporter exporter = start(installation, new Latencies())) {
      for (int i = 0; i < SCRAPES; i++) {
        exporter.round();
      }
      resident = exporter.server().residentMegabytes();
    }
    table.add(installation.java(), archive ? "yes" : "no", starts.p50(), cpuMillis, resident);
    if (archive) {
      targets.add(
          installation.java() + ": seconds to the first page",
          starts.p50() / 1e3,
          installation.feature() >= 25 ? MAX_SECONDS_25 : MAX_SECONDS_17);
      targets.add(installation.java() + ": resident MB", resident, MAX_MEGABYTES);
    }
  }

  private Exporter start(Installation installation, Latencies starts) throws IOException {
    long start = System.nanoTime();
    Exporter exporter = installation.start(cluster.addresses(), Map.of());
    exporter.page().await(exporter.server());
    starts.add(System.nanoTime() - start);
    String page = new String(exporter.page().fetch("identity"), StandardCharsets.UTF_8);
    if (!page.contains("redis_cluster_up{redis_cluster=\"default\"} 1.0")) {
      exporter.close();
      throw new IOException("the exporter does not see the cluster: " + exporter.server().output());
    }
    return exporter;
  }

  void print(PrintStream out) {
    table.print(out);
  }
}
