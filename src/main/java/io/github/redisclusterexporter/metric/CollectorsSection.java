package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.config.Settings;
import java.util.stream.Collectors;

/** Reads and checks {@code collectors} and {@code limits}. */
public final class CollectorsSection {
  private static final int MOST_SERIES = 10_000;

  private CollectorsSection() {}

  public static CollectorsConfig read(Settings settings) {
    return new CollectorsConfig(
        settings.namesIn("collectors").stream()
            .filter(group -> !settings.bool("collectors." + group))
            .collect(Collectors.toSet()),
        settings.integer("limits.max-commands", 0, MOST_SERIES),
        settings.integer("limits.max-errors", 0, MOST_SERIES));
  }
}
