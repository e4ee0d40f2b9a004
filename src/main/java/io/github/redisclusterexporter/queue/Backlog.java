package io.github.redisclusterexporter.queue;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The work that is left in a queue; in a stream, the work that is left for one consumer group.
 *
 * @param group empty for a key that is not a stream, and for a stream without groups
 * @param depth entries that wait to be delivered to a worker
 * @param exact false when the depth is only a bound
 * @param pending entries delivered and not acknowledged
 * @param read entries delivered since the group was created
 * @param oldestWaiting age of the oldest waiting entry; empty without one, or when it is unknown
 * @param oldestPending since the entry was added to the stream, not since it was delivered
 * @param oldestPendingDeliveries how often that entry was delivered
 * @param singleConsumers empty when they are not wanted, and when there are too many
 */
public record Backlog(
    Optional<String> group,
    long depth,
    boolean exact,
    OptionalLong pending,
    OptionalLong consumers,
    OptionalLong read,
    Optional<Duration> oldestWaiting,
    Optional<Duration> oldestPending,
    OptionalLong oldestPendingDeliveries,
    List<GroupConsumer> singleConsumers) {

  public Backlog {
    singleConsumers = List.copyOf(singleConsumers);
  }

  /** Without a consumer group. */
  static Backlog simple(long depth, Optional<Duration> oldestWaiting) {
    return new Backlog(
        Optional.empty(),
        depth,
        true,
        OptionalLong.empty(),
        OptionalLong.empty(),
        OptionalLong.empty(),
        oldestWaiting,
        Optional.empty(),
        OptionalLong.empty(),
        List.of());
  }

  /** Of a configured group whose stream does not exist. */
  static Backlog nothing(String group) {
    return new Backlog(
        Optional.of(group),
        0,
        true,
        OptionalLong.of(0),
        OptionalLong.of(0),
        OptionalLong.empty(),
        Optional.empty(),
        Optional.empty(),
        OptionalLong.empty(),
        List.of());
  }

  /** Whether the group is known to be in use: something was delivered, or it has a consumer. */
  boolean isInUse() {
    return consumers.orElse(0) > 0 || pending.orElse(0) > 0 || read.orElse(0) > 0;
  }
}
