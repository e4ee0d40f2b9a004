package io.github.redisclusterexporter.config;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Finds environment variables that were probably meant for this program, but are not used: misspelt
 * ones, and those of redis_exporter.
 */
final class VariableHints {
  private static final String OWN_PREFIX = "EXPORTER_";
  private static final String PREFIX = "REDIS_";
  private static final String REDIS_EXPORTER_PREFIX = "REDIS_EXPORTER_";

  /** Kubernetes sets such variables for each service, for example one with the name redis. */
  private static final Pattern SERVICE_LINK =
      Pattern.compile(".+_(SERVICE_HOST|SERVICE_PORT(_.+)?|PORT(_[0-9]+_(TCP|UDP).*)?)");

  private static final int MAX_EDITS = 2;
  private static final int MIN_ABBREVIATION = PREFIX.length() + 3;

  /** Other names of what this program has, mostly those of redis_exporter. */
  private static final Map<String, String> SYNONYMS =
      Map.ofEntries(
          Map.entry("REDIS_ADDR", "REDIS_CLUSTER_NODES or REDIS_URL"),
          Map.entry("REDIS_ALIAS", "REDIS_CLUSTER_NAME"),
          Map.entry("REDIS_CLUSTER", "REDIS_CLUSTER_NODES"),
          Map.entry("REDIS_HOST", "REDIS_CLUSTER_NODES or REDIS_URL"),
          Map.entry("REDIS_NODES", "REDIS_CLUSTER_NODES"),
          Map.entry("REDIS_USER", "REDIS_USERNAME"),
          Map.entry("REDIS_EXPORTER_CHECK_KEYS", "REDIS_KEY_GROUPS"),
          Map.entry("REDIS_EXPORTER_CHECK_KEY_GROUPS", "REDIS_KEY_GROUPS"),
          Map.entry("REDIS_EXPORTER_CHECK_SINGLE_KEYS", "REDIS_KEYS"),
          Map.entry("REDIS_EXPORTER_CHECK_SINGLE_STREAMS", "REDIS_QUEUES"),
          Map.entry("REDIS_EXPORTER_CHECK_STREAMS", "REDIS_QUEUES"),
          Map.entry("EXPORTER_LOG_FORMAT", "LOG_FORMAT"),
          Map.entry("EXPORTER_LOG_LEVEL", "LOG_LEVEL"),
          Map.entry("REDIS_EXPORTER_COUNT_KEYS", "REDIS_KEY_GROUPS"),
          Map.entry("REDIS_EXPORTER_DEBUG", "LOG_LEVEL"),
          Map.entry("REDIS_EXPORTER_IS_CLUSTER", "REDIS_CLUSTER_ENABLED"),
          Map.entry("REDIS_EXPORTER_LOG_FORMAT", "LOG_FORMAT"),
          Map.entry("REDIS_EXPORTER_LOG_LEVEL", "LOG_LEVEL"),
          Map.entry("REDIS_EXPORTER_SKIP_TLS_VERIFICATION", "REDIS_TLS_INSECURE"),
          Map.entry("REDIS_EXPORTER_TLS_CA_CERT_FILE", "REDIS_TLS_CA_FILE"),
          Map.entry("REDIS_EXPORTER_TLS_CLIENT_CERT_FILE", "REDIS_TLS_CERT_FILE"),
          Map.entry("REDIS_EXPORTER_TLS_CLIENT_KEY_FILE", "REDIS_TLS_KEY_FILE"),
          Map.entry("REDIS_EXPORTER_WEB_LISTEN_ADDRESS", "EXPORTER_LISTEN_ADDRESS"));

  private VariableHints() {}

  /** One sentence for each such variable, without its value, which may be a password. */
  static List<String> of(Map<String, String> environment, Collection<String> known) {
    return new TreeMap<>(environment)
        .entrySet().stream()
            .filter(variable -> !variable.getValue().isEmpty())
            .filter(variable -> !SERVICE_LINK.matcher(variable.getKey()).matches())
            .filter(variable -> !known.contains(variable.getKey()))
            .flatMap(variable -> hint(variable.getKey(), known).stream())
            .toList();
  }

  private static Optional<String> hint(String name, Collection<String> known) {
    String synonym = SYNONYMS.get(name);
    if (synonym != null) {
      return Optional.of(sentence(name, "set " + synonym + " instead"));
    }
    if (name.startsWith(REDIS_EXPORTER_PREFIX)) {
      return Optional.of(
          sentence(
              name,
              "it is a variable of redis_exporter: see docs/migrating-from-redis_exporter.md"));
    }
    if (!name.startsWith(PREFIX) && !name.startsWith(OWN_PREFIX)) {
      return Optional.empty();
    }
    String nearest = Messages.nearest(name, known);
    boolean similar =
        name.startsWith(OWN_PREFIX)
            || Messages.distance(name, nearest) <= MAX_EDITS
            || (name.length() >= MIN_ABBREVIATION && nearest.startsWith(name));
    return similar
        ? Optional.of(sentence(name, "the nearest known variable is " + nearest))
        : Optional.empty();
  }

  private static String sentence(String name, String advice) {
    return "The environment variable " + name + " is not used; " + advice;
  }
}
