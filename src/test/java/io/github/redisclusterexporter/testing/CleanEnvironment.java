package io.github.redisclusterexporter.testing;

import java.util.Map;

/** Removes from the environment of a process what would configure an exporter. */
public final class CleanEnvironment {

  private CleanEnvironment() {}

  /** Removes the variables that configure an exporter or its JVM, and adds those of the caller. */
  public static void give(ProcessBuilder builder, Map<String, String> environment) {
    builder
        .environment()
        .keySet()
        .removeIf(
            name ->
                name.startsWith("REDIS_") || name.startsWith("EXPORTER_") || name.contains("JAVA"));
    builder.environment().putAll(environment);
  }
}
