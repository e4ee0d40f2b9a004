package io.github.redisclusterexporter.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;

/**
 * The only way to an {@link ExporterConfig}: reads all of it, checks all of it, and gives it away
 * only when nothing is wrong. Later sources win: the defaults in {@code reference.conf}, the file,
 * the environment, the system properties.
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
   * @throws ConfigException with all that is wrong
   */
  public ExporterConfig load(Optional<Path> file) throws ConfigException {
    Problems problems = new Problems();
    Settings settings = sources.merge(file, problems);
    RedisConfig redis = RedisSection.read(settings);
    ExporterConfig config =
        new ExporterConfig(
            redis,
            ScrapeSection.read(settings),
            QueuesSection.read(settings, redis),
            CollectorsSection.read(settings),
            WebSection.read(settings));
    problems.throwIfAny();
    return config;
  }
}
