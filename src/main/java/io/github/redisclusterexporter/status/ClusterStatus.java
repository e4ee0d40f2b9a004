package io.github.redisclusterexporter.status;

import io.github.redisclusterexporter.check.Finding;
import io.github.redisclusterexporter.scrape.ScrapeResult;
import java.time.Instant;
import java.util.List;

/**
 * What the page shows of one cluster.
 *
 * @param name the configured name
 * @param findings the problems that a check finds in this scrape
 * @param grants the commands that grant missing permissions
 * @param readAt time of day of the scrape
 */
public record ClusterStatus(
    String name, ScrapeResult scrape, List<Finding> findings, List<String> grants, Instant readAt) {

  public ClusterStatus {
    findings = List.copyOf(findings);
    grants = List.copyOf(grants);
  }
}
