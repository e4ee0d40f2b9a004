package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.metric.Family.Point;
import io.github.redisclusterexporter.metric.Family.Points;
import io.github.redisclusterexporter.node.MalformedException;
import io.github.redisclusterexporter.scrape.Scrape;
import io.prometheus.metrics.model.snapshots.Labels;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes the metrics of a scrape. What goes wrong with one metric of one subject costs only that.
 */
public final class Emitter {
  private static final Logger logger = LoggerFactory.getLogger(Emitter.class);

  private final String clusterName;
  private final Runnable malformed;
  private final Set<String> complainedAbout = ConcurrentHashMap.newKeySet();

  /**
   * For pages about one cluster.
   *
   * @param clusterName value of the label {@code redis_cluster}
   * @param malformed told of each value that is there and cannot be read
   */
  public Emitter(String clusterName, Runnable malformed) {
    this.clusterName = clusterName;
    this.malformed = malformed;
  }

  /** All selected metrics of the scrape. */
  public MetricSnapshots emit(Selection selection, Scrape scrape) {
    List<MetricSnapshot> snapshots = new ArrayList<>();
    for (Group<?> group : selection.groups()) {
      addGroup(group, scrape, snapshots);
    }
    return new MetricSnapshots(snapshots);
  }

  private <S> void addGroup(Group<S> group, Scrape scrape, List<MetricSnapshot> snapshots) {
    List<S> subjects = group.subject().all().apply(scrape);
    List<Labels> labels = subjects.stream().map(subject -> labels(group, subject)).toList();
    for (Family<S> family : group.families()) {
      SnapshotBuilder builder = new SnapshotBuilder(family);
      for (int i = 0; i < subjects.size(); i++) {
        for (Point point : read(family, subjects.get(i))) {
          builder.add(labels.get(i), point);
        }
      }
      builder.build().ifPresent(snapshots::add);
    }
  }

  private <S> Labels labels(Group<S> group, S subject) {
    List<String> names = new ArrayList<>();
    List<String> values = new ArrayList<>();
    names.add("redis_cluster");
    values.add(clusterName);
    List<String> subjectValues = group.subject().values().apply(subject);
    for (int i = 0; i < subjectValues.size(); i++) {
      if (!subjectValues.get(i).isEmpty()) {
        names.add(group.subject().labels().get(i));
        values.add(subjectValues.get(i));
      }
    }
    return Labels.of(names, values);
  }

  private <S> List<Point> read(Family<S> family, S subject) {
    Points points = new Points();
    try {
      family.reader().accept(subject, points);
      return valid(family, points.all());
    } catch (MalformedException e) {
      malformed.run();
      logger.debug("{} cannot be read", family.name(), e);
    } catch (RuntimeException e) {
      malformed.run();
      if (complainedAbout.add(family.name())) {
        logger.error("{} failed and is left out of the page", family.name(), e);
      }
    }
    return List.of();
  }

  /** What the format does not allow must not cost the page. */
  private static List<Point> valid(Family<?> family, List<Point> points) {
    Set<List<String>> seen = new HashSet<>();
    for (Point point : points) {
      if (point.labels().size() != family.labels().size()) {
        throw new IllegalStateException(
            "the labels " + family.labels() + " have the values " + point.labels());
      }
      if (family.type() == Family.Type.COUNTER && !(point.value() >= 0)) {
        throw new MalformedException("a counter is " + point.value());
      }
      if (point.buckets().stream().anyMatch(count -> count < 0)) {
        throw new MalformedException("a histogram counts less below a higher bound");
      }
      if (points.size() > 1 && !seen.add(point.labels())) {
        throw new MalformedException("two values have the labels " + point.labels());
      }
    }
    return points;
  }
}
