package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.redis.ConnectionFactory.OpenConnection;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A client for one address, with a connection that is kept open. Only one pipeline is executed at a
 * time. A lost connection is opened again for the next pipeline, but not more often than {@link
 * Backoff} allows.
 */
public final class NodeClient implements AutoCloseable {
  private final HostPort address;
  private final ConnectionFactory connections;
  private final Backoff backoff = new Backoff();
  private final ReentrantLock lock = new ReentrantLock();
  private volatile @Nullable OpenConnection current;
  private volatile boolean closed;

  NodeClient(HostPort address, ConnectionFactory connections) {
    this.address = address;
    this.connections = connections;
  }

  /**
   * The result of executing a pipeline.
   *
   * @param peer the server that replied
   * @param replies one reply for each command, in the same order
   */
  public record PipelineResult(Peer peer, List<Reply> replies) {
    /** The reply to {@code INFO server}. */
    public Reply serverInfo() {
      return peer.serverInfo();
    }
  }

  /**
   * Sends commands in one write and reads their replies, on the kept connection if it still works.
   *
   * @param commands creates the commands from what is known of the server on this connection
   * @throws RedisException when no connection could be opened, or no reply arrived
   */
  public PipelineResult execute(Function<Peer, List<Command>> commands, Deadline deadline)
      throws RedisException {
    if (!acquire(deadline)) {
      throw new RedisException(
          Fault.READ_TIMEOUT, address + " has not answered earlier commands yet");
    }
    try {
      OpenConnection kept = current;
      if (kept != null) {
        OpenConnection open = connections.withServerInfo(kept, deadline);
        PipelineResult result = execute(open, commands, deadline);
        // The server may have closed an idle connection, or restarted, since the last pipeline.
        // After a timeout a new connection would not help: the server does not respond.
        if (lost(result).filter(fault -> fault != Fault.READ_TIMEOUT).isEmpty()) {
          return throwIfLost(result);
        }
      }
      PipelineResult result = execute(reopen(deadline), commands, deadline);
      // An open connection alone is no success: a server that closes every connection after the
      // first command must not be contacted in a tight loop.
      if (lost(result).isPresent()) {
        backoff.failed();
      } else {
        backoff.succeeded();
      }
      return throwIfLost(result);
    } finally {
      lock.unlock();
    }
  }

  private boolean acquire(Deadline deadline) {
    try {
      return lock.tryLock(deadline.remaining().toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private OpenConnection reopen(Deadline deadline) throws RedisException {
    if (closed) {
      throw new RedisException(Fault.CONNECT_CLOSED, "the client for " + address + " is closed");
    }
    backoff.await(deadline);
    if (deadline.passed()) {
      // No attempt was made, so that the backoff must not delay the next one.
      throw new RedisException(Fault.CONNECT_TIMEOUT, "no time was left to connect to " + address);
    }
    try {
      OpenConnection opened = connections.open(address, deadline);
      current = opened;
      if (closed) {
        close();
      }
      return opened;
    } catch (RedisException e) {
      backoff.failed();
      throw e;
    }
  }

  private PipelineResult execute(
      OpenConnection open, Function<Peer, List<Command>> commands, Deadline deadline) {
    List<Command> pipeline = commands.apply(open.peer());
    List<Reply> replies = open.connection().execute(pipeline, deadline);
    current = open.connection().isOpen() ? open : null;
    return new PipelineResult(open.peer(), replies);
  }

  /** Why there is no reply at all; empty when there is one. */
  private static Optional<Fault> lost(PipelineResult result) {
    return !result.replies().isEmpty() && result.replies().get(0) instanceof Reply.Lost lost
        ? Optional.of(lost.fault())
        : Optional.empty();
  }

  private PipelineResult throwIfLost(PipelineResult result) throws RedisException {
    Optional<Fault> fault = lost(result);
    if (fault.isPresent()) {
      throw new RedisException(fault.get(), address + " did not answer: " + fault.get().code());
    }
    return result;
  }

  @Override
  public void close() {
    // Without the lock: a server that does not respond must not delay the end of the program.
    closed = true;
    OpenConnection open = current;
    if (open != null) {
      open.connection().close();
    }
  }
}
