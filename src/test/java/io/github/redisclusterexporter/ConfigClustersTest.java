package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.config.ConfigInput;
import io.github.redisclusterexporter.config.Secret;
import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.queue.QueueDefinition;
import io.github.redisclusterexporter.redis.ClusterMode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Several clusters in one configuration. */
class ConfigClustersTest {
  private final Path directory;

  ConfigClustersTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private List<ClusterConfig> clusters(String... lines) {
    return ConfigInput.empty().file(directory, lines).load().clusters();
  }

  private List<String> problems(String... lines) {
    return ConfigInput.empty().file(directory, lines).lines();
  }

  @Test
  void eachClusterHasItsNameAndNodes() {
    List<ClusterConfig> clusters =
        clusters(
            "clusters {",
            "  shop { nodes = [\"10.0.0.1:7000\"] }",
            "  \"eu.cache\" { url = \"rediss://cache.internal:6380\" }",
            "}");

    assertThat(clusters)
        .extracting(cluster -> cluster.redis().name())
        .containsExactlyInAnyOrder("shop", "eu.cache");
    assertThat(clusters)
        .filteredOn(cluster -> cluster.redis().name().equals("shop"))
        .allSatisfy(
            shop -> {
              assertThat(shop.redis().seeds()).containsExactly(new HostPort("10.0.0.1", 7000));
              assertThat(shop.redis().tls().enabled()).isFalse();
            });
    assertThat(clusters)
        .filteredOn(cluster -> cluster.redis().name().equals("eu.cache"))
        .allSatisfy(cache -> assertThat(cache.redis().tls().enabled()).isTrue());
  }

