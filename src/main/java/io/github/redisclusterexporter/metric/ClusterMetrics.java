package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.metric.Group.Subject;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.MalformedReplyException;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.scrape.ScrapeResult;
import io.prometheus.metrics.exporter.common.PrometheusHttpRequest;
import io.prometheus.metrics.model.registry.MetricNameFilter;
import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusScrapeRequest;
import io.prometheus.metrics.model.snapshots.DuplicateLabelsException;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All metrics of one cluster, for the library's registry: each request for a page is one scrape. A
 * failure of one metric of one subject omits only that metric of that subject.
 */
public final class ClusterMetrics implements MultiCollector {
  private static final Logger logger = LoggerFactory.getLogger(ClusterMetrics.class);

  /** More are counted, but not logged. */
  private static final int MAX_OMISSIONS = 1000;

  private static final String NAMES = "name[]";
  private static final String TIMEOUT = "X-Prometheus-Scrape-Timeout-Seconds";

  /**
   * Prometheus writes only plain decimals. Java's own parser would also accept NaN, Infinity and
   * hexadecimal numbers; nine digits of seconds fit into nanoseconds in a long.
   */
  private static final Pattern SECONDS = Pattern.compile("[0-9]{1,9}(\\.[0-9]{1,30})?");

  /** Scrapes the cluster. */
  public interface Source {

    /**
     * Sends the commands of these collectors to every node.
     *
     * @param timeout how long the scraper waits; empty when unknown
     * @throws InterruptedException when the exporter stops
     */
    ScrapeResult scrape(Set<Collector> collectors, Optional<Duration> timeout)
        throws InterruptedException;
  }

  private final String clusterName;
  private final Catalog catalog;
  private final Source source;
  private final ExporterCounters counters;
  private final Set<String> reported = ConcurrentHashMap.newKeySet();

  /** The values that were omitted when they were last read, each of which was logged. */
  private final Set<Omission> malformed = ConcurrentHashMap.newKeySet();

  /** Labels that several groups or metrics share, so that they are built once per page. */
  private static final class PageLabels {
    private final Map<Subject<?>, List<Labels>> ofSubjects = new IdentityHashMap<>();

    /** By their names, then by their values. */
    private final Map<List<String>, Map<List<String>, Labels>> ofMetrics = new HashMap<>();
  }

  /** One or several values of a metric of one subject. */
  private record Omission(String metric, Labels subject) {}

  /**
   * Creates the metrics; nothing is scraped before the first request.
   *
   * @param clusterName value of the label {@code redis_cluster}
   * @param counters counts each value that cannot be read
   */
  public ClusterMetrics(
      String clusterName, Catalog catalog, Source source, ExporterCounters counters) {
    this.clusterName = clusterName;
    this.catalog = catalog;
    this.source = source;
    this.counters = counters;
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
    Catalog selected = catalog.select(names(request));
    Optional<Duration> timeout =
        request instanceof PrometheusHttpRequest http
            ? timeout(http.getHeader(TIMEOUT))
            : Optional.empty();
    try {
      return snapshots(selected.groups(), source.scrape(selected.collectors(), timeout));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("the scrape was interrupted", e);
    }
  }

  private static Set<String> names(@Nullable PrometheusScrapeRequest request) {
    String @Nullable [] names = request == null ? null : request.getParameterValues(NAMES);
    return Stream.of(names == null ? new String[0] : names)
        .filter(name -> !name.isEmpty())
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

  /** All metrics of these groups that have a value. */
  MetricSnapshots snapshots(List<Group<?>> groups, ScrapeResult scrape) {
    List<MetricSnapshot> snapshots = new ArrayList<>();
    Set<Object> prepared = new HashSet<>();
    groups.stream()
        .filter(group -> prepared.add(group.preparation()))
        .forEach(group -> prepare(group, scrape));
    if (malformed.size() >= MAX_OMISSIONS) {
      malformed.clear();
    }
    PageLabels labels = new PageLabels();
    groups.forEach(group -> addGroup(group, scrape, labels, snapshots));
    return new MetricSnapshots(snapshots);
  }

  private <S> void prepare(Group<S> group, ScrapeResult scrape) {
    try {
      group.preparation().accept(group.subject().all().apply(scrape));
    } catch (RuntimeException e) {
      report(group.name(), e);
    }
  }

  private <S> void addGroup(
      Group<S> group, ScrapeResult scrape, PageLabels labels, List<MetricSnapshot> snapshots) {
    List<S> subjects = group.subject().all().apply(scrape);
    List<Labels> ofSubjects =
        labels.ofSubjects.computeIfAbsent(
            group.subject(),
            same -> subjects.stream().map(subject -> labels(group.subject(), subject)).toList());
    for (Metric<S> metric : group.metrics()) {
      DataPoints points =
          new DataPoints(
              metric,
              labels.ofMetrics.computeIfAbsent(metric.labels(), same -> new HashMap<>()),
              (subject, reason) -> omit(metric, subject, reason));
      for (int i = 0; i < subjects.size(); i++) {
        points.begin(ofSubjects.get(i));
        read(metric, subjects.get(i), points);
        if (points.isWhole() && !malformed.isEmpty()) {
          malformed.remove(new Omission(metric.name(), ofSubjects.get(i)));
        }
      }
      if (!points.isEmpty()) {
        addSnapshot(metric, points, snapshots);
      }
    }
  }

  private <S> Labels labels(Subject<S> kind, S subject) {
    Labels.Builder labels = Labels.builder().label("redis_cluster", clusterName);
    List<String> values = kind.values().apply(subject);
    for (int i = 0; i < values.size(); i++) {
      if (!values.get(i).isEmpty()) {
        labels.label(kind.labels().get(i), values.get(i));
      }
    }
    return labels.build();
  }

  private <S> void read(Metric<S> metric, S subject, DataPoints points) {
    try {
      metric.reader().accept(subject, points);
      points.end();
    } catch (MalformedReplyException e) {
      points.undo();
      points.omit(e);
    } catch (RuntimeException e) {
      points.undo();
      report(metric.name(), e);
    }
  }

  private void omit(Metric<?> metric, Labels subject, MalformedReplyException reason) {
    counters.failed(Fault.PARSE_MALFORMED);
    if (malformed.size() < MAX_OMISSIONS && malformed.add(new Omission(metric.name(), subject))) {
      logger.warn("{}{} is omitted: {}", metric.name(), subject, reason.getMessage());
    }
  }

  private void addSnapshot(Metric<?> metric, DataPoints points, List<MetricSnapshot> snapshots) {
    try {
      snapshots.add(points.snapshot());
    } catch (DuplicateLabelsException e) {
      report(metric.name(), e);
      points.removeDuplicates();
      snapshots.add(points.snapshot());
    }
  }

  private void report(String name, RuntimeException mistake) {
    counters.failed(Fault.PARSE_MALFORMED);
    if (reported.add(name)) {
      logger.error("{} failed and is incomplete on the page", name, mistake);
    }
  }
}
