package io.github.redisclusterexporter.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/** What a test feeds the loader, and what comes out. */
final class Input {
  private final Map<String, String> environment = new HashMap<>();
  private final Properties properties = new Properties();
  private Optional<Path> file = Optional.empty();

  private Input() {}

  static Input empty() {
    return new Input();
  }

  /** With a node, so that nothing else is needed. */
  static Input valid() {
    return empty().env("REDIS_CLUSTER_NODES", "localhost:7000");
  }

  Input env(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Input property(String name, String value) {
    properties.setProperty(name, value);
    return this;
  }

  Input file(Path path) {
    file = Optional.of(path);
    return this;
  }

  Input file(Path directory, String... lines) {
    try {
      return file(Files.writeString(directory.resolve("exporter.conf"), String.join("\n", lines)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  ExporterConfig load() {
    try {
      return ConfigLoader.of(environment, properties).load(file);
    } catch (ConfigException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  List<Problem> problems() {
    return failure().problems();
  }

  List<String> lines() {
    return problems().stream().map(Problem::toString).toList();
  }

  ConfigException failure() {
    try {
      ExporterConfig config = ConfigLoader.of(environment, properties).load(file);
      throw new AssertionError("no problem was found in " + config);
    } catch (ConfigException e) {
      return e;
    }
  }
}
