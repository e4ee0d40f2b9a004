package io.github.redisclusterexporter.demo;

import io.github.redisclusterexporter.net.HostPort;
import java.time.Duration;
import java.util.Collection;
import java.util.stream.Collectors;
import org.apache.commons.pool2.impl.GenericObjectPoolConfig;
import redis.clients.jedis.Connection;
import redis.clients.jedis.ConnectionPoolConfig;
import redis.clients.jedis.DefaultJedisClientConfig;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClusterClient;

/** Creates cluster clients as a robust application does, with limits for time and connections. */
final class ClusterClients {
  private static final int TIMEOUT_MILLIS = 1000;

  private ClusterClients() {}

  /**
   * Creates a client that is safe for use by many threads.
   *
   * @param patience how long a command is retried, in addition to the time of the last attempt
   */
  static RedisClusterClient connect(Collection<HostPort> nodes, Duration patience) {
    GenericObjectPoolConfig<Connection> pool = new ConnectionPoolConfig();
    pool.setMaxWait(Duration.ofMillis(TIMEOUT_MILLIS));
    return RedisClusterClient.builder()
        .nodes(
            nodes.stream()
                .map(node -> new HostAndPort(node.host(), node.port()))
                .collect(Collectors.toSet()))
        .clientConfig(
            DefaultJedisClientConfig.builder()
                .connectionTimeoutMillis(TIMEOUT_MILLIS)
                .socketTimeoutMillis(TIMEOUT_MILLIS)
                .build())
        .poolConfig(pool)
        .maxAttempts(3)
        .maxTotalRetriesDuration(patience)
        .topologyRefreshPeriod(Duration.ofSeconds(1))
        .build();
  }
}
