package io.github.redisclusterexporter.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.alert.Yaml;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The files for Prometheus and Grafana fit together, and with rules and dashboards. */
class ProvisioningTest {
  private static final Path GRAFANA = Path.of("deploy", "grafana", "provisioning");
  private static final Pattern EXAMPLE =
      Pattern.compile("```yaml\\R(scrape_configs:.*?)```", Pattern.DOTALL);

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

  /** Else a label of the target replaces one of the exporter, such as the node. */
  @Test
  void everyExampleKeepsTheLabelsOfTheExporter() throws IOException {
    assertThat(prometheus().each("scrape_configs")).allMatch(ProvisioningTest::honorsLabels);
    for (Path page :
        List.of(
            Path.of("README.md"),
            Path.of("docs", "deployment.md"),
            Path.of("docs", "security.md"))) {
      assertThat(
              EXAMPLE
                  .matcher(Files.readString(page))
                  .results()
                  .flatMap(example -> Yaml.all(example.group(1)).stream())
                  .flatMap(example -> example.each("scrape_configs").stream()))
          .as(page.toString())
          .isNotEmpty()
          .allMatch(ProvisioningTest::honorsLabels);
    }
  }

  private static boolean honorsLabels(Yaml job) {
    return job.text("honor_labels").equals(Optional.of("true"));
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
