package io.github.redisclusterexporter.alert;

import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;

/** Streams of a cluster that stays healthy: tasks are added, and a worker does them or not. */
final class Tasks implements AutoCloseable {
  static final String GROUP = "workers";

  private static final long PAUSE_MILLIS = 100;

  /** Takes all and acknowledges it at once, so that nothing is ever seen to be pending. */
  private static final String WORK =
      "local read = redis.call('XREADGROUP', 'GROUP', ARGV[1], 'worker', 'STREAMS', KEYS[1], '>') "
          + "if read then for _, entry in ipairs(read[1][2]) do "
          + "redis.call('XACK', KEYS[1], ARGV[1], entry[1]) end end";

  private final RedisCluster cluster;
  private final List<String> streams;
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final ScheduledFuture<?> rounds;
  private volatile boolean working = true;

  /** Begins to add tasks to these streams, and to do them. */
  Tasks(RedisCluster cluster, String... streams) {
    this.cluster = cluster;
    this.streams = List.of(streams);
    this.streams.forEach(this::create);
    rounds = thread.scheduleWithFixedDelay(this::round, 0, PAUSE_MILLIS, TimeUnit.MILLISECONDS);
  }

  /** Only adds tasks from now on, or does them again. */
  void work(boolean on) {
    working = on;
  }

  /** A stream with a group and no consumer. */
  void create(String stream) {
    ownerOf(stream).command("XGROUP", "CREATE", stream, GROUP, "0", "MKSTREAM");
  }

  void add(String stream) {
    ownerOf(stream).command("XADD", stream, "*", "task", "x");
  }

  /** Does all that waits. */
  void finish(String stream) {
    ownerOf(stream).command("EVAL", WORK, "1", stream, GROUP);
  }

  RedisServer ownerOf(String stream) {
    Object slot = cluster.node(0).command("CLUSTER", "KEYSLOT", stream);
    return cluster.ownerOf(((Long) Objects.requireNonNull(slot)).intValue()).orElseThrow();
  }

  private void round() {
    for (String stream : streams) {
      add(stream);
      if (working) {
        finish(stream);
      }
    }
  }

  @Override
  public void close() throws ExecutionException, InterruptedException {
    boolean failed = rounds.isDone();
    thread.shutdownNow();
    thread.awaitTermination(1, TimeUnit.MINUTES);
    if (failed) {
      rounds.get();
    }
  }
}
