package io.github.redisclusterexporter.queue;

import static io.github.redisclusterexporter.node.ReplyShapes.field;
import static io.github.redisclusterexporter.node.ReplyShapes.many;
import static io.github.redisclusterexporter.node.ReplyShapes.pairs;
import static io.github.redisclusterexporter.node.ReplyShapes.text;
import static io.github.redisclusterexporter.node.ReplyShapes.whole;

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
    Map<String, Reply> fields = pairs(reply);
    Reply first = field(fields, "first-entry");
    return new StreamInfo(
        whole(field(fields, "length")),
        StreamId.parse(text(field(fields, "last-generated-id"))),
        first instanceof Reply.Nil ? Optional.empty() : Optional.of(id(first)),
        number(fields, "entries-added"));
  }

  /** The id of an entry, or of a pending entry. */
  static StreamId id(Reply entry) {
    List<Reply> parts = many(entry);
    return StreamId.parse(parts.isEmpty() ? "" : text(parts.get(0)));
  }

  private static OptionalLong number(Map<String, Reply> fields, String name) {
    Reply value = fields.get(name);
    return value == null || value instanceof Reply.Nil
        ? OptionalLong.empty()
        : OptionalLong.of(whole(value));
  }

  /**
   * A consumer group, from XINFO GROUPS.
   *
   * @param delivered the last delivered id
   * @param read entries read; empty before 7.0, and when the server does not know it
   * @param lag entries after the last delivered id; empty like {@code read}
   */
  record ConsumerGroup(
      String name,
      long consumers,
      long pending,
      StreamId delivered,
      OptionalLong read,
      OptionalLong lag) {

    static List<ConsumerGroup> parse(Reply reply) {
      Map<String, ConsumerGroup> groups = new LinkedHashMap<>();
      // Two names that are not valid text may be equal after decoding; the first one counts.
      many(reply).stream().map(ConsumerGroup::one).forEach(g -> groups.putIfAbsent(g.name(), g));
      return List.copyOf(groups.values());
    }

    private static ConsumerGroup one(Reply reply) {
      Map<String, Reply> fields = pairs(reply);
      return new ConsumerGroup(
          text(field(fields, "name")),
          whole(field(fields, "consumers")),
          whole(field(fields, "pending")),
          StreamId.parse(text(field(fields, "last-delivered-id"))),
          number(fields, "entries-read"),
          number(fields, "lag"));
    }
  }
}
