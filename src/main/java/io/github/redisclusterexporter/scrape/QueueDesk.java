package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.queue.QueueDefinition;
import io.github.redisclusterexporter.queue.QueueMemory;
import io.github.redisclusterexporter.queue.QueueProbe;
import io.github.redisclusterexporter.queue.Step;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** The configured queues, and what the last reading of each teaches the next. */
final class QueueDesk {
  private final List<QueueDefinition> queues;
  private final Clock clock;
  private final Map<QueueDefinition, QueueMemory> memories = new ConcurrentHashMap<>();

  QueueDesk(List<QueueDefinition> queues, Clock clock) {
    this.queues = List.copyOf(queues);
    this.clock = clock;
  }

  List<QueueDefinition> queues() {
    return queues;
  }

  Step.Ask begin(QueueDefinition queue) {
    return QueueProbe.start(queue, memories.getOrDefault(queue, QueueMemory.NONE), clock.instant());
  }

  void remember(QueueDefinition queue, Step.Done done) {
    memories.put(queue, done.memory());
  }
}
