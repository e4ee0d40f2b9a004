package io.github.redisclusterexporter.testing;

import java.util.Map;

/** What a started exporter finds in its environment: nothing of what the build was started with. */
public final class CleanEnvironment {

  private CleanEnvironment() {}

  /** Takes out what would configure an exporter or its JVM, and puts in what the caller wants. */
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
