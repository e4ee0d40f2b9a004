package io.github.redisclusterexporter.queue;

import java.util.List;
import java.util.Optional;

/**
 * What one read of a queue tells the next one, so that the next one takes one round trip. It only
 * decides which commands are sent; no exported value comes from it.
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
   * @param toRead how many entries after that id to read; 0 for none
   * @param lagIsWrong the lag of the server is known to be wrong
   */
  record GroupPlan(String name, StreamId delivered, int toRead, boolean lagIsWrong) {}

  static QueueReadPlan of(QueueType type, List<GroupPlan> groups) {
    return new QueueReadPlan(Optional.of(type), false, groups);
  }

  boolean isLagWrong(String group) {
    return groups.stream().anyMatch(known -> known.name().equals(group) && known.lagIsWrong());
  }
}
