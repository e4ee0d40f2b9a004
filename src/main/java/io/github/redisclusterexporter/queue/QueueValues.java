package io.github.redisclusterexporter.queue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The values that were read of a queue.
 *
 * @param type {@code AUTO} when the key does not exist and no type is configured
 * @param length number of stored entries
 * @param scheduled of a sorted set of times: members that are not due yet
 * @param added entries added to a stream since it was created; empty before 7.0
 * @param backlogs one; for a stream one per consumer group
 * @param groupsOver of a stream: groups above the limit, which are not read
 */
public record QueueValues(
    QueueType type,
    long length,
    OptionalLong scheduled,
    OptionalLong added,
    List<Backlog> backlogs,
    OptionalLong groupsOver) {

  public QueueValues {
    backlogs = List.copyOf(backlogs);
  }

  /** Of a type that has neither groups nor a count of entries added. */
  static QueueValues simple(QueueType type, long length, OptionalLong scheduled, Backlog backlog) {
    return new QueueValues(
        type, length, scheduled, OptionalLong.empty(), List.of(backlog), OptionalLong.empty());
  }

  /** A key that does not exist is an empty queue. */
  static QueueValues missing(QueueDefinition queue) {
    Optional<String> group = queue.rules().group();
    Backlog backlog =
        group.map(Backlog::nothing).orElseGet(() -> Backlog.simple(0, Optional.empty()));
    return simple(queue.rules().type(), 0, OptionalLong.empty(), backlog);
  }
}
