package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.node.ReplyShapes;
import io.github.redisclusterexporter.queue.QueueReadPlan.GroupPlan;
import io.github.redisclusterexporter.queue.StreamInfo.ConsumerGroup;
import io.github.redisclusterexporter.redis.Reply;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.IntFunction;

/**
 * The entries that were not delivered to a consumer group yet.
 *
 * <p>The server has a number of its own, the lag. It is null for a group that was created in the
 * middle of the stream, after some deletions, and always before 7.0. It is wrong in two cases.
 * XGROUP accepts any number of entries read, from which the server computes the lag. And after
 * entries were trimmed that were not delivered to the group, servers before 7.4.2 count them
 * forever. Therefore the ids take precedence, and a lag is only exact after it agreed with a count
 * of the entries; from then on its error stays zero until the ids contradict it.
 *
 * @param counted whether the depth follows from the ids alone, and not from the lag
 * @param oldest the first of them
 * @param toReadNext how many entries after the last delivered id the next read should ask for
 * @param lag whether the lag of the server is right
 */
record UndeliveredEntries(
    long depth,
    boolean exact,
    boolean counted,
    Optional<StreamId> oldest,
    int toReadNext,
    Trust lag) {

  /** What is known of the lag that a server reports for a group. */
  enum Trust {
    UNKNOWN,
    RIGHT,
    WRONG
  }

  /** When the ids alone suffice; empty for a group between the first entry and the last. */
  static Optional<UndeliveredEntries> byIds(
      StreamInfo stream, ConsumerGroup group, Trust before, int maxEntries) {
    OptionalLong lag = group.lag();
    if (stream.length() == 0 || !group.delivered().isBefore(stream.last())) {
      // Newer servers report a lag of 0 here, whatever they will report later.
      boolean hasReadAll = group.read().isPresent() && group.read().equals(stream.added());
      Trust now =
          lag.isEmpty()
              ? before
              : lag.getAsLong() != 0 ? Trust.WRONG : hasReadAll ? Trust.RIGHT : Trust.UNKNOWN;
      int toReadNext = entriesToRead(group, now, maxEntries);
      return Optional.of(new UndeliveredEntries(0, true, true, Optional.empty(), toReadNext, now));
    }
    Trust now = isBetween(lag, 0, stream.length()) ? before : Trust.WRONG;
    return stream
        .first()
        .filter(group.delivered()::isBefore)
        .map(first -> new UndeliveredEntries(stream.length(), true, true, stream.first(), 0, now));
  }

  private static boolean isBetween(OptionalLong lag, long first, long last) {
    return lag.isEmpty() || (first <= lag.getAsLong() && lag.getAsLong() <= last);
  }

  /** How many entries after the last delivered id are needed for the depth and the age. */
  private static int entriesToRead(ConsumerGroup group, Trust trust, int maxEntries) {
    if (isToBeCounted(group, trust, maxEntries)) {
      return trust == Trust.UNKNOWN && group.lag().isPresent()
          ? (int) group.lag().getAsLong() + 1
          : maxEntries;
    }
    return 1;
  }

  /** A lag that cannot be compared with a count of entries needs none. */
  private static boolean isToBeCounted(ConsumerGroup group, Trust trust, int maxEntries) {
    return group.lag().isEmpty()
        || trust == Trust.WRONG
        || (trust == Trust.UNKNOWN && group.lag().getAsLong() < maxEntries);
  }

  /**
   * For a group in the middle of the stream.
   *
   * @param range reads that many entries after the last delivered id; empty when the reply is
   *     missing
   */
  static Optional<UndeliveredEntries> byRange(
      StreamInfo stream,
      ConsumerGroup group,
      Trust before,
      int maxEntries,
      IntFunction<Optional<Reply>> range) {
    // The first entry was delivered, so fewer than all entries are waiting.
    Trust trust = isBetween(group.lag(), 0, stream.length() - 1) ? before : Trust.WRONG;
    return range
        .apply(entriesToRead(group, trust, maxEntries))
        .map(reply -> byRange(stream, group, trust, maxEntries, reply))
        .flatMap(
            undelivered ->
                undelivered.lag() == Trust.WRONG && trust != Trust.WRONG && !undelivered.exact()
                    ? byRange(stream, group, Trust.WRONG, maxEntries, range)
                    : Optional.of(undelivered));
  }

  private static UndeliveredEntries byRange(
      StreamInfo stream, ConsumerGroup group, Trust trust, int maxEntries, Reply range) {
    List<StreamId> received = ReplyShapes.many(range).stream().map(StreamInfo::id).toList();
    // Entries that were added after XINFO STREAM may have been delivered already.
    List<StreamId> entries = received.stream().filter(id -> !stream.last().isBefore(id)).toList();
    boolean areAll =
        received.size() < entriesToRead(group, trust, maxEntries)
            || entries.size() < received.size();
    boolean isCounted = isToBeCounted(group, trust, maxEntries);
    long lag = Math.min(group.lag().orElse(0), stream.length() - 1);
    long depth = areAll ? entries.size() : Math.max(entries.size(), lag);
    Trust now = trust;
    if (group.lag().isPresent() && areAll) {
      now = group.lag().getAsLong() == depth ? Trust.RIGHT : Trust.WRONG;
    } else if (group.lag().isPresent() && isCounted) {
      now = Trust.WRONG;
    }
    return new UndeliveredEntries(
        depth,
        areAll || (!isCounted && trust == Trust.RIGHT),
        areAll,
        entries.stream().findFirst(),
        entriesToRead(group, now, maxEntries),
        now);
  }

  /**
   * The number of entries up to the last delivered one, those included that were removed; empty
   * before 7.0, and when the undelivered entries were not counted.
   */
  OptionalLong position(StreamInfo stream) {
    return counted && stream.added().isPresent()
        ? OptionalLong.of(stream.added().getAsLong() - depth)
        : OptionalLong.empty();
  }

  GroupPlan plan(ConsumerGroup group, EntriesRead read) {
    return new GroupPlan(
        group.name(), group.delivered(), read, toReadNext, lag, group.hasFewConsumers());
  }
}
