package io.github.redisclusterexporter.demo;

import io.github.redisclusterexporter.testing.Executables;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Prometheus and Alertmanager, if they are installed. */
record Monitoring(Optional<Path> prometheus, Optional<Path> alertmanager) {

  static Monitoring onPath() {
    Optional<Path> prometheus = Executables.onPath("prometheus");
    // An Alertmanager without Prometheus would show no alerts.
    return new Monitoring(
        prometheus,
        prometheus.flatMap(p -> Executables.onPath("prometheus-alertmanager", "alertmanager")));
  }

  static Monitoring none() {
    return new Monitoring(Optional.empty(), Optional.empty());
  }

  static DemoProcess startPrometheus(
      Path binary, Path directory, DemoPorts ports, Path rules, boolean alerting) {
    Path config = directory.resolve("prometheus.yml");
    write(config, prometheusConfig(ports, rules, alerting));
    DemoProcess process =
        DemoProcess.start(
            "prometheus",
            directory,
            Map.of(),
            List.of(
                binary.toString(),
                "--config.file=" + config,
                "--storage.tsdb.path=" + directory.resolve("prometheus-data"),
                "--web.listen-address=127.0.0.1:" + ports.prometheus()));
    return ready(process, ports.prometheus());
  }

  static DemoProcess startAlertmanager(Path binary, Path directory, DemoPorts ports) {
    Path config = directory.resolve("alertmanager.yml");
    write(config, "route:\n  receiver: nobody\nreceivers:\n  - name: nobody\n");
    DemoProcess process =
        DemoProcess.start(
            "alertmanager",
            directory,
            Map.of(),
            List.of(
                binary.toString(),
                "--config.file=" + config,
                "--storage.path=" + directory.resolve("alertmanager-data"),
                "--web.listen-address=127.0.0.1:" + ports.alertmanager(),
                // Without clustering, which would need another port.
                "--cluster.listen-address="));
    return ready(process, ports.alertmanager());
  }

  private static DemoProcess ready(DemoProcess process, int port) {
    try {
      process.awaitReady(URI.create("http://127.0.0.1:" + port + "/-/ready"));
      return process;
    } catch (RuntimeException | Error e) {
      process.close();
      throw e;
    }
  }

  static String prometheusConfig(DemoPorts ports, Path rules, boolean alerting) {
    StringBuilder yaml =
        new StringBuilder(
            """
            global:
              scrape_interval: 5s
              scrape_timeout: 4s
              evaluation_interval: 5s
            scrape_configs:
              - job_name: redis-cluster-exporter
                honor_labels: true
                static_configs:
                  - targets: ['127.0.0.1:%d']
            """
                .formatted(ports.exporter()));
    if (Files.isDirectory(rules)) {
      yaml.append("rule_files:\n  - '").append(rules).append("/*.rules.yml'\n");
    }
    if (alerting) {
      yaml.append(
          """
          alerting:
            alertmanagers:
              - static_configs:
                  - targets: ['127.0.0.1:%d']
          """
              .formatted(ports.alertmanager()));
    }
    return yaml.toString();
  }

  private static void write(Path file, String text) {
    try {
      Files.writeString(file, text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
