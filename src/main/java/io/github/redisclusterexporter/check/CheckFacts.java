package io.github.redisclusterexporter.check;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.key.NamedKeyFacts;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.queue.QueueFacts;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.RedisConfig;
import io.github.redisclusterexporter.scrape.ClusterConnections;
import io.github.redisclusterexporter.scrape.ScrapeResult;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What a check report is made from.
 *
 * @param wanted the collectors of the scrape
 * @param disabled the groups of metrics that the configuration disables
 * @param failures why a node did not reply at some of its addresses
 * @param searchFault why the search for keys by pattern is not complete
 */
public record CheckFacts(
    RedisConfig redis,
    Set<Collector> wanted,
    Set<String> disabled,
    ScrapeResult scrape,
    Function<Node, List<ClusterConnections.Failure>> failures,
    Optional<Fault> searchFault) {

  List<Node> nodes() {
    return scrape.snapshot().nodes();
  }

  /**
   * Why a node has no report; empty when it was not asked in time. A timeout says least: any other
   * failure is preferred.
   */
  Optional<ClusterConnections.Failure> failure(Node node) {
    return failures.apply(node).stream().min(Comparator.comparing(one -> one.fault().isTimeout()));
  }

  /** The fault of {@link #failure}. */
  Optional<Fault> fault(Node node) {
    return failure(node).map(ClusterConnections.Failure::fault);
  }

  List<QueueFacts> queuesNotMeasured() {
    return scrape.queues().stream().filter(queue -> queue.values().isEmpty()).toList();
  }

  List<NamedKeyFacts> keysNotMeasured() {
    return scrape.keys().stream().filter(key -> key.values().isEmpty()).toList();
  }

  /** The stage and code of a fault, as in the labels of the error counter. */
  static String label(Fault fault) {
    return fault.stage() + " " + fault.code();
  }
}
