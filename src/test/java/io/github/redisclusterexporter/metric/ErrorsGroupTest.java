package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.testing.CapturedNode;
import org.junit.jupiter.api.Test;

class ErrorsGroupTest {

  @Test
  void captured() {
    Exposition page = Exposition.of(CommandGroups.errors(20), Nodes.primary(), Nodes.replica());

    assertThat(page.of("primary"))
        .isEqualTo(
            """
            redis_cluster_errors_total{error="ASK"} 0.0
            redis_cluster_errors_total{error="BUSY"} 0.0
            redis_cluster_errors_total{error="CLUSTERDOWN"} 0.0
            redis_cluster_errors_total{error="LOADING"} 0.0
            redis_cluster_errors_total{error="MASTERDOWN"} 0.0
            redis_cluster_errors_total{error="MISCONF"} 0.0
            redis_cluster_errors_total{error="MOVED"} 24.0
            redis_cluster_errors_total{error="NOREPLICAS"} 0.0
            redis_cluster_errors_total{error="OOM"} 0.0
            """);
    assertThat(page.of("replica"))
        .isEqualTo(
            """
            redis_cluster_errors_total{error="ASK"} 0.0
            redis_cluster_errors_total{error="BUSY"} 0.0
            redis_cluster_errors_total{error="CLUSTERDOWN"} 0.0
            redis_cluster_errors_total{error="ERR"} 1.0
            redis_cluster_errors_total{error="LOADING"} 0.0
            redis_cluster_errors_total{error="MASTERDOWN"} 0.0
            redis_cluster_errors_total{error="MISCONF"} 0.0
            redis_cluster_errors_total{error="MOVED"} 0.0
            redis_cluster_errors_total{error="NOREPLICAS"} 0.0
            redis_cluster_errors_total{error="OOM"} 0.0
            """);
    assertThat(page.malformed()).isZero();
  }

  @Test
  void whatIsOverTheCapAddsUp() {
    Group<Node> group = CommandGroups.errors(2);
    Exposition.of(group, Nodes.of("primary", withMadeUpErrors(1)));
    Exposition page = Exposition.of(group, Nodes.of("primary", withMadeUpErrors(2)));

    assertThat(page.of("primary").lines().filter(line -> !line.endsWith(" 0.0")))
        .containsExactly(
            "redis_cluster_errors_total{error=\"MADEUP4\"} 8.0",
            "redis_cluster_errors_total{error=\"MADEUP5\"} 10.0",
            "redis_cluster_errors_total{error=\"MOVED\"} 24.0",
            "redis_cluster_errors_total{error=\"other\"} 6.0");
  }

  private static CapturedNode withMadeUpErrors(int times) {
    CapturedNode node = Nodes.PRIMARY_70;
    for (int i = 1; i <= 5; i++) {
      node = node.withInfo("errorstat_MADEUP" + i, "count=" + i * times);
    }
    return node;
  }

  @Test
  void withoutErrorsThereAreOnlyThoseInUse() {
    CapturedNode node = Nodes.PRIMARY_70.withoutInfo("errorstat_MOVED");

    assertThat(Exposition.of(CommandGroups.errors(2), Nodes.of("primary", node)).series())
        .hasSize(CommandGroups.ERRORS_IN_USE.size())
        .allMatch(series -> series.endsWith(" 0.0"));
  }
}
