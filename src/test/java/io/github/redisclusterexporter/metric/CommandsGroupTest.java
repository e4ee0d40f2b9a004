package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.testing.CapturedNode;
import org.junit.jupiter.api.Test;

class CommandsGroupTest {
  private static final int PLENTY = 100;

  @Test
  void captured() {
    Exposition page =
        Exposition.of(
            CommandGroups.commands(new NameBudget(PLENTY)), Nodes.primary(), Nodes.replica());

    assertThat(page.of("primary").lines().filter(line -> line.contains("\"set\"")))
        .containsExactly(
            "redis_cluster_command_calls_total{cmd=\"set\"} 4.0",
            "redis_cluster_command_duration_seconds_total{cmd=\"set\"} 3.6E-5",
            "redis_cluster_command_failed_calls_total{cmd=\"set\"} 0.0",
            "redis_cluster_command_rejected_calls_total{cmd=\"set\"} 16.0");
    assertThat(page.of("primary")).contains("{cmd=\"cluster|info\"} 11.0\n").hasLineCount(60);
    assertThat(page.of("replica"))
        .contains("redis_cluster_command_calls_total{cmd=\"cluster\"} 11.0\n")
        .contains("redis_cluster_command_failed_calls_total{cmd=\"cluster\"} 1.0\n")
        .hasLineCount(36);
  }

  @Test
  void theBusiestHaveSeriesOfTheirOwn() {
    Exposition page = Exposition.of(CommandGroups.commands(new NameBudget(2)), Nodes.primary());

    assertThat(page.of("primary").lines().filter(line -> line.contains("_calls_total")))
        .containsExactly(
            "redis_cluster_command_calls_total{cmd=\"cluster|info\"} 11.0",
            "redis_cluster_command_calls_total{cmd=\"other\"} 31.0",
            "redis_cluster_command_calls_total{cmd=\"xadd\"} 12.0",
            "redis_cluster_command_failed_calls_total{cmd=\"cluster|info\"} 0.0",
            "redis_cluster_command_failed_calls_total{cmd=\"other\"} 0.0",
            "redis_cluster_command_failed_calls_total{cmd=\"xadd\"} 0.0",
            "redis_cluster_command_rejected_calls_total{cmd=\"cluster|info\"} 0.0",
            "redis_cluster_command_rejected_calls_total{cmd=\"other\"} 24.0",
            "redis_cluster_command_rejected_calls_total{cmd=\"xadd\"} 0.0");
  }

  @Test
  void whoHasSeriesOfItsOwnKeepsThem() {
    Group<Node> group = CommandGroups.commands(new NameBudget(2));
    Exposition.of(group, Nodes.primary());
    CapturedNode later = Nodes.PRIMARY_70.withInfo("cmdstat_get", "calls=1000,usec=5");

    assertThat(Exposition.of(group, Nodes.of("primary", later)).of("primary"))
        .contains("redis_cluster_command_calls_total{cmd=\"xadd\"} 12.0\n")
        .contains("redis_cluster_command_calls_total{cmd=\"cluster|info\"} 11.0\n")
        .contains("redis_cluster_command_calls_total{cmd=\"other\"} 1031.0\n");
  }

  @Test
  void withoutAnyOfTheirOwnAllAddUp() {
    assertThat(
            Exposition.of(CommandGroups.commands(new NameBudget(0)), Nodes.primary()).of("primary"))
        .contains("redis_cluster_command_calls_total{cmd=\"other\"} 54.0\n")
        .hasLineCount(4);
  }
}
