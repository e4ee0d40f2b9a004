package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.node.Shapes;
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
    Map<String, Reply> fields = Shapes.pairs(reply);
    Reply first = Shapes.field(fields, "first-entry");
    return new StreamInfo(
        Shapes.whole(Shapes.field(fields, "length")),
        StreamId.parse(Shapes.text(Shapes.field(fields, "last-generated-id"))),
        first instanceof Reply.Nil ? Optional.empty() : Optional.of(id(first)),
        number(fields, "entries-added"));
  }

  /** The id of an entry or of a pending one. */
  static StreamId id(Reply entry) {
    List<Reply> parts = Shapes.many(entry);
    return StreamId.parse(parts.isEmpty() ? "" : Shapes.text(parts.get(0)));
  }

  private static OptionalLong number(Map<String, Reply> fields, String name) {
    Reply value = fields.get(name);
    return value == null || value instanceof Reply.Nil
        ? OptionalLong.empty()
        : OptionalLong.of(Shapes.whole(value));
  }

  /**
   * A consumer group. Source: XINFO GROUPS.
   *
   * @param delivered the last id it was given
   * @param read empty before 7.0, and when the server does not know
   * @param lag likewise: how many entries are behind the last it was given
   */
  record Group(
      String name,
      long consumers,
      long pending,
      StreamId delivered,
      OptionalLong read,
      OptionalLong lag) {

    static List<Group> parse(Reply reply) {
      List<Group> groups = new ArrayList<>();
      Set<String> names = new HashSet<>();
      for (Reply element : Shapes.many(reply)) {
        Map<String, Reply> fields = Shapes.pairs(element);
        String name = Shapes.text(Shapes.field(fields, "name"));
        // Two names that are no text may look the same as text.
        if (names.add(name)) {
          groups.add(
              new Group(
                  name,
                  Shapes.whole(Shapes.field(fields, "consumers")),
                  Shapes.whole(Shapes.field(fields, "pending")),
                  StreamId.parse(Shapes.text(Shapes.field(fields, "last-delivered-id"))),
                  number(fields, "entries-read"),
                  number(fields, "lag")));
        }
      }
      return groups;
    }
  }
}
