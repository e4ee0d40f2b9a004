package io.github.redisclusterexporter.queue;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What was measured of a queue.
 *
 * @param type {@code AUTO} when the key does not exist and the configuration does not tell
 * @param length all that is stored
 * @param scheduled of a sorted set of times: what is not due yet
 * @param added entries put into a stream since it was made; empty before 7.0
 * @param backlogs one, or of a stream one a group
 * @param groupsOver of a stream: groups beyond those that are measured
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
    Backlog backlog =
        queue
            .rules()
            .group()
            .map(Backlog::nothing)
            .orElseGet(() -> Backlog.simple(0, Optional.empty()));
    return simple(queue.rules().type(), 0, OptionalLong.empty(), backlog);
  }
}
