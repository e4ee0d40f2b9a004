package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.scrape.ScrapeResult;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class ExporterGroupTest {
  private final ExporterCounters counters = new ExporterCounters();
  private final ConfigStatus status = new ConfigStatus(Instant.parse("2020-01-01T00:00:00Z"));

  private Exposition page() {
    return Exposition.of(
        List.of(counters.group(new BuildInfo("1.2.3", "abc", "17"), status)),
        Exposition.scrape(ClusterSnapshot.EMPTY));
  }

  @Test
  void withoutAnyNode() {
    counters.scraped(ScrapeResult.Outcome.COMPLETE);
    counters.scraped(ScrapeResult.Outcome.REJECTED);
    counters.scraped(ScrapeResult.Outcome.REJECTED);
    counters.failed(Fault.READ_TIMEOUT);
    counters.failed(Fault.READ_TIMEOUT);

    assertThat(
            page()
                .ofTheWhole()
                .lines()
                .filter(line -> !line.contains("probe_errors") || !line.endsWith(" 0.0"))
                .collect(Collectors.joining("\n", "", "\n")))
        .isEqualTo(
            """
            redis_cluster_exporter_build_info{java="17",revision="abc",version="1.2.3"} 1
            redis_cluster_exporter_config_last_reload_success_timestamp_seconds 1.5778368E9
            redis_cluster_exporter_config_last_reload_successful 1.0
            redis_cluster_exporter_probe_errors_total{code="timeout",stage="read"} 2.0
            redis_cluster_exporter_scrape_duration_seconds 0.25
            redis_cluster_exporter_scrapes_total{outcome="complete"} 1.0
            redis_cluster_exporter_scrapes_total{outcome="failed"} 0.0
            redis_cluster_exporter_scrapes_total{outcome="partial"} 0.0
            redis_cluster_exporter_scrapes_total{outcome="rejected"} 2.0
            """);
  }

  @Test
  void aFailedReloadIsToldUntilTheNextOneSucceeds() {
    status.failed();
    assertThat(page().series())
        .anyMatch(line -> line.matches(".*config_last_reload_successful.* 0.0"))
        .anyMatch(line -> line.matches(".*config_last_reload_success_timestamp.* 1.5778368E9"));

    status.succeeded(Instant.parse("2020-01-01T00:00:01.500Z"));
    assertThat(page().series())
        .anyMatch(line -> line.matches(".*config_last_reload_successful.* 1.0"))
        .anyMatch(line -> line.matches(".*config_last_reload_success_timestamp.* 1.5778368015E9"));
  }

  @Test
  void everyFaultIsThereBeforeItHappens() {
    assertThat(page().series())
        .filteredOn(line -> line.contains("probe_errors_total"))
        .hasSize(Fault.values().length)
        .allMatch(line -> line.endsWith(" 0.0"));
  }
}
