package io.github.redisclusterexporter.alert;

import io.github.redisclusterexporter.testing.RedisServer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/** Queues of servers that stay healthy: tasks are added, and a worker does them or not. */
final class Tasks implements AutoCloseable {
  static final String GROUP = "workers";

  private static final long PAUSE_MILLIS = 100;

  /** Takes all and acknowledges it at once, so that nothing is ever seen to be pending. */
  private static final String WORK =
      "local read = redis.call('XREADGROUP', 'GROUP', ARGV[1], 'worker', 'COUNT', ARGV[2], "
          + "'STREAMS', KEYS[1], '>') "
          + "if read then for _, entry in ipairs(read[1][2]) do "
          + "redis.call('XACK', KEYS[1], ARGV[1], entry[1]) end end";

  /** Takes some entries as soon as there are many. */
  private static final String WORK_ON_LIST =
      "if redis.call('LLEN', KEYS[1]) > 20 then redis.call('RPOP', KEYS[1], 15) end";

  private static final int MOST = 1_000_000;

  private final Function<String, RedisServer> owners;
  private final List<String> streams;
  private final List<String> lists = new CopyOnWriteArrayList<>();
  private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
  private final ScheduledFuture<?> rounds;
  private volatile boolean working = true;

  /**
   * Begins to add tasks to these streams, and to do them.
   *
   * @param owners the server that has a key
   */
  Tasks(Function<String, RedisServer> owners, String... streams) {
    this.owners = owners;
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
    finish(stream, MOST);
  }

  /** Does so many of those that wait. */
  void finish(String stream, int count) {
    ownerOf(stream).command("EVAL", WORK, "1", stream, GROUP, Integer.toString(count));
  }

  /** From now on, some entries always wait in this list, and workers take some of them. */
  void keepBusy(String list) {
    lists.add(list);
  }

  RedisServer ownerOf(String stream) {
    return owners.apply(stream);
  }

  private void round() {
    for (String stream : streams) {
      add(stream);
      if (working) {
        finish(stream);
      }
    }
    for (String list : lists) {
      ownerOf(list).command("LPUSH", list, "task");
      ownerOf(list).command("EVAL", WORK_ON_LIST, "1", list);
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
