package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Collectors;

/** What a page says of queues. */
final class QueuePages {
  private static final Set<String> WITHOUT_A_MEASUREMENT =
      Set.of(
          "redis_cluster_queue_up",
          "redis_cluster_queue_info",
          "redis_cluster_queue_max_age_seconds");

  private QueuePages() {}

  static double up(ScrapedPage page, String queue) {
    return page.value("redis_cluster_queue_up", "queue", queue);
  }

  static double depth(ScrapedPage page, String queue) {
    return page.value("redis_cluster_queue_depth", "queue", queue);
  }

  static double length(ScrapedPage page, String queue) {
    return page.value("redis_cluster_queue_length", "queue", queue);
  }

  static String node(ScrapedPage page, String queue) {
    return page.all("redis_cluster_queue_info", "queue", queue)
        .get(0)
        .labels()
        .getOrDefault("node", "");
  }

  static double errors(ScrapedPage page) {
    return page.all("redis_cluster_exporter_probe_errors_total").stream()
        .mapToDouble(ScrapedPage.Series::value)
        .sum();
  }

  static double errors(ScrapedPage page, String stage, String code) {
    return page.value("redis_cluster_exporter_probe_errors_total", "stage", stage, "code", code);
  }

  /** It says that the queue was not measured, and no number. */
  static void assertUnavailable(ScrapedPage page, String queue) {
    assertThat(up(page, queue)).as(queue).isZero();
    assertThat(
            page.series().stream()
                .filter(series -> queue.equals(series.labels().get("queue")))
                .map(ScrapedPage.Series::name)
                .collect(Collectors.toSet()))
        .isSubsetOf(WITHOUT_A_MEASUREMENT);
    assertThat(node(page, queue)).isEmpty();
  }
}
