package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.metric.Group.Subject;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.MalformedReplyException;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.scrape.ScrapeResult;
import io.prometheus.metrics.model.snapshots.Labels;
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
import java.util.concurrent.atomic.AtomicBoolean;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All metrics of one cluster. A failure of one metric of one subject omits only that metric of that
 * subject.
 */
public final class ClusterMetrics {
  private static final Logger logger = LoggerFactory.getLogger(ClusterMetrics.class);

  /** The label of every series that names its cluster. */
  static final String LABEL = "redis_cluster";

  /** More are counted, but not logged. */
  private static final int MAX_OMISSIONS = 1000;

  /** Scrapes the cluster. */
  public interface Source {

    /**
     * Sends the commands of these collectors to every node, and counts the outcome of the scrape
     * unless it throws.
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

  private final AtomicBoolean isOmitted = new AtomicBoolean();

  /** Labels that several groups or metrics share, so that they are built once per page. */
  private static final class PageLabels {
    private final IdentityHashMap<Subject<?>, List<Labels>> ofSubjects = new IdentityHashMap<>();

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

  /** The name of the cluster. */
  String name() {
    return clusterName;
  }

  /**
   * Scrapes the cluster, and reads the metrics that the request names.
   *
   * @param names names as on the page; empty for all
   * @param timeout how long the scraper waits; empty when unknown
   */
  List<DataPoints> scrape(Set<String> names, Optional<Duration> timeout)
      throws InterruptedException {
    Catalog selected = catalog.select(names);
    List<DataPoints> metrics = read(selected.groups(), scraped(selected.collectors(), timeout));
    if (isOmitted.getAndSet(false)) {
      logger.info("Cluster {} is on the page again", clusterName);
    }
    return metrics;
  }

  /** Only a scrape that ends counts its outcome itself. */
  private ScrapeResult scraped(Set<Collector> collectors, Optional<Duration> timeout)
      throws InterruptedException {
    try {
      return source.scrape(collectors, timeout);
    } catch (RuntimeException e) {
      counters.scraped(ScrapeResult.Outcome.FAILED);
      throw e;
    }
  }

  /** The cluster is missing on a page because its scrape, or the reading of its values, failed. */
  void omitted(RuntimeException reason) {
    if (isOmitted.getAndSet(true)) {
      logger.debug("Cluster {} is still missing on the page", clusterName, reason);
    } else {
      logger.error("Cluster {} is missing on the page", clusterName, reason);
    }
  }

  /** All metrics of these groups that have a value. */
  List<DataPoints> read(List<Group<?>> groups, ScrapeResult scrape) {
    List<DataPoints> metrics = new ArrayList<>();
    Set<Object> prepared = new HashSet<>();
    groups.stream()
        .filter(group -> prepared.add(group.preparation()))
        .forEach(group -> prepare(group, scrape));
    if (malformed.size() >= MAX_OMISSIONS) {
      malformed.clear();
    }
    PageLabels labels = new PageLabels();
    groups.forEach(group -> addGroup(group, scrape, labels, metrics));
    return metrics;
  }

  private <S> void prepare(Group<S> group, ScrapeResult scrape) {
    try {
      group.preparation().accept(group.subject().all().apply(scrape));
    } catch (RuntimeException e) {
      report(group.name(), e);
    }
  }

  private <S> void addGroup(
      Group<S> group, ScrapeResult scrape, PageLabels labels, List<DataPoints> metrics) {
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
        metrics.add(points);
      }
    }
  }

  private <S> Labels labels(Subject<S> kind, S subject) {
    Labels.Builder labels = Labels.builder().label(LABEL, clusterName);
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

  void report(String name, RuntimeException mistake) {
    counters.failed(Fault.PARSE_MALFORMED);
    if (reported.add(name)) {
      logger.error("{} failed and is incomplete on the page", name, mistake);
    }
  }
}
