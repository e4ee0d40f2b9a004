package io.github.redisclusterexporter.net;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.regex.Pattern;

/**
 * Resolves host names with a deadline. The resolver of the system has no timeout and cannot be
 * interrupted. It runs on a thread of its own, one for each name, and all callers that need the
 * same name wait for the same look-up.
 */
public final class HostNameResolver implements AutoCloseable {
  private static final Pattern IPV4 = Pattern.compile("\\d{1,3}(\\.\\d{1,3}){3}");

  private final Map<String, CompletableFuture<InetAddress[]>> pending = new ConcurrentHashMap<>();
  private final SystemResolver system;
  private final SharedThreads.Share threads;

  /** A resolver without a deadline. */
  public interface SystemResolver {
    InetAddress[] resolve(String host) throws UnknownHostException;
  }

  /**
   * Uses the resolver of the operating system.
   *
   * @param threads for the look-ups; closed with the resolver
   */
  public HostNameResolver(SharedThreads.Share threads) {
    this(InetAddress::getAllByName, threads);
  }

  /** Creates a resolver with a deadline from one without. */
  public HostNameResolver(SystemResolver system, SharedThreads.Share threads) {
    this.system = system;
    this.threads = threads;
  }

  /**
   * Resolves a host name or parses an IP address.
   *
   * @return the addresses of the host, at least one
   * @throws UnknownHostException when the name is unknown
   * @throws TimeoutException when the look-up has not ended by the deadline, or all threads are
   *     busy with other names
   */
  public InetAddress[] resolve(String host, Deadline deadline)
      throws UnknownHostException, TimeoutException, InterruptedException {
    if (isIpAddress(host)) {
      return system.resolve(host);
    }
    try {
      return lookUp(host).get(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      UnknownHostException unknown = new UnknownHostException(host);
      unknown.initCause(e.getCause());
      throw unknown;
    }
  }

  private static boolean isIpAddress(String host) {
    return host.indexOf(':') >= 0 || IPV4.matcher(host).matches();
  }

  private CompletableFuture<InetAddress[]> lookUp(String host) throws TimeoutException {
    try {
      return pending.computeIfAbsent(
          host, name -> CompletableFuture.supplyAsync(() -> resolve(name), threads));
    } catch (RejectedExecutionException e) {
      TimeoutException busy = new TimeoutException("no thread is free to look up " + host);
      busy.initCause(e);
      throw busy;
    }
  }

  private InetAddress[] resolve(String host) {
    try {
      return system.resolve(host);
    } catch (UnknownHostException e) {
      throw new CompletionException(e);
    } finally {
      // Removed before it completes: a call after the completion must start a new look-up.
      pending.remove(host);
    }
  }

  @Override
  public void close() {
    threads.close();
  }
}
