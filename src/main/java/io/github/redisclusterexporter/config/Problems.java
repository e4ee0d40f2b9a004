package io.github.redisclusterexporter.config;

import io.github.redisclusterexporter.config.ConfigException.Problem;
import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong with the configuration, so that one report has all of it. */
public final class Problems {
  private final List<Problem> found = new ArrayList<>();

  void add(String key, String origin, String message) {
    found.add(new Problem(key, origin, message));
  }

  /** Whether there is one with the key, or with a key in that section or list. */
  boolean concern(String key) {
    return found.stream()
        .anyMatch(problem -> problem.key().equals(key) || problem.key().startsWith(key + "."));
  }

  public void throwIfAny() throws ConfigException {
    if (!found.isEmpty()) {
      throw new ConfigException(found);
    }
  }
}
