package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.queue.StreamInfo.ConsumerGroup;
import io.github.redisclusterexporter.queue.UndeliveredEntries.Trust;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What one read of a queue tells the next one, so that the next one takes one round trip. It has no
 * values to export: it decides which commands are sent, how far a server's lag is trusted, and how
 * the number of entries read continues after a failover.
 *
 * @param type of the key; empty when it is not known
 * @param isMissing whether the key did not exist
 * @param groups of a stream
 */
public record QueueReadPlan(Optional<QueueType> type, boolean isMissing, List<GroupPlan> groups) {
  /** Before the first read. */
  public static final QueueReadPlan NONE = new QueueReadPlan(Optional.empty(), false, List.of());

  static final QueueReadPlan MISSING = new QueueReadPlan(Optional.empty(), true, List.of());

  public QueueReadPlan {
    groups = List.copyOf(groups);
  }

  /**
   * A consumer group.
   *
   * @param delivered the last id that was delivered to it
   * @param read how many entries it has read
   * @param toRead how many entries after that id to read; 0 for none
   * @param lag what is known of the lag that the server reports
   * @param hasFewConsumers whether it has consumers, and not too many to read them all
   */
  record GroupPlan(
      String name,
      StreamId delivered,
      EntriesRead read,
      int toRead,
      Trust lag,
      boolean hasFewConsumers) {}

  static QueueReadPlan of(QueueType type, List<GroupPlan> groups) {
    return new QueueReadPlan(Optional.of(type), false, groups);
  }

  /**
   * What is known of the lag of a group. When the group has gone back, it may be another group with
   * the same name; when only its number of entries read has, a failover may have lost that.
   */
  Trust lagOf(ConsumerGroup group) {
    return sameGroup(group)
        .filter(known -> group.read().orElse(Long.MAX_VALUE) >= known.read().reported().orElse(0))
        .map(GroupPlan::lag)
        .orElse(Trust.UNKNOWN);
  }

  /** The entries that a group has read; without what is known of another group with its name. */
  EntriesRead entriesRead(ConsumerGroup group, OptionalLong added, OptionalLong position) {
    return sameGroup(group)
        .map(known -> known.read().next(group.read(), added, position))
        .orElseGet(() -> EntriesRead.first(group.read(), added, position));
  }

  private Optional<GroupPlan> sameGroup(ConsumerGroup group) {
    return groups.stream()
        .filter(known -> known.name().equals(group.name()))
        .filter(known -> !group.delivered().isBefore(known.delivered()))
        .findFirst();
  }
}
