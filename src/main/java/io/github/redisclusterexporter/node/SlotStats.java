package io.github.redisclusterexporter.node;

import io.github.redisclusterexporter.redis.Reply;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;

/**
 * What a node counts for some of the slots of its shard, those with the highest values of one
 * statistic.
 *
 * <p>Source: {@code CLUSTER SLOT-STATS ORDERBY statistic LIMIT n DESC}, Valkey 8.0+ and Redis 8.2+.
 *
 * @param slots the values by slot, and by the name of the statistic on the server
 */
public record SlotStats(Map<Integer, Map<String, Long>> slots) {
  /** How many slots each node reports for each statistic, at most. */
  public static final int LIMIT = 100;

  /** The statistics. Without cluster-slot-stats-enabled, servers have only the number of keys. */
  public enum Statistic {
    KEYS("key-count"),
    CPU("cpu-usec"),
    NETWORK_INPUT("network-bytes-in"),
    NETWORK_OUTPUT("network-bytes-out"),
    MEMORY("memory-bytes");

    private final String field;

    Statistic(String field) {
      this.field = field;
    }

    List<String> arguments() {
      return List.of("ORDERBY", field, "LIMIT", Integer.toString(LIMIT), "DESC");
    }

    String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  public SlotStats {
    slots = Map.copyOf(slots);
  }

  /**
   * One value of one slot; empty when the server did not report it.
   *
   * @throws MalformedReplyException when the number is impossible
   */
  public OptionalDouble value(int slot, Statistic statistic) {
    Long value = slots.getOrDefault(slot, Map.of()).get(statistic.field);
    return value == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(NumberKind.COUNT.check(statistic.field, (double) value));
  }

  /**
   * The value if it is possible.
   *
   * @return 0 for a value that is missing or impossible
   */
  public long readable(int slot, Statistic statistic) {
    return Math.max(0, slots.getOrDefault(slot, Map.of()).getOrDefault(statistic.field, 0L));
  }

  /**
   * The slots in the reply.
   *
   * @throws MalformedReplyException when the reply has another shape
   */
  static SlotStats parse(Reply reply) {
    List<Reply> elements = ReplyShapes.many(reply);
    if (elements.size() > LIMIT) {
      throw new MalformedReplyException("a reply has more slots than were asked for");
    }
    Map<Integer, Map<String, Long>> slots = new HashMap<>();
    for (Reply element : elements) {
      List<Reply> parts = ReplyShapes.many(element);
      if (parts.size() != 2) {
        throw new MalformedReplyException("a slot has " + parts.size() + " parts instead of 2");
      }
      long slot = ReplyShapes.whole(parts.get(0));
      if (slot < 0 || slot >= SlotRanges.SLOTS) {
        throw new MalformedReplyException("there is no slot " + slot);
      }
      Map<String, Long> values = new HashMap<>();
      ReplyShapes.pairs(parts.get(1))
          .forEach((field, value) -> values.put(field, ReplyShapes.whole(value)));
      if (slots.put((int) slot, values) != null) {
        throw new MalformedReplyException("the slot " + slot + " is there twice");
      }
    }
    return new SlotStats(slots);
  }
}
