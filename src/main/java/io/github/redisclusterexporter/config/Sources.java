package io.github.redisclusterexporter.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigException;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigResolver;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Makes one tree of the defaults, the file, the environment and the system properties. */
final class Sources {
  static final String FILE_ARGUMENT = "--config.file";

  private final Reference reference;
  private final Map<String, String> environment;
  private final Properties systemProperties;

  Sources(Reference reference, Map<String, String> environment, Properties systemProperties) {
    this.reference = reference;
    this.environment = environment;
    this.systemProperties = systemProperties;
  }

  Settings merge(Optional<Path> file, Problems problems) {
    Optional<Config> ofFile =
        file.isPresent() ? read(file.get(), problems) : Optional.of(ConfigFactory.empty());
    Config tree = reference.clean(ofFile.orElse(reference.defaults()).root(), problems).toConfig();
    tree = addSystemProperties(addEnvironment(tree), problems);
    return new Settings(
        tree.withFallback(reference.defaults()), reference, problems, ofFile.isPresent());
  }

  private Optional<Config> read(Path file, Problems problems) {
    String problem = ReadableFile.problem(file);
    if (problem != null) {
      problems.add(FILE_ARGUMENT, file.toString(), problem);
      return Optional.empty();
    }
    // Without an explicit syntax a name that ends in .properties would be read as such.
    var options = ConfigParseOptions.defaults().setAllowMissing(false).setSyntax(ConfigSyntax.CONF);
    try {
      return Optional.of(
          ConfigFactory.parseFile(file.toFile(), options)
              // Before resolving, so that a file may refer to defaults and append to lists.
              .withFallback(reference.defaults())
              .resolve(
                  ConfigResolveOptions.defaults()
                      .setUseSystemEnvironment(false)
                      .appendResolver(new EnvironmentResolver(environment))));
    } catch (ConfigException e) {
      String origin = e.origin() == null ? file.toString() : Origins.of(e.origin());
      problems.add(FILE_ARGUMENT, origin, reason(e));
      return Optional.empty();
    }
  }

  // The library's own sentences quote the text of the file, which may be half a password.
  private static String reason(ConfigException e) {
    if (e instanceof ConfigException.UnresolvedSubstitution) {
      return "has a ${...} that is neither a key nor an environment variable; write ${?...} when it may"
          + " be missing";
    }
    if (e instanceof ConfigException.IO) {
      return "cannot be read, or includes what cannot be read";
    }
    return "is not valid HOCON; expected key = value here, texts with special characters such as"
        + " ':' in double quotes, and every brace, bracket and quote closed";
  }

  private Config addEnvironment(Config tree) {
    Config result = tree;
    for (var variable : EnvironmentVariables.ALL) {
      String value = environment.getOrDefault(variable.name(), "");
      if (!value.isEmpty()) {
        result = with(result, variable.key(), value, Origins.environment(variable.name()));
      }
    }
    return result;
  }

  private Config addSystemProperties(Config tree, Problems problems) {
    Config result = tree;
    for (String name : new TreeSet<>(systemProperties.stringPropertyNames())) {
      if (!reference.isOurs(name)) {
        continue;
      }
      String origin = Origins.systemProperty(name);
      String value = systemProperties.getProperty(name, "");
      if (isSecret(name, value)) {
        problems.add(
            name,
            origin,
            "would show the password to everybody who may list the processes of this machine; use"
                + " REDIS_PASSWORD_FILE (redis.password-file) or the environment variable");
      } else if (reference.isKey(name)) {
        result = with(result, name, value, origin);
      } else if (reference.isSection(name)) {
        problems.add(name, origin, reference.notASection(name));
      } else {
        problems.add(name, origin, reference.unknown(name));
      }
    }
    return result;
  }

  /** A password, or a URL that has one. */
  private static boolean isSecret(String key, String value) {
    return (key.equals("redis.password") && !value.isEmpty())
        || (key.equals("redis.url") && value.indexOf('@') >= 0);
  }

  private static Config with(Config tree, String key, String value, String origin) {
    return tree.withValue(key, ConfigValueFactory.fromAnyRef(value, origin));
  }

  /** Lets a file say {@code ${HOME}}, from the environment that was handed in. */
  private record EnvironmentResolver(Map<String, String> environment) implements ConfigResolver {

    @Override
    public @Nullable ConfigValue lookup(String path) {
      String value = environment.get(path);
      return value == null ? null : ConfigValueFactory.fromAnyRef(value, Origins.environment(path));
    }

    @Override
    public ConfigResolver withFallback(ConfigResolver fallback) {
      return this;
    }
  }
}
