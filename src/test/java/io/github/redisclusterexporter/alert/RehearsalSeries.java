package io.github.redisclusterexporter.alert;

import io.github.redisclusterexporter.alert.RuleQueries.Query;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Groups of scenarios, one group after the other, because a small machine cannot run all of their
 * servers at once. What the tests ask at the end is collected before a group is closed.
 */
final class RehearsalSeries implements AutoCloseable {
  private final Path prometheus;
  private final Path alertmanager;
  private final TimeScale scale;
  private final List<List<Scenario>> groups;
  private final Set<String> seen = new HashSet<>();
  private final Set<String> texts = new HashSet<>();
  private final Map<String, Set<Notice>> toldLate = new LinkedHashMap<>();
  private double failedEvaluations;
  private List<Scenario> open = List.of();
  private Optional<AlertRehearsals> current = Optional.empty();

  RehearsalSeries(
      Path prometheus, Path alertmanager, TimeScale scale, List<List<Scenario>> groups) {
    this.prometheus = prometheus;
    this.alertmanager = alertmanager;
    this.scale = scale;
    this.groups = List.copyOf(groups);
  }

  /**
   * Waits for the end of a scenario; starts its group if another one is open.
   *
   * @return from its first step to the first message, if there is one
   */
  Optional<Duration> await(Scenario scenario) throws Exception {
    if (!isIn(open, scenario)) {
      closeGroup();
      List<Scenario> next =
          groups.stream().filter(group -> isIn(group, scenario)).findFirst().orElseThrow();
      current = Optional.of(new AlertRehearsals(prometheus, alertmanager, scale, next));
      open = next;
    }
    return current().await(scenario);
  }

  private static boolean isIn(List<Scenario> group, Scenario scenario) {
    return group.stream().anyMatch(one -> one.name().equals(scenario.name()));
  }

  /** The group that is open. */
  AlertRehearsals current() {
    return current.orElseThrow();
  }

  /** The annotations of all notifications. */
  Set<String> texts() {
    collect();
    return Set.copyOf(texts);
  }

  /** The scenarios of which more was told after their end, with all that was told. */
  Map<String, Set<Notice>> toldLate() {
    collect();
    return Map.copyOf(toldLate);
  }

  /** How often a rule could not be evaluated. */
  double failedEvaluations() throws IOException, InterruptedException {
    return failedEvaluations + current().monitoring().failedEvaluations();
  }

  /** Whether the selector selects any series that was there at any time. */
  boolean wasThere(String selector) throws IOException, InterruptedException {
    return seen.contains(selector) || current().monitoring().wasThere(selector);
  }

  private void collect() {
    texts.addAll(current().notifications().texts());
    toldLate.putAll(current().toldLate());
  }

  private void closeGroup() throws Exception {
    if (current.isPresent()) {
      collect();
      Monitoring monitoring = current().monitoring();
      failedEvaluations += monitoring.failedEvaluations();
      for (Query query : RuleQueries.all()) {
        for (String selector : query.reads()) {
          if (!seen.contains(selector) && monitoring.wasThere(selector)) {
            seen.add(selector);
          }
        }
      }
      close();
    }
  }

  @Override
  public void close() throws Exception {
    if (current.isPresent()) {
      AlertRehearsals last = current();
      current = Optional.empty();
      open = List.of();
      last.close();
    }
  }
}
