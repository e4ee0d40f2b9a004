package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.node.ReplyShapes;
import io.github.redisclusterexporter.queue.QueueReadPlan.GroupPlan;
import io.github.redisclusterexporter.queue.StreamInfo.ConsumerGroup;
import io.github.redisclusterexporter.redis.Reply;
import java.util.List;
import java.util.Optional;

/**
 * The entries that were not delivered to a consumer group yet.
 *
 * <p>The server has a number of its own, the lag. It is null for a group that was created in the
 * middle of the stream, after some deletions, and always before 7.0. It is wrong after entries were
 * trimmed that were not delivered to the group: servers before 7.4.2 count these entries forever,
 * because the count of entries read never reaches the count of entries added. Therefore the ids
 * take precedence, and a lag that contradicts them is not used until it agrees with them again.
 *
 * @param oldest the first of them
 * @param toReadNext how many entries after the last delivered id the next read should ask for
 * @param lagIsWrong the lag of the server is known to be wrong
 */
record UndeliveredEntries(
    long depth, boolean exact, Optional<StreamId> oldest, int toReadNext, boolean lagIsWrong) {

  /** When the ids alone suffice; empty for a group between the first entry and the last. */
  static Optional<UndeliveredEntries> byIds(
      StreamInfo stream, ConsumerGroup group, boolean wasWrong, int maxEntries) {
    if (stream.length() == 0 || !group.delivered().isBefore(stream.last())) {
      boolean isWrong = group.lag().isPresent() ? group.lag().getAsLong() > 0 : wasWrong;
      return Optional.of(none(group, isWrong, maxEntries));
    }
    boolean isWrong = wasWrong || group.lag().orElse(0) > stream.length();
    return stream
        .first()
        .filter(group.delivered()::isBefore)
        .map(first -> new UndeliveredEntries(stream.length(), true, stream.first(), 0, isWrong));
  }

  private static UndeliveredEntries none(ConsumerGroup group, boolean isWrong, int maxEntries) {
    return new UndeliveredEntries(
        0, true, Optional.empty(), entriesToRead(group, isWrong, maxEntries), isWrong);
  }

  /** How many entries after the last delivered id are needed for the depth and the age. */
  static int entriesToRead(ConsumerGroup group, boolean wasWrong, int maxEntries) {
    return group.lag().isPresent() && !wasWrong ? 1 : maxEntries;
  }

  /**
   * For a group in the middle of the stream.
   *
   * @param range the entries after the last delivered id, as many as {@link #entriesToRead}
   */
  static UndeliveredEntries byRange(
      StreamInfo stream, ConsumerGroup group, boolean wasWrong, int maxEntries, Reply range) {
    List<StreamId> received = ReplyShapes.many(range).stream().map(StreamInfo::id).toList();
    // Entries that were added after XINFO STREAM may have been delivered already.
    List<StreamId> entries = received.stream().filter(id -> !stream.last().isBefore(id)).toList();
    if (entries.isEmpty()) {
      return none(group, wasWrong || group.lag().orElse(0) > 0, maxEntries);
    }
    Optional<StreamId> oldest = Optional.of(entries.get(0));
    long lag = Math.min(group.lag().orElse(0), stream.length() - 1);
    int requested = entriesToRead(group, wasWrong, maxEntries);
    if (requested == 1) {
      return new UndeliveredEntries(Math.max(1, lag), true, oldest, 1, false);
    }
    boolean exact = received.size() < requested || entries.size() < received.size();
    long depth = exact ? entries.size() : Math.max(entries.size(), lag);
    boolean isWrong = wasWrong && !(exact && group.lag().orElse(-1) == depth);
    return new UndeliveredEntries(
        depth, exact, oldest, entriesToRead(group, isWrong, maxEntries), isWrong);
  }

  GroupPlan plan(ConsumerGroup group) {
    return new GroupPlan(group.name(), group.delivered(), toReadNext, lagIsWrong);
  }
}
