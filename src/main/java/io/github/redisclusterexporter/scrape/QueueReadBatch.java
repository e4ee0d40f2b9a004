package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.NodeClient;
import io.github.redisclusterexporter.redis.RedisException;
import io.github.redisclusterexporter.redis.Reply;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Errands to one server, all in one write as long as any of them has something to ask. */
final class QueueReadBatch {
  private final NodeClient link;
  private final List<QueueRead> reads;

  QueueReadBatch(NodeClient link, List<QueueRead> reads) {
    this.link = link;
    this.reads = reads;
  }

  /**
   * Takes replies to what the reads asked first, and asks on until all are done.
   *
   * @throws RedisException when the connection broke
   */
  void goOn(List<Reply> replies, Optional<Instant> serverTime, Deadline deadline)
      throws RedisException {
    List<Reply> rest = replies;
    while (true) {
      hand(rest, serverTime);
      List<Command> commands = new ArrayList<>();
      reads.forEach(read -> commands.addAll(read.commands()));
      if (commands.isEmpty()) {
        return;
      }
      rest = link.ask(introduction -> commands, deadline).replies();
    }
  }

  private void hand(List<Reply> replies, Optional<Instant> serverTime) {
    int from = 0;
    for (QueueRead read : reads) {
      int count = read.commands().size();
      if (count > 0) {
        read.take(replies.subList(from, from + count), serverTime);
        from += count;
      }
    }
  }
}
