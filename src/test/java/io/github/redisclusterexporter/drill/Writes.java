package io.github.redisclusterexporter.drill;

import io.github.redisclusterexporter.net.HostPort;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.exceptions.JedisException;

/** A client that writes keys of all slots, and follows redirects. */
final class Writes implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofMillis(5);
  private static final int KEYS = 2000;

  private final RedisClusterClient client;
  private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
  private final AtomicLong written = new AtomicLong();
  private volatile @Nullable JedisException lastFailure;

  private Writes(RedisClusterClient client) {
    this.client = client;
  }

  /** Writes each key once, and then continues to do so. */
  static Writes start(List<HostPort> nodes) {
    Writes writes =
        new Writes(
            RedisClusterClient.builder()
                .nodes(
                    nodes.stream()
                        .map(node -> new HostAndPort(node.host(), node.port()))
                        .collect(Collectors.toSet()))
                .build());
    for (int i = 0; i < KEYS; i++) {
      writes.write();
    }
    ScheduledFuture<?> unused =
        writes.scheduler.scheduleWithFixedDelay(
            writes::write, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    return writes;
  }

  private void write() {
    try {
      String reply = client.set("key:" + written.get() % KEYS, "x".repeat(100));
      if (reply.equals("OK")) {
        written.incrementAndGet();
      }
    } catch (JedisException e) {
      // A node that has left the cluster may be asked once more.
      lastFailure = e;
    }
  }

  /** Why the last write that failed did so; null if none failed. */
  @Nullable JedisException lastFailure() {
    return lastFailure;
  }

  /** Writes that succeeded. */
  long count() {
    return written.get();
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
    client.close();
  }
}
