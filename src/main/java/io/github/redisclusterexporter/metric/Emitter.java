package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.exposition.LabelSet;
import io.github.redisclusterexporter.exposition.Measured;
import io.github.redisclusterexporter.metric.Group.Subject;
import io.github.redisclusterexporter.node.MalformedReplyException;
import io.github.redisclusterexporter.scrape.ScrapeResult;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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

  /** All selected metrics of the scrape that have a value, sorted by name. */
  public List<Measured> emit(Selection selection, ScrapeResult scrape) {
    List<Measured> page = new ArrayList<>();
    Map<Subject<?>, List<LabelSet>> labels = new HashMap<>();
    for (Group<?> group : selection.groups()) {
      addGroup(group, scrape, labels, page);
    }
    page.sort(Comparator.comparing(measured -> measured.metric().baseName()));
    return page;
  }

  private <S> void addGroup(
      Group<S> group,
      ScrapeResult scrape,
      Map<Subject<?>, List<LabelSet>> labels,
      List<Measured> page) {
    List<S> subjects = group.subject().all().apply(scrape);
    // Several groups are about the same subjects.
    List<LabelSet> ofSubjects =
        labels.computeIfAbsent(
            group.subject(),
            same -> subjects.stream().map(subject -> labels(group.subject(), subject)).toList());
    for (Family<S> family : group.families()) {
      Points points = new Points(family.metric());
      for (int i = 0; i < subjects.size(); i++) {
        points.begin(ofSubjects.get(i));
        read(family, subjects.get(i), points);
      }
      if (!points.series().isEmpty()) {
        page.add(new Measured(family.metric(), points.series()));
      }
    }
  }

  private <S> LabelSet labels(Subject<S> kind, S subject) {
    List<String> names = new ArrayList<>();
    List<String> values = new ArrayList<>();
    names.add("redis_cluster");
    values.add(clusterName);
    List<String> subjectValues = kind.values().apply(subject);
    for (int i = 0; i < subjectValues.size(); i++) {
      if (!subjectValues.get(i).isEmpty()) {
        names.add(kind.labels().get(i));
        values.add(subjectValues.get(i));
      }
    }
    return LabelSet.of(names, values);
  }

  private <S> void read(Family<S> family, S subject, Points points) {
    try {
      family.reader().accept(subject, points);
      points.end();
    } catch (MalformedReplyException e) {
      points.undo();
      malformed.run();
      logger.debug("{} cannot be read", family.metric().name(), e);
    } catch (RuntimeException e) {
      points.undo();
      malformed.run();
      if (complainedAbout.add(family.metric().name())) {
        logger.error("{} failed and is left out of the page", family.metric().name(), e);
      }
    }
  }
}
