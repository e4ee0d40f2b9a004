package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.ServerWatch;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

/**
 * Ten thousand scrapes leave nothing behind. (In the complete tier, ChaosIT shows it for fewer.)
 */
@Order(1)
@Tag("full")
class ScrapeManyIT {
  private static final int SCRAPES = Integer.getInteger("scrapes", 10_000);

  /** Scrapes until code, pools and caches are as large as they get. */
  private static final int WARM_UP = 500;

  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

  private final HttpClient http = HttpClient.newHttpClient();

  @Test
  @EnabledOnOs(OS.LINUX)
  void thousandsOfScrapesLeaveNothingBehind() throws Exception {
    try (RedisCluster cluster = RedisCluster.start();
        JarProcess exporter =
            JarProcess.serve(
                Map.of("REDIS_CLUSTER_NODES", TestExporter.nodes(cluster.addresses())),
                // Threads that the JVM starts and ends as it sees fit would be counted as well.
                "-XX:+UseSerialGC",
                // Else only each fourth full collection moves what lives together, and the others
                // leave a twentieth of the old generation dead, which the histogram counts as
                // int[].
                "-XX:MarkSweepAlwaysCompactCount=1",
                "-XX:-UseDynamicNumberOfCompilerThreads")) {
      scrape(exporter, WARM_UP);
      // First, because being looked at costs the JVM a thread and a socket once.
      long heap = liveHeap(exporter);
      int threads = threads(exporter);
      int files = openFiles(exporter);
      List<ServerWatch> watches = cluster.nodes().stream().map(ServerWatch::on).toList();

      scrape(exporter, SCRAPES);

      assertThat(watches).allSatisfy(watch -> assertThat(watch.doings().connections()).isZero());
      watches.forEach(ServerWatch::close);
      Eventually.await(BOUND, "open files are as before", () -> openFiles(exporter) <= files);
      // A pool may need a thread more for a moment; one a thousand scrapes would be twice as many.
      Eventually.await(
          BOUND, "threads are as before", () -> threads(exporter) <= threads + SCRAPES / 2_000);
      // The smallest object there is, one kept a scrape, has 16 bytes. The first look may still
      // find what the last scrape held.
      Eventually.await(
          BOUND, "the heap is as before", () -> liveHeap(exporter) < heap + 15L * SCRAPES);
      assertThat(exporter.errors().lines()).as("the log").hasSizeLessThan(10);
    }
  }

  private void scrape(JarProcess exporter, int times) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(exporter.uri("/metrics"))
            .header("X-Prometheus-Scrape-Timeout-Seconds", "10")
            .timeout(BOUND)
            .build();
    for (int i = 0; i < times; i++) {
      HttpResponse<Void> page = http.send(request, BodyHandlers.discarding());
      if (page.statusCode() != 200) {
        throw new AssertionError("scrape " + i + " answered " + page.statusCode());
      }
    }
  }

  private static int threads(JarProcess exporter) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + exporter.pid() + "/status")).stream()
        .filter(line -> line.startsWith("Threads:"))
        .mapToInt(line -> Integer.parseInt(line.substring("Threads:".length()).strip()))
        .findFirst()
        .orElseThrow();
  }

  private static int openFiles(JarProcess exporter) throws IOException {
    try (Stream<Path> files = Files.list(Path.of("/proc/" + exporter.pid() + "/fd"))) {
      return (int) files.count();
    }
  }

  /** The histogram counts what a full collection leaves. */
  private static long liveHeap(JarProcess exporter) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                JarProcess.tool("jcmd").toString(),
                Long.toString(exporter.pid()),
                "GC.class_histogram")
            .redirectErrorStream(true)
            .start();
    try (InputStream out = jcmd.getInputStream()) {
      String histogram = new String(out.readAllBytes(), StandardCharsets.UTF_8);
      Matcher total = TOTAL.matcher(histogram);
      assertThat(total.find()).as(histogram).isTrue();
      return Long.parseLong(total.group(1));
    } finally {
      jcmd.waitFor();
    }
  }
}
