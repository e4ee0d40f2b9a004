package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.node.ReplyShapes;
import io.github.redisclusterexporter.redis.Reply;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A stream, from XINFO STREAM. The fields of its entries are not read.
 *
 * @param last the last generated id; its entry may be deleted
 * @param first the id of the first entry
 * @param added empty before 7.0
 */
record StreamInfo(long length, StreamId last, Optional<StreamId> first, OptionalLong added) {

  static StreamInfo parse(Reply reply) {
    Map<String, Reply> fields = ReplyShapes.pairs(reply);
    Reply first = ReplyShapes.field(fields, "first-entry");
    return new StreamInfo(
        ReplyShapes.count(ReplyShapes.field(fields, "length")),
        StreamId.parse(ReplyShapes.text(ReplyShapes.field(fields, "last-generated-id"))),
        first instanceof Reply.Nil ? Optional.empty() : Optional.of(id(first)),
        number(fields, "entries-added"));
  }

  /** The id of an entry, or of a pending entry. */
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
   * A consumer group, from XINFO GROUPS.
   *
   * @param delivered the last delivered id
   * @param read entries read; empty before 7.0, and when the server does not know it; may be any
   *     number that a client passed to XGROUP
   * @param lag entries after the last delivered id; empty like {@code read}; may be any number
   */
  record ConsumerGroup(
      String name,
      long consumers,
      long pending,
      StreamId delivered,
      OptionalLong read,
      OptionalLong lag) {

    private static final int MANY_CONSUMERS = 1000;

    /** Whether it has consumers, and not too many to read them all. */
    boolean hasFewConsumers() {
      return consumers > 0 && consumers <= MANY_CONSUMERS;
    }

    static List<ConsumerGroup> parse(Reply reply) {
      Map<String, ConsumerGroup> groups = new LinkedHashMap<>();
      // Two names that are not valid text may be equal after decoding; the first one counts.
      for (Reply element : ReplyShapes.many(reply)) {
        ConsumerGroup group = one(element);
        groups.putIfAbsent(group.name(), group);
      }
      return List.copyOf(groups.values());
    }

    private static ConsumerGroup one(Reply reply) {
      Map<String, Reply> fields = ReplyShapes.pairs(reply);
      return new ConsumerGroup(
          ReplyShapes.text(ReplyShapes.field(fields, "name")),
          ReplyShapes.count(ReplyShapes.field(fields, "consumers")),
          ReplyShapes.count(ReplyShapes.field(fields, "pending")),
          StreamId.parse(ReplyShapes.text(ReplyShapes.field(fields, "last-delivered-id"))),
          number(fields, "entries-read"),
          number(fields, "lag"));
    }
  }
}
