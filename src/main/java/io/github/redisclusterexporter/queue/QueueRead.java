package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.key.KeyRead;
import io.github.redisclusterexporter.key.KeyResult;
import io.github.redisclusterexporter.key.KeyResult.Measured;
import io.github.redisclusterexporter.key.KeyResult.Unavailable;
import io.github.redisclusterexporter.node.ReplyShapes;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.Reply;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One read of one queue at one server. With the plan of an earlier read it takes one round trip. It
 * takes two when the key or a consumer group is new, or when a group that has entries waiting
 * received some since; and at most four when the plan is entirely out of date.
 */
public final class QueueRead extends KeyRead<QueueValues> {
  private final QueueDefinition queue;
  private final Instant now;
  private QueueReadPlan plan;

  /** Null while the type of the key is not known. */
  private @Nullable TypeReader reader;

  /** Whether the type comes from the plan only. */
  private boolean typeIsAssumed;

  private final QueueReplies replies = new QueueReplies();

  /** Which commands read a key of one type, and how to read their replies. */
  interface TypeReader {

    /** What can be sent before any reply is known. */
    List<Command> commands();

    /** Reads all replies received so far. The outcome counts when none is missing. */
    Outcome read(QueueReplies replies);
  }

  /** The result, and the plan for the next read. */
  record Outcome(KeyResult<QueueValues> result, QueueReadPlan nextPlan) {}

  /**
   * A read at one server.
   *
   * @param plan from the last read of this queue, at any node
   * @param now by the exporter's clock; compared with times that clients wrote: scores, and times
   *     in the elements of lists
   * @param asking whether the slot is being migrated to the server (after -ASK)
   * @param database where the key is
   */
  public QueueRead(
      QueueDefinition queue, QueueReadPlan plan, Instant now, boolean asking, int database) {
    super(queue.name(), asking, database);
    this.queue = queue;
    this.plan = plan;
    this.now = now;
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

  /** For the next read of this queue, once this one is done. */
  public QueueReadPlan nextPlan() {
    return plan;
  }

  private void askType() {
    reader = null;
    typeIsAssumed = false;
    ask(List.of(QueueCommand.TYPE.with(queue.key())));
  }

  private void ask(QueueType type, boolean assumed) {
    TypeReader typeReader =
        type == QueueType.STREAM
            ? new StreamReader(queue, plan)
            : new SimpleReader(queue, type, now);
    reader = typeReader;
    typeIsAssumed = assumed;
    ask(typeReader.commands());
  }

  @Override
  protected void failed(KeyResult<QueueValues> failure) {
    boolean wrongType = failure.equals(new Unavailable<QueueValues>(Fault.READ_WRONG_TYPE));
    if (wrongType) {
      plan = QueueReadPlan.NONE;
    }
    if (wrongType && typeIsAssumed) {
      askType();
    } else {
      complete(failure);
    }
  }

  @Override
  protected void read(List<Command> sent, List<Reply> received, Optional<Instant> serverTime) {
    if (reader == null) {
      readType(ReplyShapes.text(received.get(0)));
      return;
    }
    replies.add(sent, received, serverTime);
    Outcome outcome = reader.read(replies);
    List<Command> missing = replies.missing();
    if (missing.isEmpty()) {
      complete(outcome.result(), outcome.nextPlan());
    } else {
      ask(missing);
    }
  }

  private void readType(String reply) {
    if (reply.equals("none")) {
      complete(new Measured<>(QueueValues.missing(queue)), QueueReadPlan.MISSING);
      return;
    }
    QueueType configured = queue.rules().type();
    Stream.of(QueueType.values())
        .filter(type -> type != QueueType.AUTO && type.label().equals(reply))
        .filter(type -> configured == QueueType.AUTO || type == configured)
        .findFirst()
        .ifPresentOrElse(
            type -> ask(type, false),
            () -> complete(new Unavailable<>(Fault.READ_WRONG_TYPE), QueueReadPlan.NONE));
  }

  private void complete(KeyResult<QueueValues> outcome, QueueReadPlan nextPlan) {
    plan = nextPlan;
    complete(outcome);
  }
}
