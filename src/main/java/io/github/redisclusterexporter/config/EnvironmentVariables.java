package io.github.redisclusterexporter.config;

import java.util.List;

/** The environment variables that exist, and what they set. */
final class EnvironmentVariables {
  private EnvironmentVariables() {}

  /** A variable and its key in {@code reference.conf}. */
  record Variable(String name, String key) {}

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
          new Variable("EXPORTER_LISTEN_ADDRESS", "web.listen-address"),
          new Variable("EXPORTER_WEB_CONFIG_FILE", "web.config-file"));
}
