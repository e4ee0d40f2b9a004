package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.node.ReplyShapes;
import io.github.redisclusterexporter.redis.Reply;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * A stream. Source: XINFO STREAM; the fields of its first and last entry are dropped unread.
 *
 * @param last the last id that was ever given out, not of the last entry that is left
 * @param first of the first entry that is left
 * @param added empty before 7.0
 */
record StreamInfo(long length, StreamId last, Optional<StreamId> first, OptionalLong added) {

  static StreamInfo parse(Reply reply) {
    Map<String, Reply> fields = ReplyShapes.pairs(reply);
    Reply first = ReplyShapes.field(fields, "first-entry");
    return new StreamInfo(
        ReplyShapes.whole(ReplyShapes.field(fields, "length")),
        StreamId.parse(ReplyShapes.text(ReplyShapes.field(fields, "last-generated-id"))),
        first instanceof Reply.Nil ? Optional.empty() : Optional.of(id(first)),
        number(fields, "entries-added"));
  }

  /** The id of an entry or of a pending one. */
  static StreamId id(Reply entry) {
    List<Reply> parts = ReplyShapes.many(entry);
    return StreamId.parse(parts.isEmpty() ? "" : ReplyShapes.text(parts.get(0)));
  }

  private static OptionalLong number(Map<String, Reply> fields, String name) {
    Reply value = fields.get(name);
    return value == null || value instanceof Reply.Nil
        ? OptionalLong.empty()
        : OptionalLong.of(ReplyShapes.whole(value));
  }

  /**
   * A consumer group. Source: XINFO GROUPS.
   *
   * @param delivered the last id it was given
   * @param read empty before 7.0, and when the server does not know
   * @param lag likewise: how many entries are behind the last it was given
   */
  record ConsumerGroup(
      String name,
      long consumers,
      long pending,
      StreamId delivered,
      OptionalLong read,
      OptionalLong lag) {

    static List<ConsumerGroup> parse(Reply reply) {
      List<ConsumerGroup> groups = new ArrayList<>();
      Set<String> names = new HashSet<>();
      for (Reply element : ReplyShapes.many(reply)) {
        Map<String, Reply> fields = ReplyShapes.pairs(element);
        String name = ReplyShapes.text(ReplyShapes.field(fields, "name"));
        // Two names that are no text may look the same as text.
        if (names.add(name)) {
          groups.add(
              new ConsumerGroup(
                  name,
                  ReplyShapes.whole(ReplyShapes.field(fields, "consumers")),
                  ReplyShapes.whole(ReplyShapes.field(fields, "pending")),
                  StreamId.parse(ReplyShapes.text(ReplyShapes.field(fields, "last-delivered-id"))),
                  number(fields, "entries-read"),
                  number(fields, "lag")));
        }
      }
      return groups;
    }
  }
}
