package io.github.redisclusterexporter.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.alert.Yaml;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The files for Prometheus and Grafana fit together, and with rules and dashboards. */
class ProvisioningTest {
  private static final Path GRAFANA = Path.of("deploy", "grafana", "provisioning");

  @Test
  void allThatCountsScrapesCountsTheSame() throws IOException {
    Yaml global = prometheus().in("global");
    assertThat(global.text("scrape_interval")).contains(BoardJson.SCRAPE_INTERVAL);
    assertThat(global.text("evaluation_interval")).contains(BoardJson.SCRAPE_INTERVAL);
    assertThat(source().in("jsonData").text("timeInterval")).contains(BoardJson.SCRAPE_INTERVAL);
  }

  @Test
  void theDataSourceIsOneThatTheDashboardsOffer() throws IOException {
    assertThat(source().text("type")).contains("prometheus");
    for (DashboardFile file : DashboardFile.all()) {
      assertThat(file.variables())
          .filteredOn(variable -> variable.getString("type").equals("datasource"))
          .extracting(variable -> variable.getString("query"))
          .containsExactly("prometheus");
    }
  }

  /** Anything else is overwritten by the file again, or left alone by it. */
  @Test
  void dashboardsComeFromTheirFilesOnly() throws IOException {
    List<Yaml> providers =
        Yaml.read(GRAFANA.resolve("dashboards").resolve("redis-cluster.yml")).each("providers");
    assertThat(providers).hasSize(1);
    assertThat(providers.get(0).text("type")).contains("file");
    assertThat(providers.get(0).text("allowUiUpdates")).contains("false");
    assertThat(providers.get(0).in("options").text("path")).isPresent();
  }

  @Test
  void theJobIsOneThatTheAlertsLookFor() throws IOException {
    assertThat(Rules.named("RedisClusterExporterDown").expression())
        .contains("job=~\"redis-cluster.*\"");
    assertThat(prometheus().each("scrape_configs"))
        .extracting(job -> job.text("job_name").orElseThrow())
        .containsExactly("redis-cluster");
  }

  private static Yaml prometheus() throws IOException {
    return Yaml.read(Path.of("deploy", "prometheus", "prometheus.yml"));
  }

  private static Yaml source() throws IOException {
    List<Yaml> sources =
        Yaml.read(GRAFANA.resolve("datasources").resolve("prometheus.yml")).each("datasources");
    assertThat(sources).hasSize(1);
    return sources.get(0);
  }
}
