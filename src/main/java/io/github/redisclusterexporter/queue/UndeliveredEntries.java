package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.node.ReplyShapes;
import io.github.redisclusterexporter.redis.Reply;
import java.util.List;
import java.util.Optional;

/**
 * What a consumer group has not been given yet.
 *
 * <p>The server's own number, lag, is null for a group that was made in the middle of the stream,
 * after some deletions, and always before 7.0; and it is wrong without being null after entries
 * were trimmed that the group had not been given: servers before 7.4.2 go on counting them, for
 * ever, because the count of entries read never catches up with the count of entries added. So what
 * the ids prove comes first, and a lag that they have contradicted once is doubted from then on,
 * until they agree again.
 *
 * @param oldest the first of them
 * @param ahead how many entries behind the last delivered one the next reading should ask for
 * @param doubted the server's lag is known to be wrong
 */
record UndeliveredEntries(
    long depth, boolean exact, Optional<StreamId> oldest, int ahead, boolean doubted) {

  /** Where the ids alone tell. Empty for a group between the first entry and the last. */
  static Optional<UndeliveredEntries> byIds(
      StreamInfo stream, StreamInfo.ConsumerGroup group, boolean doubted, int most) {
    if (stream.length() == 0 || !group.delivered().isBefore(stream.last())) {
      boolean nowDoubted = group.lag().isPresent() ? group.lag().getAsLong() > 0 : doubted;
      return Optional.of(
          new UndeliveredEntries(
              0, true, Optional.empty(), most(group, nowDoubted, most), nowDoubted));
    }
    Optional<StreamId> first = stream.first();
    if (first.isPresent() && group.delivered().isBefore(first.get())) {
      boolean nowDoubted = doubted || group.lag().orElse(0) > stream.length();
      return Optional.of(new UndeliveredEntries(stream.length(), true, first, 0, nowDoubted));
    }
    return Optional.empty();
  }

  /** How many entries behind the last delivered one tell the depth and the age. */
  static int most(StreamInfo.ConsumerGroup group, boolean doubted, int most) {
    return group.lag().isPresent() && !doubted ? 1 : most;
  }

  /**
   * In the middle of the stream.
   *
   * @param range what is behind the last delivered entry, that many at most
   */
  static UndeliveredEntries byRange(
      StreamInfo stream, StreamInfo.ConsumerGroup group, boolean doubted, int most, Reply range) {
    List<StreamId> behind = ReplyShapes.many(range).stream().map(StreamInfo::id).toList();
    // What came after the stream had told its last id may have been handed out by now.
    List<StreamId> entries = behind.stream().filter(id -> !stream.last().isBefore(id)).toList();
    int asked = most(group, doubted, most);
    if (entries.isEmpty()) {
      boolean nowDoubted = doubted || group.lag().orElse(0) > 0;
      return new UndeliveredEntries(
          0, true, Optional.empty(), most(group, nowDoubted, most), nowDoubted);
    }
    Optional<StreamId> oldest = Optional.of(entries.get(0));
    long lag = Math.min(group.lag().orElse(0), stream.length() - 1);
    if (asked == 1) {
      return new UndeliveredEntries(Math.max(1, lag), true, oldest, 1, false);
    }
    boolean exact = behind.size() < asked || entries.size() < behind.size();
    long depth = exact ? entries.size() : Math.max(entries.size(), lag);
    boolean agreed = exact && group.lag().orElse(-1) == depth;
    boolean nowDoubted = doubted && !agreed;
    return new UndeliveredEntries(depth, exact, oldest, most(group, nowDoubted, most), nowDoubted);
  }
}
