package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.node.MalformedReplyException;
import io.github.redisclusterexporter.node.ReplyShapes;
import io.github.redisclusterexporter.queue.QueueResult.Measured;
import io.github.redisclusterexporter.queue.QueueResult.Unavailable;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.Reply;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One read of one queue at one server. The caller sends {@link #commands} and passes the replies to
 * {@link #accept} until the read is done. With the plan of an earlier read that takes one round
 * trip. It takes two when the key or a consumer group is new, or when a group that has entries
 * waiting received some since; and at most four when the plan is entirely out of date. Used by one
 * thread at a time.
 */
public final class QueueRead {
  private static final Logger logger = LoggerFactory.getLogger(QueueRead.class);
  private static final Command ASKING = QueueCommand.ASKING.with();

  private final QueueDefinition queue;
  private final Instant now;
  private final boolean asking;
  private final int database;

  private QueueReadPlan plan;

  /** Null while the type of the key is not known. */
  private @Nullable TypeReader reader;

  /** Whether the type comes from the plan only. */
  private boolean typeIsAssumed;

  /** To send next, without ASKING and SELECT; empty once the read is done. */
  private List<Command> next = List.of();

  private final QueueReplies replies = new QueueReplies();
  private @Nullable QueueResult result;

  /** Which commands read a key of one type, and how to read their replies. */
  interface TypeReader {

    /** What can be sent before any reply is known. */
    List<Command> commands();

    /** Reads all replies received so far. The outcome counts when none is missing. */
    Outcome read(QueueReplies replies);
  }

  /** The result, and the plan for the next read. */
  record Outcome(QueueResult result, QueueReadPlan nextPlan) {}

  /**
   * A read at one server.
   *
   * @param plan from the last read of this queue, at any node
   * @param now by the exporter's clock; compared with times that clients wrote: scores, and times
   *     in the elements of lists
   * @param asking whether the slot is being migrated to the server (after -ASK)
   * @param database where the key is; always 0 in a cluster
   */
  public QueueRead(
      QueueDefinition queue, QueueReadPlan plan, Instant now, boolean asking, int database) {
    this.queue = queue;
    this.plan = plan;
    this.now = now;
    this.asking = asking;
    this.database = database;
    QueueType configured = queue.rules().type();
    boolean detect = configured == QueueType.AUTO;
    Optional<QueueType> type = detect ? plan.type() : Optional.of(configured);
    // XINFO of a missing key is an error, which the server counts; TYPE and other commands are not.
    if (type.isEmpty() || (configured == QueueType.STREAM && plan.isMissing())) {
      askType();
    } else {
      ask(type.get(), detect);
    }
  }

  /** Empty until the read is done. */
  public Optional<QueueResult> result() {
    return Optional.ofNullable(result);
  }

  /** For the next read of this queue, once this one is done. */
  public QueueReadPlan nextPlan() {
    return plan;
  }

  /** What to send next, in one pipeline; empty once the read is done. */
  public List<Command> commands() {
    List<Command> commands =
        asking ? next.stream().flatMap(command -> Stream.of(ASKING, command)).toList() : next;
    return QueueCommand.inDatabase(database, commands);
  }

  /**
   * Takes the replies.
   *
   * @param received one for each of {@link #commands}, in their order
   * @param serverTime by the clock of the server; without it no entry of a stream has an age
   */
  public void accept(List<Reply> received, Optional<Instant> serverTime) {
    if (next.isEmpty()) {
      return;
    }
    if (database != 0 && received.get(0) instanceof Reply.Failed notSelected) {
      // The other replies are from another database.
      complete(new Unavailable(notSelected.fault()), QueueReadPlan.NONE);
      return;
    }
    int first = database == 0 ? 0 : 1;
    read(
        IntStream.range(0, next.size())
            .mapToObj(i -> received.get(first + (asking ? 2 * i + 1 : i)))
            .toList(),
        serverTime);
  }

  private void askType() {
    reader = null;
    typeIsAssumed = false;
    next = List.of(QueueCommand.TYPE.with(queue.key()));
  }

  private void ask(QueueType type, boolean assumed) {
    TypeReader typeReader =
        type == QueueType.STREAM
            ? new StreamReader(queue, plan)
            : new SimpleReader(queue, type, now);
    reader = typeReader;
    typeIsAssumed = assumed;
    next = typeReader.commands();
  }

  private void read(List<Reply> received, Optional<Instant> serverTime) {
    Optional<QueueResult> failure = QueueResult.failure(received);
    if (failure.isPresent()) {
      boolean wrongType = failure.get().equals(new Unavailable(Fault.READ_WRONG_TYPE));
      if (wrongType) {
        plan = QueueReadPlan.NONE;
      }
      if (wrongType && typeIsAssumed) {
        askType();
      } else {
        complete(failure.get(), plan);
      }
      return;
    }
    try {
      if (reader == null) {
        readType(ReplyShapes.text(received.get(0)));
        return;
      }
      replies.add(next, received, serverTime);
      Outcome outcome = reader.read(replies);
      next = replies.missing();
      if (next.isEmpty()) {
        complete(outcome.result(), outcome.nextPlan());
      }
    } catch (MalformedReplyException e) {
      logger.debug("A reply about the queue {} is malformed", queue.name(), e);
      complete(new Unavailable(Fault.PARSE_MALFORMED), plan);
    }
  }

  private void readType(String reply) {
    if (reply.equals("none")) {
      complete(new Measured(QueueValues.missing(queue)), QueueReadPlan.MISSING);
      return;
    }
    QueueType configured = queue.rules().type();
    Stream.of(QueueType.values())
        .filter(type -> type != QueueType.AUTO && type.label().equals(reply))
        .filter(type -> configured == QueueType.AUTO || type == configured)
        .findFirst()
        .ifPresentOrElse(
            type -> ask(type, false),
            () -> complete(new Unavailable(Fault.READ_WRONG_TYPE), QueueReadPlan.NONE));
  }

  private void complete(QueueResult outcome, QueueReadPlan nextPlan) {
    result = outcome;
    plan = nextPlan;
    next = List.of();
  }
}
