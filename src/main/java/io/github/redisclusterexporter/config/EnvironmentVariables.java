package io.github.redisclusterexporter.config;

import java.util.List;

/** The environment variables that exist, and what they set. */
final class EnvironmentVariables {
  private EnvironmentVariables() {}

  /** A variable and its key in {@code reference.conf}. */
  record Variable(String name, String key) {}

  /** A variable and key that must not be ignored although nothing can be done with it. */
  record Unsupported(String name, String key, String message) {}

  static final List<Variable> ALL =
      List.of(
          new Variable("REDIS_CLUSTER_NODES", "redis.nodes"),
          new Variable("REDIS_CLUSTER_ENABLED", "redis.cluster"),
          new Variable("REDIS_URL", "redis.url"),
          new Variable("REDIS_CLUSTER_NAME", "redis.name"),
          new Variable("REDIS_USERNAME", "redis.username"),
          new Variable("REDIS_PASSWORD", "redis.password"),
          new Variable("REDIS_PASSWORD_FILE", "redis.password-file"),
          new Variable("REDIS_TLS", "redis.tls.enabled"),
          new Variable("REDIS_TLS_CA_FILE", "redis.tls.ca-file"),
          new Variable("REDIS_TLS_CERT_FILE", "redis.tls.cert-file"),
          new Variable("REDIS_TLS_KEY_FILE", "redis.tls.key-file"),
          new Variable("REDIS_TLS_SERVER_NAME", "redis.tls.server-name"),
          new Variable("REDIS_TLS_INSECURE", "redis.tls.insecure"),
          new Variable("REDIS_ADDRESS_MAP", "redis.address-map"),
          new Variable("REDIS_QUEUES", "queues"),
          new Variable("EXPORTER_LISTEN_ADDRESS", "web.listen-address"));

  // Whoever sets it counts on a login in front of the pages.
  static final List<Unsupported> UNSUPPORTED =
      List.of(
          new Unsupported(
              "EXPORTER_WEB_CONFIG_FILE",
              "web.config-file",
              "TLS and logins for the exporter's own pages are not supported by this version; leave it"
                  + " out and protect the pages by other means"));
}
