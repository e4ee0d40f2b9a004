package io.github.redisclusterexporter.node;

import io.github.redisclusterexporter.redis.Reply;
import java.util.List;
import java.util.OptionalLong;

/**
 * The slow log, as far as it can be counted. Its length is capped; its ids are not, and a reset of
 * the log does not reset them.
 *
 * <p>Source: {@code SLOWLOG GET 1}. The arguments of the logged command are dropped unread.
 *
 * @param newestId empty when the log is
 */
public record Slowlog(OptionalLong newestId) {

  /**
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
    return new Slowlog(OptionalLong.of(ReplyShapes.whole(newest.get(0))));
  }
}
