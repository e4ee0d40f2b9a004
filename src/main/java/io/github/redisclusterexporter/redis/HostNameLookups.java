package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.net.Deadline;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * Looks host names up by a deadline. The system's own look-up has none and cannot be interrupted:
 * each name is looked up on one thread at a time, and whoever wants it waits beside it.
 */
final class HostNameLookups implements AutoCloseable {
  private static final int MOST_THREADS = 32;
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

  private final Map<String, CompletableFuture<InetAddress[]>> underWay = new ConcurrentHashMap<>();
  private final Names names;
  private final ThreadPoolExecutor executor;

  /** The names of a system. */
  interface Names {
    InetAddress[] addressesOf(String host) throws UnknownHostException;
  }

  HostNameLookups() {
    this(InetAddress::getAllByName);
  }

  HostNameLookups(Names names) {
    this.names = names;
    executor =
        new ThreadPoolExecutor(
            0,
            MOST_THREADS,
            5,
            TimeUnit.SECONDS,
            new SynchronousQueue<>(),
            task -> {
              Thread thread = new Thread(task, "lookup");
              thread.setDaemon(true);
              return thread;
            });
  }

  /**
   * The addresses of a host, at least one.
   *
   * @throws RedisException when the name is unknown, or nobody knows by the deadline
   */
  InetAddress[] of(String host, Deadline deadline) throws RedisException {
    try {
      return isAddress(host)
          ? names.addressesOf(host)
          : lookUp(host).get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (UnknownHostException | ExecutionException e) {
      throw new RedisException(
          Fault.CONNECT_UNKNOWN_HOST, "the host name " + host + " is unknown", e);
    } catch (TimeoutException | RejectedExecutionException e) {
      throw new RedisException(
          Fault.CONNECT_TIMEOUT, "the host name " + host + " could not be looked up in time", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new RedisException(Fault.CONNECT_OTHER, "interrupted while looking up " + host, e);
    }
  }

  private static boolean isAddress(String host) {
    return host.indexOf(':') >= 0 || IPV4.matcher(host).matches();
  }

  private CompletableFuture<InetAddress[]> lookUp(String host) {
    CompletableFuture<InetAddress[]> mine = new CompletableFuture<>();
    CompletableFuture<InetAddress[]> theirs = underWay.putIfAbsent(host, mine);
    if (theirs != null) {
      return theirs;
    }
    try {
      executor.execute(() -> complete(host, mine));
    } catch (RejectedExecutionException e) {
      underWay.remove(host);
      mine.completeExceptionally(e);
      throw e;
    }
    return mine;
  }

  private void complete(String host, CompletableFuture<InetAddress[]> result) {
    try {
      InetAddress[] found = names.addressesOf(host);
      // Before it is told: who asks after the answer wants a look of its own.
      underWay.remove(host, result);
      result.complete(found);
    } catch (UnknownHostException | RuntimeException e) {
      underWay.remove(host, result);
      result.completeExceptionally(e);
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
