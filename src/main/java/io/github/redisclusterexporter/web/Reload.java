package io.github.redisclusterexporter.web;

import io.github.redisclusterexporter.config.ConfigException;

/** Reads the configuration again, and uses it. */
@FunctionalInterface
public interface Reload {

  /**
   * Uses the configuration as it is now, or leaves everything as it was.
   *
   * @return what has changed, in sentences
   * @throws ConfigException with all that is wrong
   */
  String reload() throws ConfigException;
}
