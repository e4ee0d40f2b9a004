package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.node.ReplyShapes;
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
      StreamInfo stream, StreamInfo.ConsumerGroup group, boolean wasWrong, int maxEntries) {
    if (stream.length() == 0 || !group.delivered().isBefore(stream.last())) {
      boolean isWrong = group.lag().isPresent() ? group.lag().getAsLong() > 0 : wasWrong;
      return Optional.of(
          new UndeliveredEntries(
              0, true, Optional.empty(), entriesToRead(group, isWrong, maxEntries), isWrong));
    }
    Optional<StreamId> first = stream.first();
    if (first.isPresent() && group.delivered().isBefore(first.get())) {
      boolean isWrong = wasWrong || group.lag().orElse(0) > stream.length();
      return Optional.of(new UndeliveredEntries(stream.length(), true, first, 0, isWrong));
    }
    return Optional.empty();
  }

  /** How many entries after the last delivered id are needed for the depth and the age. */
  static int entriesToRead(StreamInfo.ConsumerGroup group, boolean wasWrong, int maxEntries) {
    return group.lag().isPresent() && !wasWrong ? 1 : maxEntries;
  }

  /**
   * For a group in the middle of the stream.
   *
   * @param range the entries after the last delivered id, as many as {@link #entriesToRead}
   */
  static UndeliveredEntries byRange(
      StreamInfo stream,
      StreamInfo.ConsumerGroup group,
      boolean wasWrong,
      int maxEntries,
      Reply range) {
    List<StreamId> received = ReplyShapes.many(range).stream().map(StreamInfo::id).toList();
    // Entries that were added after XINFO STREAM may have been delivered already.
    List<StreamId> entries = received.stream().filter(id -> !stream.last().isBefore(id)).toList();
    int requested = entriesToRead(group, wasWrong, maxEntries);
    if (entries.isEmpty()) {
      boolean isWrong = wasWrong || group.lag().orElse(0) > 0;
      return new UndeliveredEntries(
          0, true, Optional.empty(), entriesToRead(group, isWrong, maxEntries), isWrong);
    }
    Optional<StreamId> oldest = Optional.of(entries.get(0));
    long lag = Math.min(group.lag().orElse(0), stream.length() - 1);
    if (requested == 1) {
      return new UndeliveredEntries(Math.max(1, lag), true, oldest, 1, false);
    }
    boolean exact = received.size() < requested || entries.size() < received.size();
    long depth = exact ? entries.size() : Math.max(entries.size(), lag);
    boolean agreed = exact && group.lag().orElse(-1) == depth;
    boolean isWrong = wasWrong && !agreed;
    return new UndeliveredEntries(
        depth, exact, oldest, entriesToRead(group, isWrong, maxEntries), isWrong);
  }
}
