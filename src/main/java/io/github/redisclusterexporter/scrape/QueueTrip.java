package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Deadline;
import io.github.redisclusterexporter.redis.NodeLink;
import io.github.redisclusterexporter.redis.RedisException;
import io.github.redisclusterexporter.redis.Reply;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Errands to one server, all in one write as long as any of them has something to ask. */
final class QueueTrip {
  private final NodeLink link;
  private final List<Errand> errands;

  QueueTrip(NodeLink link, List<Errand> errands) {
    this.link = link;
    this.errands = errands;
  }

  /**
   * Takes replies to what the errands asked first, and asks on until all are done.
   *
   * @throws RedisException when the connection broke
   */
  void goOn(List<Reply> replies, Optional<Instant> serverTime, Deadline deadline)
      throws RedisException {
    List<Reply> rest = replies;
    while (true) {
      hand(rest, serverTime);
      List<Command> commands = new ArrayList<>();
      errands.forEach(errand -> commands.addAll(errand.commands()));
      if (commands.isEmpty()) {
        return;
      }
      rest = link.ask(introduction -> commands, deadline).replies();
    }
  }

  private void hand(List<Reply> replies, Optional<Instant> serverTime) {
    int from = 0;
    for (Errand errand : errands) {
      int count = errand.commands().size();
      if (count > 0) {
        errand.take(replies.subList(from, from + count), serverTime);
        from += count;
      }
    }
  }
}
