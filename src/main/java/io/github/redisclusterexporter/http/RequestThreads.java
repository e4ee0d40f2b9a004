package io.github.redisclusterexporter.http;

import java.io.IOException;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One thread per request, from its first byte to the end of its answer.
 *
 * <p>The JDK's server reads a request in the thread that answers it, so clients that send slowly
 * could take every thread and the health page with them. Therefore only so many requests may be
 * half read at once: one more, and the one that has been at it longest is dropped. Interrupting a
 * thread that reads from a channel closes that channel, which is the only handle on a connection
 * the server gives.
 */
final class RequestThreads implements Executor, AutoCloseable {

  private static final int KEEP_ALIVE_SECONDS = 30;

  private final int maxHalfRead;
  private final ThreadPoolExecutor pool;
  private final Set<Thread> halfRead = new LinkedHashSet<>();
  private final Set<Thread> answering = new HashSet<>();

  /**
   * Starts no thread yet.
   *
   * @param maxHalfRead requests whose end has not arrived yet
   * @param maxAnswering requests that may take long to answer
   */
  RequestThreads(int maxHalfRead, int maxAnswering) {
    this.maxHalfRead = maxHalfRead;
    AtomicInteger number = new AtomicInteger();
    // No queue: the dispatcher must never wait, nor may a probe wait behind a scrape. The second
    // maxHalfRead are for threads on their way out and for pages that answer at once.
    this.pool =
        new ThreadPoolExecutor(
            0,
            2 * maxHalfRead + maxAnswering,
            KEEP_ALIVE_SECONDS,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, "http-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  @Override
  public void execute(Runnable request) {
    pool.execute(
        () -> {
          begin();
          try {
            request.run();
          } finally {
            end();
          }
        });
  }

  /**
   * To be called by the thread of a request once all of the request is there.
   *
   * @throws IOException the request was dropped in that very moment
   */
  synchronized void requestIsRead() throws IOException {
    if (!halfRead.remove(Thread.currentThread())) {
      throw new IOException("dropped in favour of a newer request");
    }
    answering.add(Thread.currentThread());
  }

  synchronized boolean isAnswering() {
    return !answering.isEmpty();
  }

  @Override
  public void close() {
    pool.shutdownNow();
    try {
      pool.awaitTermination(1, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized void begin() {
    halfRead.add(Thread.currentThread());
    if (halfRead.size() > maxHalfRead) {
      Iterator<Thread> oldestFirst = halfRead.iterator();
      Thread oldest = oldestFirst.next();
      oldestFirst.remove();
      oldest.interrupt();
    }
  }

  private synchronized void end() {
    halfRead.remove(Thread.currentThread());
    answering.remove(Thread.currentThread());
    // Under the lock nobody interrupts this thread any more: the next request starts clean.
    Thread.interrupted();
  }
}
