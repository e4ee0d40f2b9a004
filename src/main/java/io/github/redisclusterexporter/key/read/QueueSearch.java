package io.github.redisclusterexporter.key.read;

import io.github.redisclusterexporter.queue.QueueType;
import io.github.redisclusterexporter.queue.QueuesConfig;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Finds the keys of a pattern that are queues. */
final class QueueSearch implements KeySearch {
  /** Bound of the matches in one pass; far more than have series. */
  static final int MAX_MATCHES = 100_000;

  private final QueuesConfig.Pattern pattern;
  private final QueueRegistry registry;
  private final Set<String> found = new HashSet<>();

  QueueSearch(QueuesConfig.Pattern pattern, QueueRegistry registry) {
    this.pattern = pattern;
    this.registry = registry;
  }

  @Override
  public Target target() {
    QueueType type = pattern.rules().type();
    return new Target(
        pattern.name(),
        pattern.pattern(),
        type == QueueType.AUTO ? Optional.empty() : Optional.of(type.label()),
        pattern.rules().database());
  }

  @Override
  public void begin() {
    found.clear();
  }

  @Override
  public boolean found(List<String> keys) {
    found.addAll(keys);
    return found.size() < MAX_MATCHES;
  }

  @Override
  public void end(boolean complete) {
    registry.found(pattern, Set.copyOf(found), complete);
    found.clear();
  }
}
