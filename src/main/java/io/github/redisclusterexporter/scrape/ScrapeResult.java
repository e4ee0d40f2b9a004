package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Failovers;
import io.github.redisclusterexporter.queue.PatternMatches;
import io.github.redisclusterexporter.queue.QueueFacts;
import io.github.redisclusterexporter.redis.Fault;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/**
 * The result of one scrape, all that a page is made of.
 *
 * @param failovers since the start
 * @param took from the request to the snapshot
 * @param outcomes scrapes since the start, this one included
 * @param faults faults since the start, those of this scrape included
 * @param queues each that is configured or was found, once
 * @param patterns each that is configured
 */
public record ScrapeResult(
    ClusterSnapshot snapshot,
    Failovers failovers,
    Duration took,
    Map<ScrapeOutcome, Long> outcomes,
    Map<Fault, Long> faults,
    List<QueueFacts> queues,
    List<PatternMatches> patterns) {

  public ScrapeResult {
    outcomes = Map.copyOf(outcomes);
    faults = Map.copyOf(faults);
    queues = List.copyOf(queues);
    patterns = List.copyOf(patterns);
  }
}
