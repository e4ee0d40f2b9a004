package io.github.redisclusterexporter.config;

import java.util.ArrayList;
import java.util.List;

/** Collects what is wrong, so that one report has all of it. */
public final class Problems {
  private final List<Problem> found = new ArrayList<>();

  public void add(String key, String origin, String message) {
    found.add(new Problem(key, origin, message));
  }

  boolean concern(String key) {
    return found.stream().anyMatch(problem -> problem.key().equals(key));
  }

  void throwIfAny() throws ConfigException {
    if (!found.isEmpty()) {
      throw new ConfigException(found);
    }
  }
}
