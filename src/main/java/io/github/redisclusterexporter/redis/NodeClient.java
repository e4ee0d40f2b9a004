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
 * The kept connection to one address. One question is under way on it at a time; a connection that
 * broke is opened again by the next question, never more often than the {@link Backoff} allows.
 */
public final class NodeClient implements AutoCloseable {
  private final HostPort address;
  private final Connector connector;
  private final Duration connectTimeout;
  private final Backoff backoff = new Backoff();
  private final ReentrantLock lock = new ReentrantLock();
  private volatile Connector.@Nullable Opened opened;
  private volatile boolean closed;

  NodeClient(HostPort address, Connector connector, Duration connectTimeout) {
    this.address = address;
    this.connector = connector;
    this.connectTimeout = connectTimeout;
  }

  /**
   * What came back.
   *
   * @param commands what was asked
   * @param replies one a command, in their order
   */
  public record Replies(Reply introduction, List<Command> commands, List<Reply> replies) {}

  /**
   * Asks, over the kept connection where it still works.
   *
   * @param plan what to ask, given the server's reply to {@code INFO server} from when the
   *     connection was opened
   * @throws RedisException when no connection could be opened, or none of the replies arrived
   */
  public Replies ask(Function<Reply, List<Command>> plan, Deadline deadline) throws RedisException {
    if (!acquire(deadline)) {
      throw new RedisException(
          Fault.READ_TIMEOUT, address + " still owes the answer to an earlier question");
    }
    try {
      Connector.Opened kept = opened;
      if (kept != null) {
        Replies answer = ask(introduced(kept, deadline), plan, deadline);
        if (!isStale(answer)) {
          return throwIfNothingCame(answer);
        }
      }
      Replies answer = ask(reopen(deadline), plan, deadline);
      // Being let in is no success yet: a server that hangs up on every question must not be
      // dialled in a tight loop.
      if (lostFirst(answer)) {
        backoff.failed();
      } else {
        backoff.succeeded();
      }
      return throwIfNothingCame(answer);
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

  private Connector.Opened reopen(Deadline deadline) throws RedisException {
    if (closed) {
      throw new RedisException(Fault.CONNECT_CLOSED, "the link to " + address + " is closed");
    }
    backoff.await(deadline);
    if (deadline.passed()) {
      // Nothing was tried, so it says nothing about the server and must not put off the next try.
      throw new RedisException(Fault.CONNECT_TIMEOUT, "no time was left to connect to " + address);
    }
    try {
      Connector.Opened fresh = connector.open(address, connectTimeout, deadline);
      opened = fresh;
      if (closed) {
        close();
      }
      return fresh;
    } catch (RedisException e) {
      backoff.failed();
      throw e;
    }
  }

  /** What made a server refuse to introduce itself may be over: a long script, a missing grant. */
  private Connector.Opened introduced(Connector.Opened kept, Deadline deadline) {
    if (!(kept.introduction() instanceof Reply.Refused)) {
      return kept;
    }
    Connector.Opened again =
        new Connector.Opened(kept.connection(), connector.introduction(kept, deadline));
    if (again.introduction() instanceof Reply.Text) {
      opened = again;
      return again;
    }
    return kept;
  }

  private Replies ask(Connector.Opened on, Function<Reply, List<Command>> plan, Deadline deadline) {
    List<Command> commands = plan.apply(on.introduction());
    List<Reply> replies = on.connection().ask(commands, deadline);
    if (!on.connection().isOpen()) {
      opened = null;
    }
    return new Replies(on.introduction(), commands, replies);
  }

  private static boolean lostFirst(Replies answer) {
    return !answer.replies().isEmpty() && answer.replies().get(0) instanceof Reply.Lost;
  }

  /**
   * The server may have closed an idle connection or restarted since the last question. One that
   * keeps silent would keep silent on a new connection too.
   */
  private static boolean isStale(Replies answer) {
    return lostFirst(answer) && !answer.replies().get(0).equals(new Reply.Lost(Fault.READ_TIMEOUT));
  }

  private Replies throwIfNothingCame(Replies answer) throws RedisException {
    if (lostFirst(answer) && answer.replies().get(0) instanceof Reply.Lost lost) {
      throw new RedisException(lost.fault(), address + " did not answer: " + lost.fault().code());
    }
    return answer;
  }

  /** Whether a connection is open right now. */
  boolean isOpen() {
    return opened != null;
  }

  @Override
  public void close() {
    // Not under the lock: a question that hangs must not hold up the end of the program.
    closed = true;
    Connector.Opened kept = opened;
    if (kept != null) {
      kept.connection().close();
    }
  }
}
