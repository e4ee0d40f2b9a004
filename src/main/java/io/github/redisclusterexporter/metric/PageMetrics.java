package io.github.redisclusterexporter.metric;

import io.prometheus.metrics.exporter.common.PrometheusHttpRequest;
import io.prometheus.metrics.model.registry.MetricNameFilter;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusScrapeRequest;
import io.prometheus.metrics.model.snapshots.DuplicateLabelsException;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The metrics of all clusters, for the library's registry: each request for a page is one scrape of
 * each cluster that it asks for, side by side.
 */
public final class PageMetrics implements MultiCollector {
  /** Names a cluster, may be repeated, and is checked before it gets here. */
  private static final String CLUSTER = "cluster";

  private static final String NAMES = "name[]";
  private static final String TIMEOUT = "X-Prometheus-Scrape-Timeout-Seconds";

  /**
   * Prometheus writes only plain decimals. Java's own parser would also accept NaN, Infinity and
   * hexadecimal numbers; nine digits of seconds fit into nanoseconds in a long.
   */
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,30})?");

  /** The clusters, which may be others from one page to the next. */
  public interface Clusters {

    /** Those that are wanted by their names. They can be scraped until the lease is closed. */
    Lease lease(Predicate<String> wanted);
  }

  /**
   * Clusters that stay open for a page.
   *
   * @param end is run when the page no longer needs them
   */
  public record Lease(List<ClusterMetrics> clusters, Runnable end) implements AutoCloseable {

    @Override
    public void close() {
      end.run();
    }
  }

  private final Clusters clusters;
  private final ExecutorService executor;

  /**
   * Creates the metrics; nothing is scraped before the first request.
   *
   * @param executor has a thread for each cluster of each request but the first
   */
  public PageMetrics(Clusters clusters, ExecutorService executor) {
    this.clusters = clusters;
    this.executor = executor;
  }

  @Override
  public MetricSnapshots collect() {
    return collect(MetricNameFilter.ALLOW_ALL, null);
  }

  @Override
  public MetricSnapshots collect(PrometheusScrapeRequest request) {
    return collect(MetricNameFilter.ALLOW_ALL, request);
  }

  /**
   * The metrics that the request names, or all.
   *
   * @param includedNames not used: it also accepts names that are the beginning of a requested one,
   *     and those would need commands on every node
   */
  @Override
  public MetricSnapshots collect(
      Predicate<String> includedNames, @Nullable PrometheusScrapeRequest request) {
    Set<String> names = values(request, NAMES);
    Set<String> wanted = values(request, CLUSTER);
    Optional<Duration> timeout =
        request instanceof PrometheusHttpRequest http
            ? timeout(http.getHeader(TIMEOUT))
            : Optional.empty();
    try (Lease lease = clusters.lease(name -> wanted.isEmpty() || wanted.contains(name))) {
      List<ClusterMetrics> selected = lease.clusters();
      return snapshots(selected, scrape(selected, names, timeout));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the scrape was interrupted", e);
    }
  }

  private static Set<String> values(@Nullable PrometheusScrapeRequest request, String parameter) {
    String @Nullable [] values = request == null ? null : request.getParameterValues(parameter);
    return Stream.of(values == null ? new String[0] : values)
        .filter(value -> !value.isEmpty())
        .collect(Collectors.toSet());
  }

  /** Empty when the header is missing or has no usable value. */
  static Optional<Duration> timeout(@Nullable String header) {
    if (header == null || !SECONDS.matcher(header.strip()).matches()) {
      return Optional.empty();
    }
    long nanos = new BigDecimal(header.strip()).movePointRight(9).longValue();
    return nanos > 0 ? Optional.of(Duration.ofNanos(nanos)) : Optional.empty();
  }

  /**
   * The metrics of each cluster; all are scraped at the same time, the first one here. A cluster
   * whose scrape fails is not on the page; if all fail, there is no page.
   */
  private List<List<DataPoints>> scrape(
      List<ClusterMetrics> selected, Set<String> names, Optional<Duration> timeout)
      throws InterruptedException {
    List<Future<List<DataPoints>>> others =
        selected.stream()
            .skip(1)
            .map(cluster -> executor.submit(() -> cluster.scrape(names, timeout)))
            .toList();
    List<List<DataPoints>> all = new ArrayList<>();
    Map<ClusterMetrics, RuntimeException> failures = new LinkedHashMap<>();
    try {
      for (int i = 0; i < selected.size(); i++) {
        ClusterMetrics cluster = selected.get(i);
        try {
          all.add(i == 0 ? cluster.scrape(names, timeout) : result(others.get(i - 1)));
        } catch (RuntimeException e) {
          failures.put(cluster, e);
        }
      }
    } finally {
      others.forEach(other -> other.cancel(true));
    }
    if (all.isEmpty() && !failures.isEmpty()) {
      throw failures.values().iterator().next();
    }
    failures.forEach(ClusterMetrics::omitted);
    return all;
  }

  private static List<DataPoints> result(Future<List<DataPoints>> scrape)
      throws InterruptedException {
    try {
      return scrape.get();
    } catch (ExecutionException e) {
      throw new IllegalStateException("the scrape of a cluster failed", e);
    }
  }

  /** One snapshot for each metric, with the values of all clusters. */
  static MetricSnapshots snapshots(
      List<ClusterMetrics> clusters, List<List<DataPoints>> ofClusters) {
    Map<String, DataPoints> metrics = new LinkedHashMap<>();
    for (List<DataPoints> cluster : ofClusters) {
      for (DataPoints points : cluster) {
        @Nullable DataPoints first = metrics.putIfAbsent(points.name(), points);
        if (first != null) {
          first.addAll(points);
        }
      }
    }
    return new MetricSnapshots(
        metrics.values().stream().map(points -> snapshot(clusters, points)).toList());
  }

  private static MetricSnapshot snapshot(List<ClusterMetrics> clusters, DataPoints points) {
    try {
      return points.snapshot();
    } catch (DuplicateLabelsException e) {
      @Nullable String name = e.getLabels().get(ClusterMetrics.LABEL);
      clusters.stream()
          .filter(cluster -> cluster.name().equals(name))
          .forEach(cluster -> cluster.report(points.name(), e));
      points.removeDuplicates();
      return points.snapshot();
    }
  }
}
