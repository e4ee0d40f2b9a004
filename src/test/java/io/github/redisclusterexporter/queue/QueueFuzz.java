package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.redis.WireReplies;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/**
 * Bytes as the replies to everything that two readings of a queue ask, of a type that the first
 * byte tells.
 */
public final class QueueFuzz {
  private static final int MOST_REPLIES = 40;
  private static final int MOST_ROUNDS = 4;

  private QueueFuzz() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    if (bytes.length == 0) {
      return;
    }
    QueueType[] types = QueueType.values();
    QueueDefinition queue =
        Replying.queue(
            new QueueRules(
                0,
                types[(bytes[0] & 0xff) % types.length],
                Optional.empty(),
                QueuePurpose.WORK,
                Optional.empty(),
                Optional.of(new ListAge(ListAge.End.TAIL, "at")),
                ScoreUnit.SECONDS));
    Deque<Reply> replies =
        new ArrayDeque<>(
            WireReplies.read(Arrays.copyOfRange(bytes, 1, bytes.length), MOST_REPLIES));
    QueueReadPlan memory = QueueReadPlan.NONE;
    for (int i = 0; i < 2; i++) {
      Step.Done done = read(queue, memory, replies);
      if (done.reading() instanceof QueueReading.Measured measured) {
        require(!measured.values().backlogs().isEmpty(), "nothing was measured");
      }
      memory = done.memory();
    }
  }

  private static Step.Done read(QueueDefinition queue, QueueReadPlan memory, Deque<Reply> replies) {
    Step step = QueueProbe.start(queue, memory, Replying.NOW);
    for (int round = 0; step instanceof Step.Send ask; round++) {
      require(round < MOST_ROUNDS, "it asks for ever");
      List<Reply> next = new ArrayList<>();
      ask.commands()
          .forEach(
              command -> {
                Reply reply = replies.poll();
                next.add(reply == null ? new Reply.Nil() : reply);
              });
      step = ask.answer(next, Optional.of(Replying.NOW));
    }
    return (Step.Done) step;
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError(what);
    }
  }
}
