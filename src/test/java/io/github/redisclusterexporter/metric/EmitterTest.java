package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.testing.CapturedNode;
import java.util.List;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class EmitterTest {

  @Test
  void anUnreadableValueHasNoSeriesAndIsCounted() {
    CapturedNode node = Nodes.PRIMARY_70.withInfo("used_memory", "much");
    Exposition page =
        Exposition.of(MemoryGroup.group(), Nodes.of("primary", node), Nodes.replica());

    assertThat(page.of("primary"))
        .doesNotContain("redis_cluster_memory_bytes")
        .contains("redis_cluster_memory_rss_bytes");
    assertThat(page.of("replica")).contains("redis_cluster_memory_bytes 2698072.0\n");
    assertThat(page.malformed()).isEqualTo(1);
  }

  @Test
  void aNegativeCounterIsLeftOut() {
    CapturedNode node = Nodes.PRIMARY_70.withInfo("expired_keys", "-1");
    Exposition page = Exposition.of(StatsGroup.group(), Nodes.of("primary", node));

    assertThat(page.of("primary"))
        .doesNotContain("redis_cluster_expired_keys_total")
        .contains("redis_cluster_evicted_keys_total");
    assertThat(page.malformed()).isEqualTo(1);
  }

  @Test
  void aMetricThatThrowsCostsOnlyItself() {
    Exposition page =
        withBroken(
            Group.ofNodes("broken")
                .gauge(
                    "redis_cluster_broken",
                    "Throws.",
                    node -> {
                      throw new IllegalStateException("a mistake of ours");
                    }));

    assertThat(page.of("primary")).isEqualTo("redis_cluster_whole 1.0\n");
    assertThat(page.malformed()).isEqualTo(1);
  }

  @Test
  void aMetricWithoutAllItsLabelsCostsOnlyItself() {
    Exposition page =
        withBroken(
            Group.ofNodes("broken")
                .gauge(
                    "redis_cluster_broken",
                    List.of("one", "other"),
                    "Has two labels.",
                    (node, points) -> points.add(1, "value of one")));

    assertThat(page.of("primary")).isEqualTo("redis_cluster_whole 1.0\n");
  }

  @Test
  void aMetricWithTheSameLabelsTwiceCostsOnlyItself() {
    Exposition page =
        withBroken(
            Group.ofNodes("broken")
                .gauge(
                    "redis_cluster_broken",
                    List.of("one"),
                    "Has one value too many.",
                    (node, points) -> {
                      points.add(1, "same");
                      points.add(2, "same");
                    }));

    assertThat(page.of("primary")).isEqualTo("redis_cluster_whole 1.0\n");
  }

  @Test
  void aMetricWithoutValuesIsNotOnThePage() {
    assertThat(Exposition.of(MemoryGroup.group(), Nodes.down("gone")).text()).isEmpty();
  }

  @Test
  void everySeriesNamesItsClusterAndItsNode() {
    assertThat(Exposition.of(MemoryGroup.group(), Nodes.primary()).series())
        .allMatch(
            line ->
                line.contains(
                    "{node=\"primary\",node_id=\"id-of-primary\",redis_cluster=\"test\"}"));
  }

  private static Exposition withBroken(Group.Builder<Node> broken) {
    return Exposition.of(
        broken.gauge("redis_cluster_whole", "Is 1.", node -> OptionalDouble.of(1)).build(),
        Nodes.primary());
  }
}
