package io.github.redisclusterexporter.config;

import io.github.redisclusterexporter.ClusterConfig;
import io.github.redisclusterexporter.ExporterConfig;
import io.github.redisclusterexporter.config.ConfigException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What a test feeds the loader, and what comes out. */
public final class ConfigInput {
  private final Map<String, String> environment = new HashMap<>();
  private final Properties properties = new Properties();
  private Optional<Path> file = Optional.empty();

  private ConfigInput() {}

  public static ConfigInput empty() {
    return new ConfigInput();
  }

  /** With a node, so that nothing else is needed. */
  public static ConfigInput valid() {
    return empty().env("REDIS_CLUSTER_NODES", "localhost:7000");
  }

  public ConfigInput env(String name, String value) {
    environment.put(name, value);
    return this;
  }

  public ConfigInput property(String name, String value) {
    properties.setProperty(name, value);
    return this;
  }

  public ConfigInput file(Path path) {
    file = Optional.of(path);
    return this;
  }

  public ConfigInput file(Path directory, String... lines) {
    try {
      return file(Files.writeString(directory.resolve("exporter.conf"), String.join("\n", lines)));
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  public ExporterConfig load() {
    try {
      return new ConfigLoader(environment, properties).load(file, ExporterConfig::read);
    } catch (ConfigException e) {
      throw new AssertionError(e.getMessage(), e);
    }
  }

  /** Loads the only cluster. */
  public ClusterConfig loadOnly() {
    return load().clusters().get(0);
  }

  public List<Problem> problems() {
    return failure().problems();
  }

  public List<String> lines() {
    return problems().stream().map(Problem::toString).toList();
  }

  public ConfigException failure() {
    try {
      ExporterConfig config =
          new ConfigLoader(environment, properties).load(file, ExporterConfig::read);
      throw new AssertionError("no problem was found in " + config);
    } catch (ConfigException e) {
      return e;
    }
  }

  /** All keys that there are. */
  public static Set<String> keys() {
    return ConfigLoader.defaults().entrySet().stream()
        .map(Map.Entry::getKey)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
