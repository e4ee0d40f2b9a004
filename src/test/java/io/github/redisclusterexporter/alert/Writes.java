package io.github.redisclusterexporter.alert;

import io.github.redisclusterexporter.testing.RedisServer;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import redis.clients.jedis.exceptions.JedisDataException;

/** Writes to one node, again and again, even if the node refuses them. */
final class Writes implements AutoCloseable {
  private static final long PAUSE_MILLIS = 100;
  private static final int VALUE = 100_000;
  private static final int MOST_VALUES = 10_000;

  private final RedisServer node;
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final ScheduledFuture<?> rounds;
  private int number;

  /** Starts to write keys with this tag, whose slot the node must own. */
  Writes(RedisServer node, String tag) {
    this.node = node;
    rounds =
        thread.scheduleWithFixedDelay(
            () -> attempt(tag, number++), 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Sets the memory limit of a node to its use and so much more. */
  static long limit(RedisServer node, long more) {
    long limit = used(node) + more;
    node.command("CONFIG", "SET", "maxmemory", Long.toString(limit));
    return limit;
  }

  /** Adds keys until the node uses so much memory. */
  static void fill(RedisServer node, String tag, long bytes) {
    for (int i = 0; i < MOST_VALUES && used(node) < bytes; i++) {
      write(node, tag, i);
    }
  }

  /** Adds keys of so many bytes together. */
  static void add(RedisServer node, String tag, int bytes) {
    for (int i = 0; i * VALUE < bytes; i++) {
      node.command("SET", "{" + tag + "}" + i, "x".repeat(VALUE));
    }
  }

  private static long used(RedisServer node) {
    return Long.parseLong(node.field("used_memory", "INFO", "memory").orElseThrow());
  }

  private static void write(RedisServer node, String tag, int number) {
    node.command("SETRANGE", "{" + tag + "}" + number, Integer.toString(VALUE), "x");
  }

  private void attempt(String tag, int number) {
    try {
      write(node, tag, number);
    } catch (JedisDataException e) {
      // It refuses writes.
    }
  }

  @Override
  public void close() throws ExecutionException, InterruptedException {
    boolean failed = rounds.isDone();
    thread.shutdownNow();
    if (!thread.awaitTermination(1, TimeUnit.MINUTES)) {
      throw new IllegalStateException("the writer to " + node + " does not end");
    }
    if (failed) {
      rounds.get();
    }
  }
}
