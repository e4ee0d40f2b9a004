package io.github.redisclusterexporter.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;

/**
 * Reads and checks a whole configuration, and returns it only when nothing is wrong. Later sources
 * win: the defaults in {@code reference.conf}, the file, the environment, the system properties.
 */
public final class ConfigLoader {
  private final Sources sources;

  private ConfigLoader(Sources sources) {
    this.sources = sources;
  }

  /**
   * A loader for what a process was started with.
   *
   * @param environment variables by name; one that is empty counts as not set
   * @param systemProperties only those under the sections of {@code reference.conf} are looked at
   */
  public static ConfigLoader of(Map<String, String> environment, Properties systemProperties) {
    Reference reference = Reference.load();
    return new ConfigLoader(new Sources(reference, environment, systemProperties));
  }

  /**
   * Reads the configuration. Files that it names must be there and readable; Redis is not asked.
   *
   * @param file what {@code --config.file} names, in HOCON
   * @param sections reads and checks the values
   * @throws ConfigException with all that is wrong
   */
  public <T> T load(Optional<Path> file, Function<Settings, T> sections) throws ConfigException {
    Problems problems = new Problems();
    T config = sections.apply(sources.merge(file, problems));
    problems.throwIfAny();
    return config;
  }
}
