package io.github.redisclusterexporter.demo;

import io.github.redisclusterexporter.net.HostPort;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Clients that write and read keys of one slot as fast as possible. They record the acknowledged
 * writes and the times without service.
 */
final class Traffic implements AutoCloseable {
  private static final int WRITERS = 4;
  private static final int READERS = 2;
  private static final Duration PAUSE = Duration.ofMillis(2);
  private static final Duration PATIENCE = Duration.ofMillis(100);
  private static final Duration END = Duration.ofSeconds(10);

  private final RedisClusterClient redis;
  private final String tag;
  private final Pause writing = new Pause();
  private final Pause reading = new Pause();
  private final AtomicLong next = new AtomicLong();
  private final AtomicLong failed = new AtomicLong();
  private final List<Long> acknowledged = new ArrayList<>();
  private final List<Thread> threads = new ArrayList<>();
  private volatile boolean running = true;

  private interface Attempt {
    void run();
  }

  private Traffic(RedisClusterClient redis, String tag) {
    this.redis = redis;
    this.tag = tag;
  }

  /**
   * Starts the clients.
   *
   * @param tag the hash tag of all keys, which determines their slot
   */
  static Traffic start(Collection<HostPort> nodes, String tag) {
    Traffic traffic = new Traffic(ClusterClients.connect(nodes, PATIENCE), tag);
    for (int i = 0; i < WRITERS; i++) {
      traffic.repeat("writer-" + i, traffic.writing, traffic::write);
    }
    for (int i = 0; i < READERS; i++) {
      traffic.repeat("reader-" + i, traffic.reading, traffic::read);
    }
    return traffic;
  }

  /** Starts the measurement of pauses. */
  void mark() {
    writing.begin();
    reading.begin();
  }

  /** The longest time since {@link #mark} in which no write was acknowledged. */
  Duration withoutWrites() {
    return writing.longest();
  }

  /** The longest time since {@link #mark} in which no read was answered. */
  Duration withoutReads() {
    return reading.longest();
  }

  long acknowledged() {
    synchronized (acknowledged) {
      return acknowledged.size();
    }
  }

  /** Writes that were not acknowledged; some of them may have been executed. */
  long failed() {
    return failed.get();
  }

  /** Stops the clients; the results are kept. */
  void stop() throws InterruptedException {
    writing.end();
    reading.end();
    running = false;
    for (Thread thread : threads) {
      thread.join(END.toMillis());
    }
  }

  /** The number of acknowledged writes that are missing; to be called after {@link #stop}. */
  long lost() {
    synchronized (acknowledged) {
      return acknowledged.stream()
          .filter(number -> !Long.toString(number).equals(redis.get(key(number))))
          .count();
    }
  }

  @Override
  public void close() {
    running = false;
    threads.forEach(Thread::interrupt);
    redis.close();
  }

  private String key(long number) {
    return "drill:{" + tag + "}:" + number;
  }

  private void write() {
    long number = next.incrementAndGet();
    try {
      redis.set(key(number), Long.toString(number));
    } catch (JedisException e) {
      failed.incrementAndGet();
      throw e;
    }
    synchronized (acknowledged) {
      acknowledged.add(number);
    }
  }

  private void read() {
    @Nullable String unused = redis.get(key(next.get()));
  }

  private void repeat(String name, Pause pause, Attempt attempt) {
    Thread thread = new Thread(() -> run(pause, attempt), "drill-" + name);
    thread.setDaemon(true);
    threads.add(thread);
    thread.start();
  }

  private void run(Pause pause, Attempt attempt) {
    try {
      while (running) {
        try {
          attempt.run();
          pause.served();
        } catch (JedisException e) {
          // A failed operation extends the pause.
        }
        Thread.sleep(PAUSE.toMillis());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
