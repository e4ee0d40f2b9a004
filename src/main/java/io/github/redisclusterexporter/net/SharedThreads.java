package io.github.redisclusterexporter.net;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Threads of several users. Each user can always use a number of threads of its own; the common
 * threads are for the users that need more. A user whose tasks hang can therefore not take the
 * threads that others need, and the number of all threads is limited.
 */
public final class SharedThreads implements AutoCloseable {
  private final int ownThreads;
  private final Semaphore common;
  private final ThreadPoolExecutor threads;

  /**
   * Starts no thread yet.
   *
   * @param name the names of the threads begin with it
   * @param own how many threads each user can always use
   * @param common how many more threads all users together can use
   * @param idle how long a thread without a task is kept
   */
  public SharedThreads(String name, int own, int common, Duration idle) {
    this.ownThreads = own;
    this.common = new Semaphore(common);
    AtomicInteger number = new AtomicInteger();
    this.threads =
        new ThreadPoolExecutor(
            0,
            Integer.MAX_VALUE,
            idle.toNanos(),
            TimeUnit.NANOSECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, name + "-" + number.incrementAndGet());
              thread.setDaemon(true);
              return thread;
            });
  }

  /** The share of one more user. */
  public Share share() {
    return new Share();
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }

  /** The threads that one user can use. Rejects a task when all of them are busy. */
  public final class Share implements Executor, AutoCloseable {
    private final Semaphore own = new Semaphore(ownThreads);
    private final Set<Thread> busy = new HashSet<>();
    private boolean closed;

    private Share() {}

    @Override
    public void execute(Runnable task) {
      Semaphore permits = acquire();
      try {
        threads.execute(() -> run(task, permits));
      } catch (RejectedExecutionException | Error e) {
        permits.release();
        throw e;
      }
    }

    private synchronized Semaphore acquire() {
      if (!closed && own.tryAcquire()) {
        return own;
      }
      if (!closed && common.tryAcquire()) {
        return common;
      }
      throw new RejectedExecutionException("all threads are busy, or no longer needed");
    }

    private void run(Runnable task, Semaphore permits) {
      try {
        begin();
        task.run();
      } finally {
        end();
        permits.release();
      }
    }

    private synchronized void begin() {
      busy.add(Thread.currentThread());
      if (closed) {
        Thread.currentThread().interrupt();
      }
    }

    // From now on, closing this share does not interrupt the thread, which may work for another.
    private synchronized void end() {
      busy.remove(Thread.currentThread());
    }

    /** Interrupts the tasks of this user, and rejects further ones. */
    @Override
    public synchronized void close() {
      closed = true;
      busy.forEach(Thread::interrupt);
    }
  }
}
