package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.queue.Backlog;
import io.github.redisclusterexporter.queue.GroupConsumer;
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

/** The consumers of one group, two of which have places. */
class QueueConsumersGroupTest {

  private static Exposition page(GroupConsumer... consumers) {
    Backlog backlog =
        new Backlog(
            Optional.of("g"),
            0,
            true,
            OptionalLong.of(0),
            OptionalLong.of(consumers.length),
            OptionalLong.empty(),
            Optional.empty(),
            Optional.empty(),
            OptionalLong.empty(),
            List.of(consumers));
    QueueFacts queue =
        QueueFacts.measured(
            new QueueDefinition("q", "k", QueueRules.of(0, QueueType.STREAM)),
            "node",
            new QueueValues(
                QueueType.STREAM,
                0,
                OptionalLong.empty(),
                OptionalLong.empty(),
                List.of(backlog),
                OptionalLong.of(0)));
    return Exposition.of(
        List.of(QueueGroups.consumers(2)),
        new ScrapeResult(
            ClusterSnapshot.EMPTY,
            Exposition.NO_FAILOVERS,
            Duration.ofMillis(1),
            List.of(queue),
            List.of(),
            List.of(),
            List.of()));
  }

  @Test
  void thoseWithTheMostPendingEntriesHaveSeries() {
    assertThat(
            page(
                    new GroupConsumer("a", 1, 3000),
                    new GroupConsumer("b", 9, 1500),
                    new GroupConsumer("c", 5, 0),
                    new GroupConsumer("other", 1, 7))
                .ofTheWhole())
        .isEqualTo(
            """
            redis_cluster_queue_consumer_idle_seconds{consumer="b",group="g",queue="q"} 1.5
            redis_cluster_queue_consumer_idle_seconds{consumer="c",group="g",queue="q"} 0.0
            redis_cluster_queue_consumer_pending{consumer="b",group="g",queue="q"} 9.0
            redis_cluster_queue_consumer_pending{consumer="c",group="g",queue="q"} 5.0
            redis_cluster_queue_consumer_pending{consumer="other",group="g",queue="q"} 2.0
            """);
  }

  @Test
  void withoutFurtherOnesThereIsNoOther() {
    assertThat(page(new GroupConsumer("a", 1, 3000)).ofTheWhole())
        .contains("\"a\"")
        .doesNotContain("other");
  }

  @Test
  void impossibleNumbersAreOmittedAndCounted() {
    Exposition page =
        page(
            new GroupConsumer("a", 3, -1),
            new GroupConsumer("b", 2, 1),
            new GroupConsumer("c", -1, 1));

    assertThat(page.ofTheWhole())
        .isEqualTo(
            """
            redis_cluster_queue_consumer_idle_seconds{consumer="b",group="g",queue="q"} 0.001
            redis_cluster_queue_consumer_pending{consumer="a",group="g",queue="q"} 3.0
            redis_cluster_queue_consumer_pending{consumer="b",group="g",queue="q"} 2.0
            """);
    assertThat(page.malformed()).isEqualTo(2);
  }
}
