package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.key.KeyResult;
import io.github.redisclusterexporter.queue.QueueRules.ListAge;
import io.github.redisclusterexporter.queue.QueueRules.ScoreUnit;
import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.redis.WireReplies;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Optional;

/** Bytes as the replies to two reads of a queue; the first byte selects its type. */
public final class QueueFuzz {
  private static final int MAX_REPLIES = 40;
  private static final int MAX_ROUND_TRIPS = 4;

  private QueueFuzz() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    if (bytes.length == 0) {
      return;
    }
    QueueType[] types = QueueType.values();
    QueueDefinition queue =
        Replying.queue(
            QueueRules.of(0, types[(bytes[0] & 0xff) % types.length])
                .withListAge(new ListAge(ListAge.End.TAIL, "at"))
                .withScore(ScoreUnit.SECONDS));
    Deque<Reply> replies =
        new ArrayDeque<>(WireReplies.read(Arrays.copyOfRange(bytes, 1, bytes.length), MAX_REPLIES));
    QueueReadPlan plan = QueueReadPlan.NONE;
    for (int i = 0; i < 2; i++) {
      QueueRead read = read(queue, plan, replies);
      if (read.result().orElseThrow() instanceof KeyResult.Measured<QueueValues> measured) {
        require(!measured.values().backlogs().isEmpty(), "a result without a backlog");
      }
      plan = read.nextPlan();
    }
  }

  private static QueueRead read(QueueDefinition queue, QueueReadPlan plan, Deque<Reply> replies) {
    QueueRead read = new QueueRead(queue, plan, Replying.NOW, false, 0);
    for (int trips = 0; read.result().isEmpty(); trips++) {
      require(trips < MAX_ROUND_TRIPS, "the read does not end");
      List<Reply> next = new ArrayList<>();
      read.commands()
          .forEach(
              command -> {
                Reply reply = replies.poll();
                next.add(reply == null ? new Reply.Nil() : reply);
              });
      read.accept(next, Optional.of(Replying.NOW));
    }
    return read;
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError(what);
    }
  }
}
