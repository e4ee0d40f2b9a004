package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.node.MalformedReplyException;
import io.github.redisclusterexporter.node.ReplyShapes;
import io.github.redisclusterexporter.queue.QueueReading.Measured;
import io.github.redisclusterexporter.queue.QueueReading.Unavailable;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.Reply;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One reading of one queue. With what the last reading remembered it takes one round trip; a second
 * one is needed when a key or a group is new, or a group that has entries waiting was given some
 * since, and at most four when nothing that was remembered is true any more.
 */
public final class QueueProbe {
  private static final Logger logger = LoggerFactory.getLogger(QueueProbe.class);

  private final QueueDefinition queue;
  private final Instant now;

  private QueueProbe(QueueDefinition queue, Instant now) {
    this.queue = queue;
    this.now = now;
  }

  /**
   * Begins a reading.
   *
   * @param memory of the last reading, wherever it was made
   * @param now by the exporter's clock, for times that clients wrote: scores, and times in lists
   */
  public static Step.Send start(QueueDefinition queue, QueueReadPlan memory, Instant now) {
    return new QueueProbe(queue, now).start(memory);
  }

  private Step.Send start(QueueReadPlan memory) {
    QueueType configured = queue.rules().type();
    boolean detect = configured == QueueType.AUTO;
    Optional<QueueType> type = detect ? memory.type() : Optional.of(configured);
    // XINFO of a missing key is an error, which the server counts; TYPE and all else is not.
    boolean mayBeMissing = memory.isMissing() && (detect || configured == QueueType.STREAM);
    return type.isEmpty() || mayBeMissing ? askType(memory) : ask(type.get(), memory, detect);
  }

  private Step.Send askType(QueueReadPlan memory) {
    Command command = QueueCommand.TYPE.with(queue.key());
    return new Step.Send(
        List.of(command),
        (replies, serverTime) ->
            guarded(
                memory, replies, false, () -> afterType(ReplyShapes.text(replies.get(0)), memory)));
  }

  private Step afterType(String answer, QueueReadPlan memory) {
    if (answer.equals("none")) {
      return new Step.Done(new Measured(QueueValues.missing(queue)), QueueReadPlan.ofMissing());
    }
    QueueType configured = queue.rules().type();
    Optional<QueueType> type =
        List.of(QueueType.values()).stream()
            .filter(candidate -> candidate.label().equals(answer))
            .filter(candidate -> configured == QueueType.AUTO || candidate == configured)
            .findFirst();
    return type.<Step>map(found -> ask(found, memory, false))
        .orElseGet(() -> new Step.Done(new Unavailable(Fault.READ_WRONG_TYPE), QueueReadPlan.NONE));
  }

  /**
   * @param believed the type is only remembered
   */
  private Step.Send ask(QueueType type, QueueReadPlan memory, boolean believed) {
    TypeReader reader =
        switch (type) {
          case STREAM -> new StreamReader(queue, memory);
          case LIST -> new ListReader(queue, now);
          case ZSET -> new SortedSetReader(queue, now);
          case SET -> new SetReader(queue);
          case AUTO -> throw new IllegalArgumentException("no key has the type auto");
        };
    return ask(reader, List.copyOf(reader.commands()), QueueReplies.NONE, memory, believed);
  }

  private Step.Send ask(
      TypeReader reader,
      List<Command> commands,
      QueueReplies before,
      QueueReadPlan memory,
      boolean believed) {
    return new Step.Send(
        commands,
        (replies, serverTime) ->
            guarded(
                memory,
                replies,
                believed,
                () -> {
                  QueueReplies answers = before.and(commands, replies, serverTime);
                  TypeReader.Result result = reader.read(answers);
                  if (result instanceof TypeReader.Result.Complete complete) {
                    return new Step.Done(complete.reading(), complete.memory());
                  }
                  var lacking = (TypeReader.Result.Lacking) result;
                  return ask(reader, lacking.commands(), answers, memory, believed);
                }));
  }

  private interface Reading {
    Step read();
  }

  private Step guarded(
      QueueReadPlan memory, List<Reply> replies, boolean believed, Reading reading) {
    Optional<QueueReading> error = ReplyErrors.deciding(replies);
    if (error.isPresent()) {
      boolean wrongType = error.get().equals(new Unavailable(Fault.READ_WRONG_TYPE));
      if (wrongType && believed) {
        return askType(QueueReadPlan.NONE);
      }
      return new Step.Done(error.get(), wrongType ? QueueReadPlan.NONE : memory);
    }
    try {
      return reading.read();
    } catch (MalformedReplyException e) {
      logger.debug("What was said of the queue {} cannot be read", queue.name(), e);
      return new Step.Done(new Unavailable(Fault.PARSE_MALFORMED), memory);
    }
  }
}
