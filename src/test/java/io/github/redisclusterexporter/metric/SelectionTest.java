package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.node.Collector;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SelectionTest {

  @Test
  void everything() {
    Catalog catalog = Catalogs.full();
    Catalog selection = catalog.select(Set.of());

    assertThat(selection.collectors())
        .containsExactlyInAnyOrder(Collector.all().toArray(Collector[]::new));
    assertThat(selection.groups()).hasSameSizeAs(catalog.groups());
  }

  @Test
  void theExporterAloneAsksNobody() {
    assertThat(select("redis_cluster_exporter_build_info").collectors()).isEmpty();
  }

  @Test
  void whatIsNotOnThePageIsNotAsked() {
    Catalog selection = select("redis_cluster_memory_bytes");

    assertThat(selection.collectors())
        .containsExactlyInAnyOrder(Collector.CLUSTER_NODES, Collector.INFO);
    assertThat(names(selection)).containsExactly("redis_cluster_memory_bytes");
  }

  @Test
  void severalNamesOfSeveralGroups() {
    Catalog selection =
        select("redis_cluster_slowlog_entries_total", "redis_cluster_node_up", "redis_cluster_up");

    assertThat(selection.collectors())
        .contains(Collector.SLOWLOG, Collector.CLUSTER_INFO)
        .doesNotContain(Collector.LATENCY);
    assertThat(names(selection))
        .containsExactly(
            "redis_cluster_up", "redis_cluster_node_up", "redis_cluster_slowlog_entries_total");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis_cluster_command_latency_seconds",
        "redis_cluster_command_latency_seconds_bucket",
        "redis_cluster_command_latency_seconds_count",
        "redis_cluster_command_latency_seconds_sum"
      })
  void anyPartOfAHistogramMeansAllOfIt(String name) {
    assertThat(names(select(name))).containsExactly("redis_cluster_command_latency_seconds");
  }

  @Test
  void aCounterIsMeantWithoutItsSuffixToo() {
    assertThat(names(select("redis_cluster_evicted_keys")))
        .containsExactly("redis_cluster_evicted_keys_total");
  }

  @Test
  void unknownNamesSelectNothing() {
    Catalog selection = select("redis_cluster_memory", "up");

    assertThat(selection.groups()).isEmpty();
    assertThat(selection.collectors()).isEmpty();
  }

  private static Catalog select(String... names) {
    return Catalogs.full().select(Set.of(names));
  }

  private static List<String> names(Catalog selection) {
    return selection.groups().stream()
        .flatMap(group -> group.metrics().stream())
        .map(Metric::name)
        .toList();
  }
}
