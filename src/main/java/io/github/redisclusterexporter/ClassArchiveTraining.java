package io.github.redisclusterexporter;

import io.github.redisclusterexporter.config.ConfigException;
import io.github.redisclusterexporter.config.ConfigLoader;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/**
 * Scrapes the configured cluster a few times through the exporter's own page and ends: what a JVM
 * is to remember of a run for the next one, it sees here. {@code redis-cluster-exporter
 * --make-archive} runs it.
 */
final class ClassArchiveTraining {
  private static final int SCRAPES = 50;
  private static final List<String> FORMATS =
      List.of(
          "text/plain",
          "application/openmetrics-text;version=1.0.0",
          "application/vnd.google.protobuf;proto=io.prometheus.client.MetricFamily;encoding=delimited");

  private ClassArchiveTraining() {}

  public static void main(String[] args) throws InterruptedException {
    ConfigLoader loader = new ConfigLoader(System.getenv(), System.getProperties());
    ConfigReloader.Source source = () -> loader.load(Optional.empty(), ExporterConfig::read);
    try (Exporter exporter =
        Exporter.start(source.load(), source, Main.build(), Clock.systemUTC())) {
      String page = get(exporter.port(), "Accept: text/plain\r\n");
      if (page.lines().noneMatch(line -> line.matches("redis_cluster_node_up\\{.* 1\\.0"))) {
        throw new IOException("no node answered, so there was nothing to remember");
      }
      for (int i = 0; i < SCRAPES; i++) {
        for (String format : FORMATS) {
          get(exporter.port(), "Accept: " + format + "\r\nAccept-Encoding: gzip\r\n");
        }
      }
    } catch (IOException | ConfigException e) {
      System.err.println(e.getMessage());
      System.exit(Main.EXIT_CANNOT_START);
    }
  }

  /** A client of few classes: none that the exporter itself has no use for is to be remembered. */
  private static String get(int port, String headers) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
      String request =
          "GET /metrics HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n" + headers + "\r\n";
      socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }
  }
}
