package io.github.redisclusterexporter.check;

import io.github.redisclusterexporter.check.Finding.Impact;
import io.github.redisclusterexporter.queue.Backlog;
import io.github.redisclusterexporter.queue.QueueFacts;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** Conditions of queues. */
final class QueueConditions {
  private static final int DELIVERIES = 5;

  static final List<AlertCondition> ALL =
      List.of(
          new AlertCondition(
              List.of("RedisQueueOldestTaskTooOld"),
              Impact.USERS,
              "queues: the oldest entry waits longer than max-age",
              onBacklogs((queue, part) -> tooOld(queue, part.oldestWaiting())),
              "start or add workers"),
          new AlertCondition(
              List.of("RedisQueueConsumerStuck"),
              Impact.USERS,
              "queues: an entry was delivered and is not acknowledged within max-age",
              onBacklogs((queue, part) -> tooOld(queue, part.oldestPending())),
              "XPENDING KEY GROUP - + 10 has the consumer; XAUTOCLAIM gives its entries to"
                  + " another"),
          new AlertCondition(
              List.of("RedisQueueStalled"),
              Impact.USERS,
              "queues: entries wait, and the group has no consumer",
              onBacklogs(QueueConditions::withoutConsumers),
              "start the workers, or correct the group that they read with"),
          new AlertCondition(
              List.of("RedisQueuePoisonTask"),
              Impact.USERS,
              "queues: an entry is delivered again and again",
              onBacklogs(QueueConditions::deliveries),
              "XPENDING KEY GROUP - + 1 has its id: move it to the dead-letter queue and"
                  + " acknowledge it"));

  private QueueConditions() {}

  private static Function<CheckFacts, List<String>> onBacklogs(
      BiFunction<QueueFacts, Backlog, Optional<String>> reader) {
    return facts -> {
      List<String> places = new ArrayList<>();
      for (QueueFacts queue : facts.scrape().queues()) {
        for (Backlog part : queue.values().map(values -> values.backlogs()).orElse(List.of())) {
          String group = part.group().map(name -> " (group " + name + ")").orElse("");
          reader
              .apply(queue, part)
              .ifPresent(
                  detail ->
                      places.add("queue " + queue.definition().name() + group + ": " + detail));
        }
      }
      return places;
    };
  }

  private static Optional<String> tooOld(QueueFacts queue, Optional<Duration> age) {
    Optional<Duration> limit = queue.definition().rules().maxAge();
    return age.filter(actual -> limit.filter(max -> actual.compareTo(max) > 0).isPresent())
        .map(
            actual ->
                "%s, max-age is %s"
                    .formatted(
                        Finding.count(actual.toSeconds(), "second"),
                        Finding.count(limit.orElseThrow().toSeconds(), "second")));
  }

  private static Optional<String> withoutConsumers(QueueFacts queue, Backlog part) {
    return queue.isWatched(part) && part.consumers().orElse(1) == 0 && part.depth() > 0
        ? Optional.of(part.depth() == 1 ? "1 entry" : part.depth() + " entries")
        : Optional.empty();
  }

  private static Optional<String> deliveries(QueueFacts queue, Backlog part) {
    long deliveries = part.oldestPendingDeliveries().orElse(0);
    return deliveries >= DELIVERIES ? Optional.of(deliveries + " times") : Optional.empty();
  }
}
