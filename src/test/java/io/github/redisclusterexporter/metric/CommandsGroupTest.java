package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.testing.CapturedNode;
import org.junit.jupiter.api.Test;

class CommandsGroupTest {
  private static final int PLENTY = 100;

  /** What the node said before it ran what is counted in the captured reply. */
  private static final String BEFORE =
      """
      redis_version:7.0.15
      role:master
      cmdstat_cluster|info:calls=2,usec=2,rejected_calls=0,failed_calls=0
      cmdstat_xadd:calls=1,usec=1,rejected_calls=0,failed_calls=0
      """
          .replace("\n", "\r\n");

  @Test
  void captured() {
    Exposition page =
        Exposition.of(
            CommandGroups.commands(new SeriesLimit(PLENTY)), Nodes.primary(), Nodes.replica());

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
    Group<Node> group = CommandGroups.commands(new SeriesLimit(2));
    Exposition.of(group, Nodes.of("primary", Nodes.PRIMARY_70.with("INFO", BEFORE)));
    Exposition page = Exposition.of(group, Nodes.primary());

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
    Group<Node> group = CommandGroups.commands(new SeriesLimit(2));
    Exposition.of(group, Nodes.of("primary", Nodes.PRIMARY_70.with("INFO", BEFORE)));
    CapturedNode later = Nodes.PRIMARY_70.withInfo("cmdstat_get", "calls=1000,usec=5");

    assertThat(Exposition.of(group, Nodes.of("primary", later)).of("primary"))
        .contains("redis_cluster_command_calls_total{cmd=\"xadd\"} 12.0\n")
        .contains("redis_cluster_command_calls_total{cmd=\"cluster|info\"} 11.0\n")
        .contains("redis_cluster_command_calls_total{cmd=\"other\"} 1031.0\n");
  }

  @Test
  void withoutAnyOfTheirOwnAllAddUp() {
    Group<Node> group = CommandGroups.commands(new SeriesLimit(0));
    Exposition.of(group, Nodes.of("primary", Nodes.PRIMARY_70.with("INFO", BEFORE)));

    assertThat(Exposition.of(group, Nodes.primary()).of("primary"))
        .contains("redis_cluster_command_calls_total{cmd=\"other\"} 51.0\n")
        .hasLineCount(4);
  }
}
