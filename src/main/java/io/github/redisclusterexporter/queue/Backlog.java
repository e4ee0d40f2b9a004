package io.github.redisclusterexporter.queue;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * What is to be done in a queue, of a stream by each consumer group.
 *
 * @param group empty for what is not a stream, and for a stream without groups
 * @param depth entries waiting to be handed to a worker
 * @param exact false when the server could not tell the depth, and it is a bound
 * @param pending handed out and not acknowledged
 * @param read entries handed out since the group began, as the server counts
 * @param oldestWaiting empty when nothing waits, and when nothing tells the age
 * @param oldestPending since the entry was put into the stream, not since it was handed out
 * @param oldestPendingDeliveries how often that entry was handed out
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
    OptionalLong oldestPendingDeliveries) {

  /** Of what has no groups. */
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
        OptionalLong.empty());
  }

  /** Of a group whose stream does not exist. */
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
        OptionalLong.empty());
  }
}
