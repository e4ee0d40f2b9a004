package io.github.redisclusterexporter.config;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigResolveOptions;
import com.typesafe.config.ConfigResolver;
import com.typesafe.config.ConfigSyntax;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads and checks a whole configuration, and returns it only when nothing is wrong. Later sources
 * win: the defaults in {@code reference.conf}, the file, the environment, the system properties.
 */
public final class ConfigLoader {
  private static final String FILE_ARGUMENT = "--config.file";
  private static final String UNREADABLE = "cannot be read, or includes what cannot be read";
  private static final String VARIABLE = "environment variable ";

  /** The environment variables that exist, by the key that they set. */
  static final Map<String, String> VARIABLES =
      Map.ofEntries(
          Map.entry("redis.nodes", "REDIS_CLUSTER_NODES"),
          Map.entry("redis.cluster", "REDIS_CLUSTER_ENABLED"),
          Map.entry("redis.url", "REDIS_URL"),
          Map.entry("redis.name", "REDIS_CLUSTER_NAME"),
          Map.entry("redis.username", "REDIS_USERNAME"),
          Map.entry("redis.password", "REDIS_PASSWORD"),
          Map.entry("redis.password-file", "REDIS_PASSWORD_FILE"),
          Map.entry("redis.tls.enabled", "REDIS_TLS"),
          Map.entry("redis.tls.ca-file", "REDIS_TLS_CA_FILE"),
          Map.entry("redis.tls.cert-file", "REDIS_TLS_CERT_FILE"),
          Map.entry("redis.tls.key-file", "REDIS_TLS_KEY_FILE"),
          Map.entry("redis.tls.server-name", "REDIS_TLS_SERVER_NAME"),
          Map.entry("redis.tls.insecure", "REDIS_TLS_INSECURE"),
          Map.entry("redis.address-map", "REDIS_ADDRESS_MAP"),
          Map.entry("queues", "REDIS_QUEUES"),
          Map.entry("keys", "REDIS_KEYS"),
          Map.entry("key-groups", "REDIS_KEY_GROUPS"),
          Map.entry("web.listen-address", "EXPORTER_LISTEN_ADDRESS"),
          Map.entry("web.config-file", "EXPORTER_WEB_CONFIG_FILE"),
          Map.entry("log.level", "LOG_LEVEL"),
          Map.entry("log.format", "LOG_FORMAT"));

  private final Map<String, String> environment;
  private final Properties systemProperties;
  private final Config defaults = defaults();

  /**
   * A loader for what a process was started with.
   *
   * @param environment variables by name; an empty one counts as not set
   * @param systemProperties those whose names begin with a section of {@code reference.conf} count
   */
  public ConfigLoader(Map<String, String> environment, Properties systemProperties) {
    this.environment = environment;
    this.systemProperties = systemProperties;
  }

  /** What {@code reference.conf} says. No other list of the keys and sections exists. */
  static Config defaults() {
    // Not by name: the library would merge in every reference.conf on the class path.
    URL resource = Objects.requireNonNull(ConfigLoader.class.getResource("/reference.conf"));
    return ConfigFactory.parseURL(
        resource, ConfigParseOptions.defaults().setOriginDescription(Messages.DEFAULT));
  }

  /**
   * Reads the configuration. Files that it names must be there and readable; Redis is not asked.
   *
   * @param file what {@code --config.file} names, in HOCON
   * @param sections reads and checks all sections
   * @throws ConfigException with all that is wrong
   */
  public <T> T load(Optional<Path> file, Function<ConfigNode, T> sections) throws ConfigException {
    Problems problems = new Problems();
    Config values = file.flatMap(named -> read(named, problems)).orElse(defaults);
    Map<String, ConfigValue> overrides = new HashMap<>();
    addVariables(overrides);
    addSystemProperties(overrides, problems);
    ClusterSections clusters = new ClusterSections(values, overrides, defaults);
    ConfigNode root =
        ConfigNode.root(
            new ConfigNode.Document(FILE_ARGUMENT, Path.of(""), overrides, problems),
            clusters.complete(values).root(),
            clusters.defaults(values, defaults).root());
    T config = sections.apply(root);
    root.reportUnknownKeys();
    problems.throwIfAny();
    return config;
  }

  /** Sentences about environment variables that were probably meant for this program. */
  public List<String> hints() {
    return VariableHints.of(environment, VARIABLES.values());
  }

