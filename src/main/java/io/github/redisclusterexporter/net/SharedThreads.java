package io.github.redisclusterexporter.net;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Iterator;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

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
   * The tasks that wait for a thread, in the order of their arrival. A task is dropped at its
   * deadline, so that these are only tasks of scrapes under way. Its own lock guards it.
   */
  private final Deque<Waiting> waiting = new ArrayDeque<>();

  private record Waiting(Share share, Runnable task, Deadline deadline) {}

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

  /** Starts the tasks for which a thread is free, and drops those whose deadline has passed. */
  private void startWaiting() {
    synchronized (waiting) {
      // A thread that becomes free meanwhile is for the first task of its user, not a later one.
      Set<Share> full = new HashSet<>();
      for (Iterator<Waiting> all = waiting.iterator(); all.hasNext(); ) {
        Waiting next = all.next();
        if (next.deadline().passed()
            || (!full.contains(next.share()) && next.share().start(next.task()))) {
          all.remove();
        } else {
          full.add(next.share());
        }
      }
    }
  }

  /** The threads that one user can use. Rejects a task when all of them are busy. */
  public final class Share implements Executor, AutoCloseable {
    private final Semaphore own = new Semaphore(ownThreads);
    private final Set<Thread> busy = new HashSet<>();
    private boolean closed;

    private Share() {}

    @Override
    public void execute(Runnable task) {
      if (!start(task)) {
        throw new RejectedExecutionException("all threads are busy, or no longer needed");
      }
    }

    /**
     * These threads, for tasks that wait while all of them are busy. A task that has no thread by
     * the deadline is dropped.
     */
    public Executor until(Deadline deadline) {
      return task -> {
        synchronized (waiting) {
          waiting.add(new Waiting(this, task, deadline));
        }
        startWaiting();
      };
    }

    /** Returns false when all threads are busy, or no longer needed. */
    private boolean start(Runnable task) {
      Semaphore permits = acquire();
      if (permits == null) {
        return false;
      }
      try {
        threads.execute(() -> run(task, permits));
        return true;
      } catch (RejectedExecutionException e) {
        permits.release();
        return false;
      } catch (Error e) {
        permits.release();
        throw e;
      }
    }

    private synchronized @Nullable Semaphore acquire() {
      if (!closed && own.tryAcquire()) {
        return own;
      }
      return !closed && common.tryAcquire() ? common : null;
    }

    private void run(Runnable task, Semaphore permits) {
      try {
        begin();
        task.run();
      } finally {
        end();
        permits.release();
        startWaiting();
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

    /** Interrupts the tasks of this user, drops those that wait, and rejects further ones. */
    @Override
    public void close() {
      synchronized (this) {
        closed = true;
        busy.forEach(Thread::interrupt);
      }
      synchronized (waiting) {
        waiting.removeIf(task -> task.share() == this);
      }
    }
  }
}
