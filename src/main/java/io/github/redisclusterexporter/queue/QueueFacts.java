package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.queue.QueueRules.Purpose;
import io.github.redisclusterexporter.redis.Fault;
import java.util.Optional;

/**
 * A queue in one scrape; the metrics of queues are made of this.
 *
 * @param node the {@code node} label of the server that has the queue; empty without values
 * @param values empty when the queue could not be read in this scrape
 * @param fault why it could not be read; empty when no node serves its slot
 */
public record QueueFacts(
    QueueDefinition definition,
    Optional<String> node,
    Optional<QueueValues> values,
    Optional<Fault> fault) {

  public static QueueFacts measured(QueueDefinition definition, String node, QueueValues values) {
    return new QueueFacts(definition, Optional.of(node), Optional.of(values), Optional.empty());
  }

  public static QueueFacts unavailable(QueueDefinition definition, Optional<Fault> fault) {
    return new QueueFacts(definition, Optional.empty(), Optional.empty(), fault);
  }

  /**
   * Whether somebody has to take the entries that wait. A consumer group has to if it is configured
   * or in use: others may have been created for later. The entries of a stream without groups stay
   * after they were read.
   */
  public boolean isWatched(Backlog backlog) {
    QueueRules rules = definition.rules();
    if (!rules.watch() || definition.purpose() != Purpose.WORK) {
      return false;
    }
    return backlog.group().isPresent()
        ? rules.group().isPresent() || backlog.isInUse()
        : values.filter(read -> read.type() == QueueType.STREAM).isEmpty();
  }
}
