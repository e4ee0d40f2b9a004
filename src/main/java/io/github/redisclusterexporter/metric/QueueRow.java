package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.queue.Backlog;
import io.github.redisclusterexporter.queue.QueueFacts;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What the metrics of queues are of: a queue as a whole, or one of the consumer groups that work on
 * it.
 *
 * @param backlog empty for the queue as a whole
 */
record QueueRow(QueueFacts queue, Optional<Backlog> backlog) {

  static Stream<QueueRow> of(QueueFacts queue) {
    return Stream.concat(
        Stream.of(new QueueRow(queue, Optional.empty())),
        queue.values().stream()
            .flatMap(values -> values.backlogs().stream())
            .map(backlog -> new QueueRow(queue, Optional.of(backlog))));
  }

  String name() {
    return queue.definition().name();
  }

  /** Empty for the queue as a whole, and where there are no groups. */
  String group() {
    return backlog.flatMap(Backlog::group).orElse("");
  }
}
