package io.github.redisclusterexporter.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.ScrapedPage;
import io.github.redisclusterexporter.TestExporter;
import io.github.redisclusterexporter.testing.Behaviour;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.Ports;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.ScriptedServer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class WorkloadIT {
  private static final Duration BOUND = Duration.ofSeconds(30);

  @Test
  void tasksAreDoneBeforeAndAfterEveryPrimaryIsLost() {
    try (RedisCluster cluster = RedisCluster.start();
        Workload workload = Workload.start(cluster.addresses(), Duration.ofMillis(500))) {
      Eventually.await(
          BOUND,
          "tasks are done, some fail, some are recovered",
          () -> workload.done() > 50 && workload.failed() > 0 && workload.recovered() > 0);

      List<Integer> firstSlots = List.of(0, 5461, 10_923);
      for (int i = 0; i < 3; i++) {
        RedisServer primary = cluster.node(i);
        primary.kill();
        cluster.awaitOtherOwner(firstSlots.get(i), primary);
        primary.restart();
        cluster.awaitHealthy();
      }

      long done = workload.done();
      long failed = workload.failed();
      Eventually.await(BOUND, "tasks are done again", () -> workload.done() > done + 50);
      Eventually.await(BOUND, "tasks fail again", () -> workload.failed() > failed);
    }
  }

  @Test
  void itsQueuesMoveOnThePage() {
    try (RedisCluster cluster = RedisCluster.start();
        Workload workload = Workload.start(cluster.addresses(), Duration.ofMillis(500));
        TestExporter exporter =
            TestExporter.start(
                Map.of(
                    "REDIS_CLUSTER_NODES",
                    TestExporter.nodes(cluster.addresses()),
                    "REDIS_QUEUES",
                    String.join(",", TaskQueue.STREAMS)))) {
      String high = "tasks:high";
      AtomicReference<ScrapedPage> begun = new AtomicReference<>();
      Eventually.await(
          BOUND,
          "a task was handed out, one failed",
          () -> {
            ScrapedPage page = exporter.scrape();
            begun.set(page);
            return page.has("redis_cluster_queue_entries_read_total", "queue", high)
                && page.value("redis_cluster_queue_length", "queue", "tasks:dlq") > 0;
          });
      ScrapedPage first = Objects.requireNonNull(begun.get());
      double added = first.value("redis_cluster_queue_entries_added_total", "queue", high);
      double read = first.value("redis_cluster_queue_entries_read_total", "queue", high);
      double dead = first.value("redis_cluster_queue_entries_added_total", "queue", "tasks:dlq");
      Eventually.await(
          BOUND,
          "tasks are added and handed out, some fail",
          () -> {
            ScrapedPage page = exporter.scrape();
            return page.value("redis_cluster_queue_entries_added_total", "queue", high) > added
                && page.value("redis_cluster_queue_entries_read_total", "queue", high) > read
                && page.value("redis_cluster_queue_entries_added_total", "queue", "tasks:dlq")
                    > dead;
          });
      Eventually.await(
          BOUND,
          "a task that was left by its worker is pending, and then recovered",
          () ->
              exporter.scrape().all("redis_cluster_queue_oldest_pending_deliveries").stream()
                  .anyMatch(series -> series.value() >= 1));
      assertThat(exporter.scrape().value("redis_cluster_queue_consumers", "queue", high))
          .isPositive();
      assertThat(workload.added()).isPositive();
    }
  }

  @Test
  void aBusyPortIsNamedWithItsPurpose() {
    try (ScriptedServer busy = ScriptedServer.start(Behaviour.silent())) {
      int port = busy.address().port();
      DemoPorts ports = new DemoPorts(Ports.freeRange(DemoPorts.NODES), port, port, port);
      assertThat(ports.busy(false, false)).containsExactly(port + " (exporter)");
      DemoPorts free = new DemoPorts(ports.redis(), Ports.free(), port, port);
      assertThat(free.busy(true, false)).containsExactly(port + " (prometheus)");
      assertThat(free.busy(false, false)).isEmpty();
    }
  }
}
