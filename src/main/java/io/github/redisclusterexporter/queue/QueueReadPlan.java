package io.github.redisclusterexporter.queue;

import java.util.List;
import java.util.Optional;

/**
 * What one read of a queue tells the next one, so that the next one takes one round trip. It only
 * decides which commands are sent; no exported value comes from it.
 */
public final class QueueReadPlan {
  /** Before the first read. */
  public static final QueueReadPlan NONE = new QueueReadPlan(Optional.empty(), false, List.of());

  private final Optional<QueueType> type;
  private final boolean missing;
  private final List<GroupPlan> groups;

  private QueueReadPlan(Optional<QueueType> type, boolean missing, List<GroupPlan> groups) {
    this.type = type;
    this.missing = missing;
    this.groups = List.copyOf(groups);
  }

  /**
   * A consumer group.
   *
   * @param delivered the last id that was delivered to it
   * @param toRead how many entries after that id to read; 0 for none
   * @param lagIsWrong the lag of the server is known to be wrong
   */
  record GroupPlan(String name, StreamId delivered, int toRead, boolean lagIsWrong) {}

  static QueueReadPlan of(QueueType type) {
    return new QueueReadPlan(Optional.of(type), false, List.of());
  }

  static QueueReadPlan ofStream(List<GroupPlan> groups) {
    return new QueueReadPlan(Optional.of(QueueType.STREAM), false, groups);
  }

  static QueueReadPlan ofMissing() {
    return new QueueReadPlan(Optional.empty(), true, List.of());
  }

  /** The type of the key; empty when it is not known. */
  Optional<QueueType> type() {
    return type;
  }

  /** The key did not exist. */
  boolean isMissing() {
    return missing;
  }

  List<GroupPlan> groups() {
    return groups;
  }

  boolean isLagWrong(String group) {
    return groups.stream().anyMatch(known -> known.name().equals(group) && known.lagIsWrong());
  }
}
