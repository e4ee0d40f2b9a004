package io.github.redisclusterexporter.bench;

import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.TempDirectories;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The main class of {@code ./bench}. Arguments: the number of runs, the parts to measure, then the
 * home directories of the Java versions. The first version is used for all parts, the others only
 * for start and memory.
 */
public final class Bench {
  private static final Set<String> PARTS =
      Set.of("compare", "start", "nodes", "queues", "clusters");

  private final PrintStream out = System.out;
  private final Targets targets = new Targets();

  private Bench() {}

  public static void main(String[] args) throws IOException, InterruptedException {
    int runs = Integer.parseInt(args[0]);
    List<String> parts = new ArrayList<>(List.of(args).subList(1, args.length));
    List<Path> javas = parts.stream().filter(word -> !PARTS.contains(word)).map(Path::of).toList();
    parts.retainAll(PARTS);
    new Bench().run(runs, Set.copyOf(parts), javas);
  }

  private void run(int runs, Set<String> parts, List<Path> javas)
      throws IOException, InterruptedException {
    RedisBinary binary = RedisBinary.preferred();
    out.printf(
        "%s, %d processors (%s), %s, Redis %s%n",
        LocalDate.now(ZoneOffset.UTC),
        Runtime.getRuntime().availableProcessors(),
        processor(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        binary.version());
    for (int i = 1; i <= runs; i++) {
      if (runs > 1) {
        out.printf("%n## Run %d of %d%n", i, runs);
      }
      Path directory = TempDirectories.create("redis-cluster-exporter-bench-");
      try {
        run(binary, directory, parts, javas);
      } finally {
        TempDirectories.delete(directory);
      }
    }
    targets.print(out);
  }

  private void run(RedisBinary binary, Path directory, Set<String> parts, List<Path> javas)
      throws IOException, InterruptedException {
    try (RedisCluster cluster = RedisCluster.builder().binary(binary).start()) {
      Installation installation =
          install(directory, "first", javas.get(0)).withArchive(cluster.addresses());
      if (parts.contains("compare")) {
        new Comparison(cluster, installation, directory, targets, out).run();
      }
      if (parts.contains("start")) {
        start(cluster, directory, javas);
      }
      if (parts.contains("queues")) {
        new QueueGrowth(cluster, installation).run(out);
      }
      if (parts.contains("nodes")) {
        new NodeGrowth(installation, targets).run(out);
      }
      if (parts.contains("clusters")) {
        new SeveralClusters(installation, targets).run(out);
      }
    }
  }

  private void start(RedisCluster cluster, Path directory, List<Path> javas) throws IOException {
    StartAndMemory start = new StartAndMemory(cluster, targets);
    for (Path java : javas) {
      Installation installation = install(directory, "start-" + javas.indexOf(java), java);
      start.measure(installation, false);
      start.measure(installation.withArchive(cluster.addresses()), true);
    }
    start.print(out);
  }

  private static Installation install(Path directory, String name, Path java) throws IOException {
    return Installation.in(Files.createDirectory(directory.resolve(name)), java);
  }

  private static String processor() throws IOException {
    return Files.readAllLines(Path.of("/proc/cpuinfo")).stream()
        .filter(line -> line.startsWith("model name"))
        .map(line -> line.substring(line.indexOf(':') + 1).strip())
        .findFirst()
        .orElse("unknown");
  }
}
