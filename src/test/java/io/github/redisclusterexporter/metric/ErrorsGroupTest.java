package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.CapturedNode;
import org.junit.jupiter.api.Test;

class ErrorsGroupTest {

  @Test
  void captured() {
    Exposition page =
        Exposition.of(CommandGroups.errors(new NameBudget(20)), Nodes.primary(), Nodes.replica());

    assertThat(page.of("primary"))
        .isEqualTo(
            """
            redis_cluster_errors_total{error="MOVED"} 24.0
            """);
    assertThat(page.of("replica"))
        .isEqualTo(
            """
            redis_cluster_errors_total{error="ERR"} 1.0
            """);
    assertThat(page.malformed()).isZero();
  }

  @Test
  void whatIsOverTheCapAddsUp() {
    CapturedNode node = Nodes.PRIMARY_70;
    for (int i = 1; i <= 5; i++) {
      node = node.withInfo("errorstat_MADEUP" + i, "count=" + i);
    }
    Exposition page =
        Exposition.of(CommandGroups.errors(new NameBudget(2)), Nodes.of("primary", node));

    assertThat(page.of("primary"))
        .isEqualTo(
            """
            redis_cluster_errors_total{error="MADEUP4"} 4.0
            redis_cluster_errors_total{error="MADEUP5"} 5.0
            redis_cluster_errors_total{error="other"} 30.0
            """);
  }

  @Test
  void withoutErrorsThereIsNothing() {
    CapturedNode node = Nodes.PRIMARY_70.withoutInfo("errorstat_MOVED");

    assertThat(
            Exposition.of(CommandGroups.errors(new NameBudget(2)), Nodes.of("primary", node))
                .series())
        .isEmpty();
  }
}
