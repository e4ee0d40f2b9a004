package io.github.redisclusterexporter.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.MarkdownPage;
import io.github.redisclusterexporter.testing.TempDirectories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a user finds in the release archive. */
class ArchiveIT {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s#]+)[^)]*\\)");

  private final Path directory = TempDirectories.create("archive-");
  private final Path tree = directory.resolve("redis-cluster-exporter-0");

  @BeforeEach
  void layOut() {
    Finished.run(Map.of(), List.of("tools/archive", tree.toString(), "0123abc")).assertSuccess();
  }

  @AfterEach
  void delete() {
    TempDirectories.delete(directory);
  }

  @Test
  void itHasWhatAnInstallationNeeds() {
    assertThat(
            Stream.of(
                "LICENSE",
                "README.md",
                "CHANGELOG.md",
                "lib/redis-cluster-exporter.jar",
                "alerts/redis-cluster.rules.yml",
                "alerts/opt-in.rules.yml",
                "alerts/alertmanager.yml",
                "dashboards/redis-cluster-overview.json",
                "deploy/exporter.conf",
                "deploy/systemd/redis-cluster-exporter.service",
                "deploy/kubernetes/kustomization.yaml",
                "deploy/prometheus/prometheus.yml",
                "docs/deployment.md"))
        .allSatisfy(file -> assertThat(tree.resolve(file)).isNotEmptyFile());
    Path launcher = tree.resolve("bin/redis-cluster-exporter");
    assertThat(
            Finished.run(
                    Map.of("JAVA_HOME", System.getProperty("java.home")),
                    List.of(launcher.toString(), "--version"))
                .assertSuccess()
                .output())
        .startsWith("redis-cluster-exporter ");
  }

  /** A link to a file of the repository that is not in the archive leads to the web. */
  @Test
  void itsPagesLinkToWhatIsInIt() throws IOException {
    List<Path> pages;
    try (Stream<Path> files = Files.walk(tree)) {
      pages = files.filter(file -> file.toString().endsWith(".md")).toList();
    }
    assertThat(pages).hasSizeGreaterThan(50);
    int toTheWeb = 0;
    for (Path page : pages) {
      String prose = new MarkdownPage(page, Files.readString(page)).prose();
      for (String link : LINK.matcher(prose).results().map(found -> found.group(1)).toList()) {
        if (!link.matches("[a-z]+:.*")) {
          assertThat(page.resolveSibling(link).normalize()).as("%s: %s", page, link).exists();
        } else if (link.contains("/blob/0123abc/")) {
          assertThat(Path.of(link.replaceAll(".*/blob/0123abc/", ""))).as(link).exists();
          toTheWeb++;
        }
      }
    }
    assertThat(toTheWeb).isPositive();
  }
}
