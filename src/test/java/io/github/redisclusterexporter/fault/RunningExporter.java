package io.github.redisclusterexporter.fault;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.JarProcess;
import io.github.redisclusterexporter.ScrapedPage;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The packaged jar in a separate process whose threads, open files and heap are measured. */
final class RunningExporter implements AutoCloseable {
  private static final Duration TIMEOUT = Duration.ofSeconds(30);
  private static final Pattern TOTAL = Pattern.compile("(?m)^Total\\s+\\d+\\s+(\\d+)");

  private final JarProcess process;
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private RunningExporter(JarProcess process) {
    this.process = process;
  }

  /** Starts the process and requests one page, because the first page of a JVM takes longer. */
  static RunningExporter start(Map<String, String> environment, String... javaOptions) {
    return started(JarProcess.serve(environment, javaOptions));
  }

  /** As {@link #start}, with this configuration file. */
  static RunningExporter startWithFile(String configuration, String... javaOptions) {
    try {
      Path file = Files.createTempFile("exporter", ".conf");
      try {
        Files.writeString(file, configuration);
        return started(JarProcess.serve(file, javaOptions));
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static RunningExporter started(JarProcess process) {
    RunningExporter exporter = new RunningExporter(process);
    assertThat(exporter.scrapeLater(TIMEOUT).join().status()).isEqualTo(200);
    return exporter;
  }

  /** Requests a page, which must arrive in time. */
  ScrapedPage scrape(Duration timeout) {
    ScrapedPage page = scrapeLater(timeout).join();
    assertThat(page.status()).as(page.body()).isEqualTo(200);
    assertThat(page.took()).isLessThan(timeout);
    return page;
  }

  CompletableFuture<ScrapedPage> scrapeLater(Duration timeout) {
    HttpRequest request =
        HttpRequest.newBuilder(process.uri("/metrics"))
            .timeout(TIMEOUT)
            .header(
                "X-Prometheus-Scrape-Timeout-Seconds", Double.toString(timeout.toMillis() / 1e3))
            .build();
    long start = System.nanoTime();
    return http.sendAsync(request, BodyHandlers.ofString())
        .thenApply(
            response ->
                ScrapedPage.of(
                    response.statusCode(),
                    response.headers(),
                    Duration.ofNanos(System.nanoTime() - start),
                    response.body()));
  }

  int threads() throws IOException {
    return Files.readAllLines(proc("status")).stream()
        .filter(line -> line.startsWith("Threads:"))
        .mapToInt(line -> Integer.parseInt(line.substring("Threads:".length()).strip()))
        .findFirst()
        .orElseThrow();
  }

  int openFiles() throws IOException {
    try (Stream<Path> files = Files.list(proc("fd"))) {
      return (int) files.count();
    }
  }

  private Path proc(String file) {
    return Path.of("/proc", Long.toString(process.pid()), file);
  }

  /** Bytes in the heap after a full garbage collection. */
  long liveHeap() throws IOException, InterruptedException {
    Matcher total = TOTAL.matcher(jcmd("GC.class_histogram"));
    assertThat(total.find()).isTrue();
    return Long.parseLong(total.group(1));
  }

  /** The stacks of all threads, for the message of a failed test. */
  String threadDump() throws IOException, InterruptedException {
    return jcmd("Thread.print");
  }

  private String jcmd(String command) throws IOException, InterruptedException {
    Process jcmd =
        new ProcessBuilder(
                JarProcess.tool("jcmd").toString(), Long.toString(process.pid()), command)
            .redirectErrorStream(true)
            .start();
    try (InputStream out = jcmd.getInputStream()) {
      return new String(out.readAllBytes(), StandardCharsets.UTF_8);
    } finally {
      jcmd.waitFor();
    }
  }

  String log() {
    return process.errors();
  }

  @Override
  public void close() {
    process.close();
  }
}