  private Optional<Config> read(Path file, Problems problems) {
    String problem = Messages.fileProblem(file);
    String origin = file.toString();
    if (problem == null) {
      // Without an explicit syntax a name that ends in .properties would be read as such.
      var options =
          ConfigParseOptions.defaults().setAllowMissing(false).setSyntax(ConfigSyntax.CONF);
      try {
        Config config =
            ConfigFactory.parseFile(file.toFile(), options)
                // Before resolving, so that a file may refer to defaults and append to lists.
                .withFallback(defaults)
                .resolve(
                    ConfigResolveOptions.defaults()
                        .setUseSystemEnvironment(false)
                        .appendResolver(new EnvironmentResolver(environment)));
        reportMergedSections(file, problems);
        return Optional.of(config);
      } catch (com.typesafe.config.ConfigException e) {
        origin = e.origin() == null ? origin : Messages.origin(e.origin());
        problem = reason(e);
      } catch (IOException e) {
        problem = UNREADABLE;
      }
    }
    problems.add(FILE_ARGUMENT, origin, problem);
    return Optional.empty();
  }

  /** What is valid HOCON, and not what was meant. */
  private static void reportMergedSections(Path file, Problems problems) throws IOException {
    String hocon = new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
    for (int line : MissingCommas.lines(hocon)) {
      problems.add(
          FILE_ARGUMENT,
          file + ":" + line,
          "has two items of a list side by side, which HOCON joins to one item; put a comma or a"
              + " line break between them");
    }
    for (RepeatedClusters.Repetition each : RepeatedClusters.in(hocon)) {
      problems.add(
          Messages.path("clusters", each.name()),
          file + ":" + each.line(),
          "has the name of the cluster in line "
              + each.firstLine()
              + ", and HOCON would merge the two into one; give each cluster a name of its own");
    }
  }

  // The messages of the library quote the file, which may have half a password at that place.
  private static String reason(com.typesafe.config.ConfigException e) {
    if (e instanceof com.typesafe.config.ConfigException.UnresolvedSubstitution) {
      return "has a ${...} that is neither a key nor an environment variable; write ${?...} when it"
          + " may be missing";
    }
    if (e instanceof com.typesafe.config.ConfigException.IO) {
      return UNREADABLE;
    }
    return "is not valid HOCON; expected key = value here, texts with special characters such as"
        + " ':' in double quotes, and every brace, bracket and quote closed";
  }

  private void addVariables(Map<String, ConfigValue> values) {
    VARIABLES.forEach(
        (key, variable) -> {
          String value = environment.getOrDefault(variable, "");
          if (!value.isEmpty()) {
            values.put(key, ConfigValueFactory.fromAnyRef(value, VARIABLE + variable));
          }
        });
  }

  private void addSystemProperties(Map<String, ConfigValue> values, Problems problems) {
    SortedSet<String> keys = new TreeSet<>();
    defaults.entrySet().forEach(entry -> keys.add(entry.getKey()));
    for (String name : new TreeSet<>(systemProperties.stringPropertyNames())) {
      if (!defaults.root().containsKey(name.split("\\.", 2)[0])) {
        continue;
      }
      String origin = "system property " + name;
      String value = systemProperties.getProperty(name, "");
      if (isSecret(name, value)) {
        problems.add(
            name,
            origin,
            "would show the password to everybody who may list the processes of this machine; use"
                + " REDIS_PASSWORD_FILE (redis.password-file) or the environment variable");
      } else if (keys.contains(name)) {
        values.put(name, ConfigValueFactory.fromAnyRef(value, origin));
      } else if (keys.stream().anyMatch(key -> key.startsWith(name + "."))) {
        var section = new TreeSet<>(defaults.getObject(name).keySet());
        problems.add(name, origin, Messages.expectedSection(section));
      } else {
        problems.add(name, origin, Messages.unknownKey(name, keys));
      }
    }
  }

  /** A password, or a URL that has one. */
  private static boolean isSecret(String key, String value) {
    return (key.equals("redis.password") && !value.isEmpty())
        || (key.equals("redis.url") && value.indexOf('@') >= 0);
  }

  /** Lets a file say {@code ${HOME}}, from the environment that was handed in. */
  private record EnvironmentResolver(Map<String, String> environment) implements ConfigResolver {

    @Override
    public @Nullable ConfigValue lookup(String path) {
      String value = environment.get(path);
      return value == null ? null : ConfigValueFactory.fromAnyRef(value, VARIABLE + path);
    }

    @Override
    public ConfigResolver withFallback(ConfigResolver fallback) {
      return this;
    }
  }
}
