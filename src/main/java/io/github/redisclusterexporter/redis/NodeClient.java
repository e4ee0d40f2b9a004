package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.net.HostPort;
import java.time.Duration;
import java.util.List;
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
  private final Duration connectTimeout;
  private final Backoff backoff = new Backoff();
  private final ReentrantLock lock = new ReentrantLock();
  private volatile ConnectionFactory.@Nullable OpenConnection current;
  private volatile boolean closed;

  NodeClient(HostPort address, ConnectionFactory connections, Duration connectTimeout) {
    this.address = address;
    this.connections = connections;
    this.connectTimeout = connectTimeout;
  }

  /**
   * The result of executing a pipeline.
   *
   * @param serverInfo the reply to {@code INFO server}
   * @param commands the commands that were sent
   * @param replies one reply for each command, in the same order
   */
  public record PipelineResult(Reply serverInfo, List<Command> commands, List<Reply> replies) {}

  /**
   * Sends commands in one write and reads their replies, on the kept connection if it still works.
   *
   * @param commands creates the commands from the server's reply to {@code INFO server}, which was
   *     read when the connection was opened
   * @throws RedisException when no connection could be opened, or no reply arrived
   */
  public PipelineResult execute(Function<Reply, List<Command>> commands, Deadline deadline)
      throws RedisException {
    if (!acquire(deadline)) {
      throw new RedisException(
          Fault.READ_TIMEOUT, address + " has not answered earlier commands yet");
    }
    try {
      ConnectionFactory.OpenConnection kept = current;
      if (kept != null) {
        PipelineResult result = execute(withServerInfo(kept, deadline), commands, deadline);
        if (!isStale(result)) {
          return throwIfNoReply(result);
        }
      }
      PipelineResult result = execute(reopen(deadline), commands, deadline);
      // An open connection alone is no success: a server that closes every connection after the
      // first command must not be contacted in a tight loop.
      if (hasNoReply(result)) {
        backoff.failed();
      } else {
        backoff.succeeded();
      }
      return throwIfNoReply(result);
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

  private ConnectionFactory.OpenConnection reopen(Deadline deadline) throws RedisException {
    if (closed) {
      throw new RedisException(Fault.CONNECT_CLOSED, "the client for " + address + " is closed");
    }
    backoff.await(deadline);
    if (deadline.passed()) {
      // No attempt was made, so that the backoff must not delay the next one.
      throw new RedisException(Fault.CONNECT_TIMEOUT, "no time was left to connect to " + address);
    }
    try {
      ConnectionFactory.OpenConnection opened = connections.open(address, connectTimeout, deadline);
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

  /**
   * Executes {@code INFO server} again if the server refused it. The reason may have ended: a long
   * script, or a missing ACL rule.
   */
  private ConnectionFactory.OpenConnection withServerInfo(
      ConnectionFactory.OpenConnection kept, Deadline deadline) {
    if (!(kept.serverInfo() instanceof Reply.Refused)) {
      return kept;
    }
    Reply serverInfo = connections.serverInfo(kept.connection(), deadline);
    if (serverInfo instanceof Reply.Text) {
      ConnectionFactory.OpenConnection updated =
          new ConnectionFactory.OpenConnection(kept.connection(), serverInfo);
      current = updated;
      return updated;
    }
    return kept;
  }

  private PipelineResult execute(
      ConnectionFactory.OpenConnection open,
      Function<Reply, List<Command>> commands,
      Deadline deadline) {
    List<Command> pipeline = commands.apply(open.serverInfo());
    List<Reply> replies = open.connection().execute(pipeline, deadline);
    if (!open.connection().isOpen()) {
      current = null;
    }
    return new PipelineResult(open.serverInfo(), pipeline, replies);
  }

  private static boolean hasNoReply(PipelineResult result) {
    return !result.replies().isEmpty() && result.replies().get(0) instanceof Reply.Lost;
  }

  /**
   * The server may have closed an idle connection, or restarted, since the last pipeline. After a
   * timeout a new connection would not help: the server does not respond.
   */
  private static boolean isStale(PipelineResult result) {
    return hasNoReply(result)
        && !result.replies().get(0).equals(new Reply.Lost(Fault.READ_TIMEOUT));
  }

  private PipelineResult throwIfNoReply(PipelineResult result) throws RedisException {
    if (hasNoReply(result) && result.replies().get(0) instanceof Reply.Lost lost) {
      throw new RedisException(lost.fault(), address + " did not answer: " + lost.fault().code());
    }
    return result;
  }

  /** Whether a connection is open now. */
  boolean isOpen() {
    return current != null;
  }

  @Override
  public void close() {
    // Without the lock: a server that does not respond must not delay the end of the program.
    closed = true;
    ConnectionFactory.OpenConnection open = current;
    if (open != null) {
      open.connection().close();
    }
  }
}
