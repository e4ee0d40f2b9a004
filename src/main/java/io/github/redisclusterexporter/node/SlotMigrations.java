package io.github.redisclusterexporter.node;

import io.github.redisclusterexporter.redis.Reply;
import java.util.Map;
import java.util.Set;

/**
 * The atomic migrations of slots in which a node takes part, and those of which it still knows.
 *
 * <p>Source: {@code CLUSTER GETSLOTMIGRATIONS}, Valkey 9.0+.
 *
 * @param running that have not ended
 * @param failed that the server still lists: it keeps a limited number of those that ended
 */
public record SlotMigrations(int running, int failed) {
  private static final String FAILED = "failed";
  private static final Set<String> ENDED = Set.of(FAILED, "cancelled", "success");

  /**
   * Counts the migrations in the reply.
   *
   * @throws MalformedReplyException when the reply has another shape
   */
  static SlotMigrations parse(Reply reply) {
    int running = 0;
    int failed = 0;
    for (Reply element : ReplyShapes.many(reply)) {
      Map<String, Reply> fields = ReplyShapes.pairs(element);
      String state = ReplyShapes.text(ReplyShapes.field(fields, "state"));
      running += ENDED.contains(state) ? 0 : 1;
      failed += state.equals(FAILED) ? 1 : 0;
    }
    return new SlotMigrations(running, failed);
  }
}
