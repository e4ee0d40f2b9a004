package io.github.redisclusterexporter.node;

import io.github.redisclusterexporter.redis.Reply;
import java.util.List;
import java.util.OptionalLong;

/**
 * The newest id of the slow log, or of another command log of Valkey. The length of a log is
 * limited, but its ids always grow, also after a reset of the log.
 *
 * <p>Source: {@code SLOWLOG GET 1}, or {@code COMMANDLOG GET 1 type} of Valkey 8.1+. The arguments
 * of the logged command are not read.
 *
 * @param newestId empty when the log is empty
 */
public record Slowlog(OptionalLong newestId) {

  /**
   * The newest id in the reply.
   *
   * @throws MalformedReplyException when the reply has another shape
   */
  static Slowlog parse(Reply reply) {
    List<Reply> entries = ReplyShapes.many(reply);
    if (entries.isEmpty()) {
      return new Slowlog(OptionalLong.empty());
    }
    List<Reply> newest = ReplyShapes.many(entries.get(0));
    if (newest.isEmpty()) {
      throw new MalformedReplyException("an entry of the slow log has no id");
    }
    return new Slowlog(OptionalLong.of(ReplyShapes.count(newest.get(0))));
  }
}