  @Test
  void whatAClusterDoesNotSetIsCommon() throws IOException {
    Path ca = Files.writeString(directory.resolve("ca.pem"), "");
    Path own = Files.writeString(directory.resolve("own.pem"), "");
    List<ClusterConfig> clusters =
        clusters(
            "redis { timeout = 2s, cluster = true, tls { enabled = true, ca-file = \""
                + ca
                + "\" } }",
            "queues = [tasks]",
            "collectors { slowlog = false, bus = false }",
            "limits.max-errors = 7",
            "clusters {",
            "  a { nodes = \"h:1\" }",
            "  b {",
            "    nodes = \"h:2\", timeout = 9s, tls.ca-file = \"" + own + "\"",
            "    queues = [ { key = mail, type = list } ], collectors.bus = true",
            "    limits.max-commands = 5",
            "  }",
            "}");

    ClusterConfig a = clusters.get(0);
    ClusterConfig b = clusters.get(1);
    assertThat(a.redis().timeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(a.redis().tls().caFile()).contains(ca);
    assertThat(a.queues().keys()).extracting(QueueDefinition::key).containsExactly("tasks");
    assertThat(a.collectors().disabled()).contains("slowlog", "bus");
    assertThat(b.redis().cluster()).isEqualTo(ClusterMode.TRUE);
    assertThat(b.redis().timeout()).isEqualTo(Duration.ofSeconds(9));
    assertThat(b.redis().tls().enabled()).isTrue();
    assertThat(b.redis().tls().caFile()).contains(own);
    assertThat(b.queues().keys()).extracting(QueueDefinition::key).containsExactly("mail");
    assertThat(b.collectors().disabled()).contains("slowlog").doesNotContain("bus");
    assertThat(List.of(b.collectors().maxCommands(), b.collectors().maxErrors()))
        .containsExactly(5, 7);
  }

  @Test
  void variablesAreCommonToAllClusters() {
    List<ClusterConfig> clusters =
        ConfigInput.empty()
            .file(
                directory, "clusters { a.nodes = \"h:1\", b { nodes = \"h:2\", password = own } }")
            .env("REDIS_PASSWORD", "common")
            .env("REDIS_USERNAME", "metrics")
            .load()
            .clusters();

    assertThat(clusters)
        .extracting(cluster -> cluster.redis().credentials().password().orElseThrow())
        .containsExactly(new Secret("common"), new Secret("own"));
    assertThat(clusters)
        .extracting(cluster -> cluster.redis().credentials().username().orElseThrow())
        .containsOnly("metrics");
  }

  @Test
  void aLoginReplacesTheCommonOne() throws IOException {
    Path common = Files.writeString(directory.resolve("common"), "x");
    Path own = Files.writeString(directory.resolve("own"), "y");
    List<ClusterConfig> clusters =
        clusters(
            "redis { username = metrics, password-file = \"" + common + "\" }",
            "clusters {",
            "  file { nodes = \"h:1\", password-file = \"" + own + "\" }",
            "  password { nodes = \"h:2\", password = p }",
            "  url { url = \"redis://u:q@h:3\" }",
            "}");

    assertThat(clusters.get(0).redis().credentials().passwordFile()).contains(own);
    assertThat(clusters.get(1).redis().credentials().password()).contains(new Secret("p"));
    assertThat(clusters.get(1).redis().credentials().passwordFile()).isEmpty();
    assertThat(clusters.get(2).redis().credentials().username()).contains("u");
    assertThat(clusters.get(2).redis().credentials().password()).contains(new Secret("q"));
  }

  @Test
  void allProblemsOfAllClustersAreInOneReport() {
    assertThat(
            problems(
                "clusters {",
                "  shop { nodes = \"h\", tls.enabled = maybe }",
                "  cache { timeot = 3s }",
                "  wrong = 3",
                "  other { nodes = \"h:1\", name = another }",
                "}"))
        .satisfiesExactlyInAnyOrder(
            line -> assertThat(line).startsWith("clusters.shop.nodes (").contains("h"),
            line -> assertThat(line).startsWith("clusters.shop.tls.enabled ("),
            line ->
                assertThat(line)
                    .startsWith("clusters.cache.nodes (")
                    .endsWith("no node to start from; set nodes or url"),
            line -> assertThat(line).startsWith("clusters.cache.timeot (").contains("timeout"),
            line -> assertThat(line).startsWith("clusters.wrong ("),
            line -> assertThat(line).startsWith("clusters.other.name ("));
  }

  @Test
  void whatIsOfOneClusterAloneIsNotCommon() {
    assertThat(
            ConfigInput.empty()
                .file(directory, "redis.name = x", "clusters.a.nodes = \"h:1\"")
                .env("REDIS_CLUSTER_NODES", "h:2")
                .env("REDIS_URL", "redis://h:3")
                .lines())
        .containsExactlyInAnyOrder(
            "redis.name ("
                + directory
                + "/exporter.conf:1): is set beside clusters; set it in the"
                + " section of one cluster there",
            "redis.nodes (environment variable REDIS_CLUSTER_NODES): is set beside clusters; set it"
                + " in the section of one cluster there",
            "redis.url (environment variable REDIS_URL): is set beside clusters; set it in the"
                + " section of one cluster there");
  }

  @Test
  void aCommonValueThatIsWrongNamesItsOriginForEachCluster() {
    assertThat(
            problems("redis.timeout = never", "clusters { a.nodes = \"h:1\", b.nodes = \"h:2\" }"))
        .hasSize(2)
        .allMatch(line -> line.contains("exporter.conf:1)") && line.contains("never"));
  }

  @Test
  void aNameThatIsUsedTwiceIsAProblem() {
    assertThat(
            problems(
                "clusters {",
                "  shop { nodes = \"h:1\" }",
                "  cache.url = \"redis://h:2\"",
                "  shop { nodes = \"h:3\" }",
                "}",
                "clusters.cache { url = \"redis://h:4\" }"))
        .containsExactly(
            "clusters.shop (%s/exporter.conf:4): has the name of the cluster in line 2, and HOCON would merge the two into one; give each cluster a name of its own"
                .formatted(directory),
            "clusters.cache (%s/exporter.conf:6): has the name of the cluster in line 3, and HOCON would merge the two into one; give each cluster a name of its own"
                .formatted(directory));
  }

  @Test
  void aNameIsPlainText() {
    assertThat(problems("clusters { \" \" { nodes = \"h:1\" } }"))
        .anyMatch(line -> line.contains("is empty"));
  }
}
