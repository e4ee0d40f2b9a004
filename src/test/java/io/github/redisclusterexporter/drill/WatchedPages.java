package io.github.redisclusterexporter.drill;

import io.github.redisclusterexporter.ScrapedPage;
import io.github.redisclusterexporter.ScrapedPage.Series;
import io.github.redisclusterexporter.TestExporter;
import io.github.redisclusterexporter.testing.Eventually;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Scrapes an exporter five times per second, and collects what a page shows that is not true of a
 * cluster in which slots and nodes move properly.
 */
final class WatchedPages implements AutoCloseable {
  private static final Duration INTERVAL = Duration.ofMillis(200);

  /** Metrics with the only value that each of their series may have. */
  private static final Map<String, Double> STEADY =
      Map.of(
          "redis_cluster_up", 1.0,
          "redis_cluster_state", 1.0,
          "redis_cluster_slots_uncovered", 0.0,
          "redis_cluster_slots_conflicting", 0.0,
          "redis_cluster_node_up", 1.0,
          "redis_cluster_shard_serving", 1.0,
          "redis_cluster_failovers_total", 0.0);

  private final TestExporter exporter;
  private final ScheduledExecutorService scheduler = Executors.newSingleThreadScheduledExecutor();
  private final List<String> faults = new ArrayList<>();
  private final Set<String> shards = new TreeSet<>();
  private final Set<String> exempt = new HashSet<>();
  private int pages;
  private @Nullable ScrapedPage latest;

  private WatchedPages(TestExporter exporter) {
    this.exporter = exporter;
  }

  static WatchedPages start(TestExporter exporter) {
    WatchedPages watched = new WatchedPages(exporter);
    ScheduledFuture<?> unused =
        watched.scheduler.scheduleAtFixedRate(
            watched::scrape, 0, INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
    return watched;
  }

  private void scrape() {
    try {
      add(exporter.scrape());
    } catch (RuntimeException e) {
      fault(e.toString());
    }
  }

  private synchronized void add(ScrapedPage page) {
    pages++;
    latest = page;
    STEADY.forEach(
        (name, value) -> {
          if (page.all(name).isEmpty()) {
            fault(name + " is absent");
          }
          page.all(name).stream()
              .filter(series -> series.value() != value)
              .filter(series -> !exempt.contains(series.labels().getOrDefault("node_id", "")))
              .forEach(series -> fault(series.toString()));
        });
    page.all("redis_cluster_failures_tolerated", "unit", "node").stream()
        .filter(series -> series.value() < 1)
        .forEach(series -> fault(series.toString()));
    shards.addAll(shardsOf(page));
  }

  private synchronized void fault(String fault) {
    faults.add("page " + pages + ": " + fault);
  }

  /** From now on this node may be down. */
  synchronized void exempt(String nodeId) {
    exempt.add(nodeId);
  }

  static Set<String> shardsOf(ScrapedPage page) {
    return page.all("redis_cluster_shard_serving").stream()
        .map(Series::labels)
        .map(labels -> labels.getOrDefault("shard", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** Waits for a page of which this is true. */
  void await(String what, Predicate<ScrapedPage> condition) {
    Eventually.await(what, () -> latest().filter(condition).isPresent());
  }

  private synchronized Optional<ScrapedPage> latest() {
    return Optional.ofNullable(latest);
  }

  synchronized List<String> faults() {
    return List.copyOf(faults);
  }

  synchronized int count() {
    return pages;
  }

  /** The names of the shards on all pages. */
  synchronized Set<String> shards() {
    return Set.copyOf(shards);
  }

  @Override
  public void close() {
    scheduler.shutdownNow();
  }
}
