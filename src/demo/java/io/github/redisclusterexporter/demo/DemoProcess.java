package io.github.redisclusterexporter.demo;

import io.github.redisclusterexporter.testing.Eventually;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A process of the demo, with a log file. Closing terminates the process, and kills it if it does
 * not end.
 */
final class DemoProcess implements AutoCloseable {
  private static final Duration READY_BOUND = Duration.ofSeconds(60);
  private static final int LOG_LINES = 20;

  private final String name;
  private final Process process;
  private final Path log;

  private DemoProcess(String name, Process process, Path log) {
    this.name = name;
    this.process = process;
    this.log = log;
  }

  static DemoProcess start(
      String name, Path directory, Map<String, String> environment, List<String> command) {
    Path log = directory.resolve(name + ".log");
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .directory(directory.toFile())
            .redirectErrorStream(true)
            .redirectOutput(log.toFile());
    // Settings in the environment of the shell must not change the exporter of the demo.
    builder
        .environment()
        .keySet()
        .removeIf(key -> key.startsWith("REDIS_") || key.startsWith("EXPORTER_"));
    builder.environment().putAll(environment);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      return new DemoProcess(name, process, log);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Waits until this address replies with status 200. */
  void awaitReady(URI address) {
    HttpClient http = HttpClient.newBuilder().connectTimeout(Duration.ofSeconds(2)).build();
    HttpRequest request = HttpRequest.newBuilder(address).timeout(Duration.ofSeconds(2)).build();
    try {
      Eventually.await(
          READY_BOUND,
          name + " answers 200 at " + address,
          () -> !process.isAlive() || isOk(http, request));
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "; it said:\n" + lastLines(), e);
    }
    if (!process.isAlive()) {
      throw new IllegalStateException(describeEnd());
    }
  }

  private static boolean isOk(HttpClient http, HttpRequest request)
      throws IOException, InterruptedException {
    return http.send(request, BodyHandlers.discarding()).statusCode() == 200;
  }

  void awaitEnd() throws InterruptedException {
    process.waitFor();
  }

  String describeEnd() {
    return name + " ended with exit code " + process.exitValue() + "; it said:\n" + lastLines();
  }

  private String lastLines() {
    try {
      List<String> lines = Files.readAllLines(log, StandardCharsets.UTF_8);
      return String.join("\n", lines.subList(Math.max(0, lines.size() - LOG_LINES), lines.size()));
    } catch (IOException e) {
      return "(no log: " + e.getMessage() + ")";
    }
  }

  @Override
  public void close() {
    process.destroy();
    try {
      if (!process.waitFor(5, TimeUnit.SECONDS)) {
        process.destroyForcibly().waitFor(5, TimeUnit.SECONDS);
      }
    } catch (InterruptedException e) {
      process.destroyForcibly();
      Thread.currentThread().interrupt();
    }
  }
}
