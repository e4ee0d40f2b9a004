package io.github.redisclusterexporter.queue;

import java.util.Optional;

/**
 * A queue as a page shows it.
 *
 * @param node the {@code node} label of the server that told; empty when none did
 * @param values empty when the queue could not be measured in this scrape
 */
public record QueueFacts(
    QueueDefinition definition, Optional<String> node, Optional<QueueValues> values) {

  public static QueueFacts measured(QueueDefinition definition, String node, QueueValues values) {
    return new QueueFacts(definition, Optional.of(node), Optional.of(values));
  }

  public static QueueFacts unavailable(QueueDefinition definition) {
    return new QueueFacts(definition, Optional.empty(), Optional.empty());
  }
}
