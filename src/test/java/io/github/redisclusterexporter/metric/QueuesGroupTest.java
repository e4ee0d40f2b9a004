package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.queue.Backlog;
import io.github.redisclusterexporter.queue.QueueDefinition;
import io.github.redisclusterexporter.queue.QueueFacts;
import io.github.redisclusterexporter.queue.QueueRules;
import io.github.redisclusterexporter.queue.QueueType;
import io.github.redisclusterexporter.queue.QueueValues;
import io.github.redisclusterexporter.scrape.ScrapeResult;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class QueuesGroupTest {

  private static QueueDefinition queue(String name, QueueType type, Optional<Duration> maxAge) {
    return new QueueDefinition(name, name, QueueRules.of(0, type).withMaxAge(maxAge));
  }

  private static String page(QueueFacts... queues) {
    ScrapeResult scrape =
        new ScrapeResult(
            ClusterSnapshot.EMPTY,
            Exposition.NO_FAILOVERS,
            Duration.ZERO,
            List.of(queues),
            List.of(),
            List.of(),
            List.of());
    return Exposition.of(List.of(QueueGroups.queues()), scrape)
        .text()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.replaceFirst("redis_cluster=\"test\",?", "").replace(",}", "}"))
        .map(line -> line.replaceFirst("redis_cluster_queue_", ""))
        .reduce("", (all, line) -> all + line + "\n");
  }

  @Test
  void aStreamHasOneSeriesAGroup() {
    Backlog busy =
        new Backlog(
            Optional.of("busy"),
            100,
            false,
            OptionalLong.of(4),
            OptionalLong.of(2),
            OptionalLong.empty(),
            Optional.of(Duration.ofMillis(1500)),
            Optional.of(Duration.ofSeconds(90)),
            OptionalLong.of(3),
            List.of());
    Backlog idle =
        new Backlog(
            Optional.of("idle"),
            0,
            true,
            OptionalLong.of(0),
            OptionalLong.of(1),
            OptionalLong.of(200),
            Optional.empty(),
            Optional.empty(),
            OptionalLong.empty(),
            List.of());
    QueueValues values =
        new QueueValues(
            QueueType.STREAM,
            200,
            OptionalLong.empty(),
            OptionalLong.of(250),
            List.of(busy, idle),
            OptionalLong.of(7));
    assertThat(
            page(
                QueueFacts.measured(
                    queue("s", QueueType.AUTO, Optional.of(Duration.ofMinutes(5))), "h:1", values)))
        .isEqualTo(
            """
            info{node="h:1",purpose="work",queue="s",type="stream",watch="true"} 1
            consumers{group="busy",queue="s"} 2.0
            consumers{group="idle",queue="s"} 1.0
            depth{group="busy",queue="s"} 100.0
            depth{group="idle",queue="s"} 0.0
            depth_exact{group="busy",queue="s"} 0.0
            depth_exact{group="idle",queue="s"} 1.0
            entries_added_total{queue="s"} 250.0
            entries_read_total{group="idle",queue="s"} 200.0
            groups_over_limit{queue="s"} 7.0
            length{queue="s"} 200.0
            max_age_seconds{queue="s"} 300.0
            oldest_age_seconds{group="busy",queue="s",state="pending"} 90.0
            oldest_age_seconds{group="busy",queue="s",state="waiting"} 1.5
            oldest_pending_deliveries{group="busy",queue="s"} 3.0
            pending{group="busy",queue="s"} 4.0
            pending{group="idle",queue="s"} 0.0
            up{queue="s"} 1.0
            """);
  }

  @Test
  void whatHasNoGroupsHasNoGroupLabel() {
    QueueValues values =
        new QueueValues(
            QueueType.ZSET,
            5,
            OptionalLong.of(3),
            OptionalLong.empty(),
            List.of(
                new Backlog(
                    Optional.empty(),
                    2,
                    true,
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    OptionalLong.empty(),
                    Optional.of(Duration.ofSeconds(7)),
                    Optional.empty(),
                    OptionalLong.empty(),
                    List.of())),
            OptionalLong.empty());
    assertThat(
            page(QueueFacts.measured(queue("z", QueueType.ZSET, Optional.empty()), "h:1", values)))
        .isEqualTo(
            """
            info{node="h:1",purpose="work",queue="z",type="zset",watch="true"} 1
            depth{queue="z"} 2.0
            depth_exact{queue="z"} 1.0
            length{queue="z"} 5.0
            oldest_age_seconds{queue="z",state="waiting"} 7.0
            scheduled{queue="z"} 3.0
            up{queue="z"} 1.0
            """);
  }

  @Test
  void theInfoHasTheConfiguredGroupAndWhetherSomebodyHasToTakeTheEntries() {
    QueueDefinition audit =
        new QueueDefinition(
            "audit",
            "tasks",
            QueueRules.of(0, QueueType.STREAM).withGroup(Optional.of("auditors")).unwatched());
    assertThat(page(QueueFacts.unavailable(audit, Optional.empty())))
        .isEqualTo(
            """
            info{group="auditors",node="",purpose="work",queue="audit",type="stream",watch="false"} 1
            up{queue="audit"} 0.0
            """);
  }

  @Test
  void aDeadLetterQueueIsRecognisedByItsKey() {
    assertThat(
            page(
                QueueFacts.unavailable(
                    queue("tasks:dlq", QueueType.LIST, Optional.empty()), Optional.empty())))
        .contains("purpose=\"dead_letter\"");
  }

  @Test
  void whatWasNotMeasuredIsDownAndNothingElse() {
    assertThat(
            page(
                QueueFacts.unavailable(
                    queue("q", QueueType.LIST, Optional.of(Duration.ofMinutes(1))),
                    Optional.empty())))
        .isEqualTo(
            """
            info{node="",purpose="work",queue="q",type="list",watch="true"} 1
            max_age_seconds{queue="q"} 60.0
            up{queue="q"} 0.0
            """);
  }

  @Test
  void countsOfAStreamThatCannotBeRightAreOmitted() {
    assertThat(page(stream(OptionalLong.of(10), OptionalLong.of(100))))
        .contains("entries_added_total{queue=\"s\"} 10.0\n", "depth{group=\"g\",queue=\"s\"} 5.0\n")
        .doesNotContain("entries_read_total");
    assertThat(page(stream(OptionalLong.of(10), OptionalLong.of(-7))))
        .doesNotContain("entries_read_total");
    assertThat(page(stream(OptionalLong.of(9), OptionalLong.of(5))))
        .contains("entries_read_total{group=\"g\",queue=\"s\"} 5.0\n")
        .doesNotContain("entries_added_total");
  }

  /** Ten entries, of which five wait. */
  private static QueueFacts stream(OptionalLong added, OptionalLong read) {
    Backlog backlog =
        new Backlog(
            Optional.of("g"),
            5,
            true,
            OptionalLong.of(0),
            OptionalLong.of(0),
            read,
            Optional.empty(),
            Optional.empty(),
            OptionalLong.empty(),
            List.of());
    QueueValues values =
        new QueueValues(
            QueueType.STREAM,
            10,
            OptionalLong.empty(),
            added,
            List.of(backlog),
            OptionalLong.of(0));
    return QueueFacts.measured(queue("s", QueueType.STREAM, Optional.empty()), "h:1", values);
  }
}
