package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import java.util.List;
import org.junit.jupiter.api.Test;

class ExporterGroupTest {

  @Test
  void withoutAnyNode() {
    Exposition page =
        Exposition.of(
            List.of(ExporterGroup.group(new BuildInfo("1.2.3", "abc", "17"))),
            Exposition.scrape(ClusterSnapshot.EMPTY));

    assertThat(page.ofTheWhole())
        .isEqualTo(
            """
            redis_cluster_exporter_build_info{java="17",revision="abc",version="1.2.3"} 1
            redis_cluster_exporter_probe_errors_total{code="timeout",stage="read"} 2.0
            redis_cluster_exporter_scrape_duration_seconds 0.25
            redis_cluster_exporter_scrapes_total{outcome="complete"} 1.0
            redis_cluster_exporter_scrapes_total{outcome="partial"} 0.0
            """);
  }
}
