package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.node.ReplyShapes;
import io.github.redisclusterexporter.redis.Reply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A consumer of a group, from XINFO CONSUMERS. The numbers are as the server reported them.
 *
 * @param pending entries delivered to it and not acknowledged
 * @param idle milliseconds since it last asked for entries or claimed some
 */
public record GroupConsumer(String name, long pending, long idle) {

  static List<GroupConsumer> parse(Reply reply) {
    Map<String, GroupConsumer> consumers = new LinkedHashMap<>();
    // Two names that are not valid text may be equal after decoding; the first one counts.
    for (Reply element : ReplyShapes.many(reply)) {
      Map<String, Reply> fields = ReplyShapes.pairs(element);
      String name = ReplyShapes.text(ReplyShapes.field(fields, "name"));
      consumers.putIfAbsent(
          name,
          new GroupConsumer(
              name,
              ReplyShapes.whole(ReplyShapes.field(fields, "pending")),
              ReplyShapes.whole(ReplyShapes.field(fields, "idle"))));
    }
    return List.copyOf(consumers.values());
  }
}
