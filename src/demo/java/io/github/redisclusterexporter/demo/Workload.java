package io.github.redisclusterexporter.demo;

import static io.github.redisclusterexporter.demo.TaskQueue.CHECKPOINTS;
import static io.github.redisclusterexporter.demo.TaskQueue.DEAD_LETTERS;
import static io.github.redisclusterexporter.demo.TaskQueue.LOW;

import io.github.redisclusterexporter.net.HostPort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.resps.StreamEntry;

/**
 * A task queue with producers and workers: tasks are added, processed and acknowledged. Some tasks
 * fail and are moved to the dead-letter stream; some are abandoned by their worker and recovered
 * from the pending entries. It continues after failovers.
 */
public final class Workload implements AutoCloseable {
  /** The value of {@code REDIS_QUEUES} for all of its streams. */
  public static final String QUEUES = String.join(",", TaskQueue.STREAMS);

  private static final int WORKERS = 3;
  // Primes, so that all priorities are affected.
  private static final long FAILS_EVERY = 41;
  private static final long ABANDONED_EVERY = 71;
  private static final long CHECKPOINT_EVERY = 10;
  private static final List<String> PRIORITIES =
      List.of("tasks:high", "tasks:medium", "tasks:medium", LOW, "tasks:medium");
  private static final List<String> WORKED_ON =
      List.of("tasks:high", "tasks:medium", LOW, CHECKPOINTS);
  private static final Duration PRODUCER_PAUSE = Duration.ofMillis(25);
  private static final Duration WORKER_PAUSE = Duration.ofMillis(50);
  private static final Duration AFTER_ERROR = Duration.ofMillis(200);

  private final TaskQueue queue;
  private final Duration abandonedAfter;
  private final long lastFailing;
  private final Duration lowPause;
  private final List<Thread> threads = new ArrayList<>();
  private final AtomicLong added = new AtomicLong();
  private final AtomicLong done = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final AtomicLong recovered = new AtomicLong();
  private final AtomicLong lowFrom = new AtomicLong(System.nanoTime());
  private volatile boolean running = true;

  /** One round of a producer, a worker or the recovery. */
  @FunctionalInterface
  private interface Round {
    void run() throws InterruptedException;
  }

  private Workload(TaskQueue queue, Duration abandonedAfter, long lastFailing, Duration lowPause) {
    this.queue = queue;
    this.abandonedAfter = abandonedAfter;
    this.lastFailing = lastFailing;
    this.lowPause = lowPause;
  }

  /**
   * Starts the producers and workers.
   *
   * @param abandonedAfter time without acknowledgement after which a task is recovered
   */
  public static Workload start(Collection<HostPort> nodes, Duration abandonedAfter) {
    return start(nodes, abandonedAfter, Integer.MAX_VALUE);
  }

  /**
   * Starts the producers and workers.
   *
   * @param abandonedAfter time without acknowledgement after which a task is recovered
   * @param failures how many tasks fail
   */
  public static Workload start(Collection<HostPort> nodes, Duration abandonedAfter, int failures) {
    return start(nodes, abandonedAfter, failures, Duration.ZERO);
  }

  /**
   * Starts the producers and workers.
   *
   * @param abandonedAfter time without acknowledgement after which a task is recovered
   * @param failures how many tasks fail
   * @param lowPause how long tasks of low priority wait after all of them were taken
   */
  static Workload start(
      Collection<HostPort> nodes, Duration abandonedAfter, int failures, Duration lowPause) {
    TaskQueue queue = TaskQueue.connect(nodes);
    Workload workload = new Workload(queue, abandonedAfter, FAILS_EVERY * failures, lowPause);
    try {
      queue.createGroups();
    } catch (RuntimeException e) {
      queue.close();
      throw e;
    }
    workload.repeat("producer", PRODUCER_PAUSE, workload::produce);
    for (int i = 1; i <= WORKERS; i++) {
      String consumer = "worker-" + i;
      workload.repeat(consumer, WORKER_PAUSE, () -> workload.work(consumer));
    }
    workload.repeat("recovery", WORKER_PAUSE, workload::recover);
    return workload;
  }

  /** Tasks added so far. */
  long added() {
    return added.get();
  }

  /** Tasks processed and acknowledged so far, including recovered ones. */
  long done() {
    return done.get();
  }

  /** Tasks moved to the dead-letter stream so far. */
  long failed() {
    return failed.get();
  }

  /** Tasks abandoned by one worker and processed by another so far. */
  long recovered() {
    return recovered.get();
  }

  /** Stops the producers and workers; pending entries remain pending. */
  @Override
  public void close() {
    running = false;
    threads.forEach(Thread::interrupt);
    boolean interrupted = Thread.interrupted();
    for (Thread thread : threads) {
      try {
        thread.join(5000);
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    queue.close();
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private void repeat(String name, Duration pause, Round round) {
    Thread thread = new Thread(() -> run(pause, round), "workload-" + name);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private void run(Duration pause, Round round) {
    try {
      while (running) {
        Thread.sleep(attempt(round) ? pause.toMillis() : AFTER_ERROR.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** Errors are expected during a failover; the next round tries again. */
  private boolean attempt(Round round) throws InterruptedException {
    try {
      round.run();
      return true;
    } catch (JedisDataException e) {
      if (String.valueOf(e.getMessage()).startsWith("NOGROUP")) {
        recreateGroups();
      }
      return false;
    } catch (JedisException e) {
      return false;
    }
  }

  /** The consumer group is lost if a primary fails before the group has been replicated. */
  private void recreateGroups() {
    try {
      queue.createGroups();
    } catch (JedisException e) {
      // The slot is not served yet; the next round tries again.
    }
  }

  private void produce() {
    long number = added.get() + 1;
    String stream = PRIORITIES.get((int) (number % PRIORITIES.size()));
    queue.add(stream, Map.of("task", Long.toString(number), "kind", "demo"));
    added.incrementAndGet();
  }

  private void work(String consumer) {
    for (String stream : WORKED_ON) {
      if (stream.equals(LOW) && System.nanoTime() - lowFrom.get() < 0) {
        continue;
      }
      List<StreamEntry> entries = queue.next(stream, consumer);
      if (stream.equals(LOW) && entries.isEmpty()) {
        lowFrom.set(System.nanoTime() + lowPause.toNanos());
      }
      for (StreamEntry entry : entries) {
        if (number(entry) % ABANDONED_EVERY != 0) {
          finish(stream, entry);
        }
      }
    }
  }

  private void recover() {
    for (String stream : WORKED_ON) {
      for (StreamEntry entry : queue.claim(stream, "recovery", abandonedAfter)) {
        finish(stream, entry);
        recovered.incrementAndGet();
      }
    }
  }

  private void finish(String stream, StreamEntry entry) {
    long number = number(entry);
    boolean task = !stream.equals(CHECKPOINTS);
    if (task && number % FAILS_EVERY == 0 && number <= lastFailing) {
      Map<String, String> letter = new HashMap<>(entry.getFields());
      letter.put("from", stream);
      letter.put("error", "the demo lets every " + FAILS_EVERY + "th task fail");
      queue.add(DEAD_LETTERS, letter);
      failed.incrementAndGet();
    } else if (task && number % CHECKPOINT_EVERY == 0) {
      queue.add(CHECKPOINTS, entry.getFields());
    }
    queue.acknowledge(stream, entry);
    done.incrementAndGet();
  }

  /** Entries from other sources have no number; they are processed like the others. */
  private static long number(StreamEntry entry) {
    String number = entry.getFields().getOrDefault("task", "1");
    return number.matches("\\d{1,18}") ? Long.parseLong(number) : 1;
  }
}
