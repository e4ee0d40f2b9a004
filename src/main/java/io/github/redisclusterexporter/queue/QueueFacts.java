package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.redis.Fault;
import java.util.Optional;

/**
 * A queue as a page shows it.
 *
 * @param node the {@code node} label of the server that told; empty when none did
 * @param values empty when the queue could not be measured in this scrape
 * @param fault why it could not; empty when nobody was there to be asked
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
}
