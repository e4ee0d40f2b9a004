package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.node.MalformedReplyException;
import io.github.redisclusterexporter.node.ReplyShapes;
import io.github.redisclusterexporter.queue.QueueResult.Measured;
import io.github.redisclusterexporter.queue.QueueResult.Unavailable;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.Reply;
import java.time.Instant;
import java.util.ArrayList;
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

  /** Reads the type of the key; null while the type is not known. */
  private @Nullable TypeReader reader;

  /** Whether the type comes from the plan only. */
  private boolean typeIsAssumed;

  /** To send next, without ASKING and SELECT; empty once the read is done. */
  private List<Command> next = List.of();

  private QueueReplies replies = QueueReplies.NONE;
  private @Nullable QueueResult result;

  private QueueRead(
      QueueDefinition queue, QueueReadPlan plan, Instant now, boolean asking, int database) {
    this.queue = queue;
    this.plan = plan;
    this.now = now;
    this.asking = asking;
    this.database = database;
    start();
  }

  /**
   * A read at a node of a cluster.
   *
   * @param plan from the last read of this queue, at any node
   * @param now by the exporter's clock; compared with times that clients wrote: scores, and times
   *     in the elements of lists
   */
  public static QueueRead inCluster(QueueDefinition queue, QueueReadPlan plan, Instant now) {
    return new QueueRead(queue, plan, now, false, 0);
  }

  /** As {@link #inCluster}, at the node to which the slot is being migrated (after -ASK). */
  public static QueueRead afterAsk(QueueDefinition queue, QueueReadPlan plan, Instant now) {
    return new QueueRead(queue, plan, now, true, 0);
  }

  /** As {@link #inCluster}, at a standalone server, in the configured database. */
  public static QueueRead standalone(QueueDefinition queue, QueueReadPlan plan, Instant now) {
    return new QueueRead(queue, plan, now, false, queue.rules().database());
  }

  public QueueDefinition queue() {
    return queue;
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
    if (next.isEmpty()) {
      return List.of();
    }
    List<Command> commands = new ArrayList<>();
    if (database != 0) {
      commands.add(select(database));
    }
    commands.addAll(
        asking ? next.stream().flatMap(command -> Stream.of(ASKING, command)).toList() : next);
    if (database != 0) {
      // Other commands on this connection expect database 0.
      commands.add(select(0));
    }
    return commands;
  }

  private static Command select(int database) {
    return QueueCommand.SELECT.with(Integer.toString(database));
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
    List<Reply> own = received;
    if (database != 0) {
      Optional<Fault> notSelected = ReplyErrors.fault(received.get(0));
      if (notSelected.isPresent()) {
        // The other replies are from another database.
        complete(new Unavailable(notSelected.get()), QueueReadPlan.NONE);
        return;
      }
      own = received.subList(1, received.size() - 1);
    }
    read(asking ? everySecond(own) : own, serverTime);
  }

  private static List<Reply> everySecond(List<Reply> replies) {
    return IntStream.range(0, replies.size() / 2).mapToObj(i -> replies.get(2 * i + 1)).toList();
  }

  private void start() {
    QueueType configured = queue.rules().type();
    boolean detect = configured == QueueType.AUTO;
    Optional<QueueType> type = detect ? plan.type() : Optional.of(configured);
    // XINFO of a missing key is an error, which the server counts; TYPE and other commands are not.
    boolean mayBeMissing = plan.isMissing() && (detect || configured == QueueType.STREAM);
    if (type.isEmpty() || mayBeMissing) {
      askType();
    } else {
      ask(type.get(), detect);
    }
  }

  private void askType() {
    reader = null;
    typeIsAssumed = false;
    next = List.of(QueueCommand.TYPE.with(queue.key()));
  }

  private void ask(QueueType type, boolean assumed) {
    TypeReader typeReader =
        switch (type) {
          case STREAM -> new StreamReader(queue, plan);
          case LIST -> new ListReader(queue, now);
          case ZSET -> new SortedSetReader(queue, now);
          case SET -> new SetReader(queue);
          case AUTO -> throw new IllegalArgumentException("no key has the type auto");
        };
    reader = typeReader;
    typeIsAssumed = assumed;
    next = List.copyOf(typeReader.commands());
  }

  private void read(List<Reply> received, Optional<Instant> serverTime) {
    Optional<QueueResult> failure = ReplyErrors.failure(received);
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
      } else {
        replies = replies.and(next, received, serverTime);
        read(reader.read(replies));
      }
    } catch (MalformedReplyException e) {
      logger.debug("A reply about the queue {} is malformed", queue.name(), e);
      complete(new Unavailable(Fault.PARSE_MALFORMED), plan);
    }
  }

  private void readType(String reply) {
    if (reply.equals("none")) {
      complete(new Measured(QueueValues.missing(queue)), QueueReadPlan.ofMissing());
      return;
    }
    QueueType configured = queue.rules().type();
    Optional<QueueType> type =
        Stream.of(QueueType.values())
            .filter(candidate -> candidate.label().equals(reply))
            .filter(candidate -> configured == QueueType.AUTO || candidate == configured)
            .findFirst();
    if (type.isPresent()) {
      ask(type.get(), false);
    } else {
      complete(new Unavailable(Fault.READ_WRONG_TYPE), QueueReadPlan.NONE);
    }
  }

  private void read(TypeReader.Step step) {
    if (step instanceof TypeReader.Complete complete) {
      complete(complete.result(), complete.nextPlan());
    } else if (step instanceof TypeReader.Incomplete incomplete) {
      next = incomplete.missing();
    }
  }

  private void complete(QueueResult outcome, QueueReadPlan nextPlan) {
    result = outcome;
    plan = nextPlan;
    next = List.of();
  }
}
