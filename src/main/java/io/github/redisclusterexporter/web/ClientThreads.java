package io.github.redisclusterexporter.web;

import java.util.Comparator;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads that read requests and send responses, which block them for as long as the client
 * likes. A client that keeps one waiting for too long loses its connection: an interrupt closes the
 * channel under the thread. When all threads are busy, the one that has waited longest for its
 * client becomes free for the next.
 */
final class ClientThreads implements Executor, AutoCloseable {
  /** Leaves headroom when 200 connections are held by misbehaving clients. */
  static final int MAX = 256;

  private static final Logger logger = LoggerFactory.getLogger(ClientThreads.class);

  /** To send a request, or to read a response. A slower client has missed the scrape anyway. */
  private static final long MAX_WAIT = TimeUnit.SECONDS.toNanos(10);

  /** Of a crowd that comes at once, a client that behaves well may be the first. */
  private static final long MIN_WAIT = TimeUnit.MILLISECONDS.toNanos(250);

  private static final int KEEP_ALIVE_SECONDS = 30;
  private static final int PAUSE_MILLIS = 10;
  private static final int MAX_PAUSES = 100;

  /** The threads that wait for their client, and since when in {@link System#nanoTime()}. */
  private final Map<Thread, Long> waiting = new ConcurrentHashMap<>();

  private final Semaphore free = new Semaphore(MAX);
  private final ThreadPoolExecutor pool;

  ClientThreads() {
    AtomicInteger number = new AtomicInteger();
    // More threads than may be busy: one that has just become free takes a moment to come back.
    pool =
        new ThreadPoolExecutor(
            0,
            2 * MAX,
            KEEP_ALIVE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> daemon(task, "http-" + number.incrementAndGet()));
  }

  static Thread daemon(Runnable task, String name) {
    Thread thread = new Thread(task, name);
    thread.setDaemon(true);
    return thread;
  }

  /** The caller is the server's only dispatcher: it must not wait for long. */
  @Override
  public void execute(Runnable exchange) {
    try {
      boolean acquired = free.tryAcquire();
      boolean interrupted = false;
      for (int i = 0; i < MAX_PAUSES && !acquired; i++) {
        interrupted = interrupted || interruptLongestWaiting();
        acquired = free.tryAcquire(PAUSE_MILLIS, TimeUnit.MILLISECONDS);
      }
      if (!acquired) {
        throw new RejectedExecutionException("all threads are busy");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RejectedExecutionException(e);
    }
    try {
      pool.execute(() -> run(exchange));
    } catch (RuntimeException | Error e) {
      free.release();
      throw e;
    }
  }

  private void run(Runnable exchange) {
    waitForClient();
    try {
      exchange.run();
    } catch (RuntimeException | Error e) {
      logger.error("A connection failed", e);
    } finally {
      clientWaits();
      free.release();
    }
  }

  /** The current thread waits for its client, from now on. */
  void waitForClient() {
    waiting.put(Thread.currentThread(), System.nanoTime());
  }

  /** The client waits for the current thread. */
  void clientWaits() {
    waiting.remove(Thread.currentThread());
  }

  /** Whether any client waits for its response. */
  boolean areClientsWaiting() {
    return MAX - free.availablePermits() > waiting.size();
  }

  /** To be called about once a second. */
  void interruptOverdue() {
    long now = System.nanoTime();
    waiting.keySet().forEach(thread -> interruptAfter(MAX_WAIT, thread, now));
  }

  private boolean interruptLongestWaiting() {
    long now = System.nanoTime();
    return waiting.entrySet().stream()
        .max(Comparator.comparingLong(entry -> now - entry.getValue()))
        .filter(longest -> interruptAfter(MIN_WAIT, longest.getKey(), now))
        .isPresent();
  }

  /** While the map computes, the thread cannot stop to wait: the interrupt hits nothing else. */
  private boolean interruptAfter(long wait, Thread thread, long now) {
    AtomicBoolean interrupted = new AtomicBoolean();
    waiting.computeIfPresent(
        thread,
        (same, since) -> {
          if (now - since > wait) {
            same.interrupt();
            interrupted.set(true);
          }
          return since;
        });
    return interrupted.get();
  }

  /** Interrupts all threads, and waits a second for their ends. */
  @Override
  public void close() {
    pool.shutdownNow();
    try {
      if (!pool.awaitTermination(1, TimeUnit.SECONDS)) {
        logger.debug("Some requests are still under way");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
