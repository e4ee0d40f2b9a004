package io.github.redisclusterexporter.check;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.queue.QueueFacts;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.RedisConfig;
import io.github.redisclusterexporter.scrape.ClusterConnections;
import io.github.redisclusterexporter.scrape.ScrapeResult;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * All that a checkup is made of.
 *
 * @param wanted what the nodes were asked
 * @param failures why a node has not answered; empty when it was not asked in time
 * @param searchFault what kept the search for the keys of patterns from being complete
 */
public record CheckFacts(
    RedisConfig redis,
    Set<Collector> wanted,
    ScrapeResult scrape,
    Function<Node, Optional<ClusterConnections.Failure>> failures,
    Optional<Fault> searchFault) {

  public CheckFacts {
    wanted = Set.copyOf(wanted);
  }

  ClusterSnapshot snapshot() {
    return scrape.snapshot();
  }

  List<Node> nodes() {
    return scrape.snapshot().nodes();
  }

  /** Why a node has no report. */
  Optional<Fault> fault(Node node) {
    return failures.apply(node).map(ClusterConnections.Failure::fault);
  }

  List<QueueFacts> queuesNotMeasured() {
    return scrape.queues().stream().filter(queue -> queue.values().isEmpty()).toList();
  }

  static String words(Fault fault) {
    return fault.stage() + " " + fault.code();
  }
}
