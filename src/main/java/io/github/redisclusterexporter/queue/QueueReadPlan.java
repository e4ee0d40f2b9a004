package io.github.redisclusterexporter.queue;

import java.util.List;
import java.util.Optional;

/**
 * What one reading of a queue teaches the next one, so that it takes one round trip. It only
 * decides what is asked; no value on a page comes from it.
 */
public final class QueueReadPlan {
  /** Of a queue that was never read. */
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
   * @param delivered the id that it had been given last
   * @param ahead how many entries behind that one to ask for; 0 for none
   * @param doubted the server's lag is known to be wrong
   */
  record GroupPlan(String name, StreamId delivered, int ahead, boolean doubted) {}

  static QueueReadPlan of(QueueType type) {
    return new QueueReadPlan(Optional.of(type), false, List.of());
  }

  static QueueReadPlan ofStream(List<GroupPlan> groups) {
    return new QueueReadPlan(Optional.of(QueueType.STREAM), false, groups);
  }

  static QueueReadPlan ofMissing() {
    return new QueueReadPlan(Optional.empty(), true, List.of());
  }

  /** As it was when the key was there. */
  Optional<QueueType> type() {
    return type;
  }

  /** There was no key. */
  boolean isMissing() {
    return missing;
  }

  List<GroupPlan> groups() {
    return groups;
  }

  boolean doubts(String group) {
    return groups.stream().anyMatch(known -> known.name().equals(group) && known.doubted());
  }
}
