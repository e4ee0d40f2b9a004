package io.github.redisclusterexporter.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.alert.LiveAlerts.LiveAlert;
import io.github.redisclusterexporter.alert.Scenario.Stage;
import io.github.redisclusterexporter.testing.Eventually;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Watches what is told of some alerts. */
final class AlertRehearsal {
  /** As shipped: nothing takes longer than this. */
  private static final Duration BOUND = Duration.ofMinutes(40);

  /** As shipped: what is about to fire after so long, or longer, is not waited for. */
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  /** As shipped: so many scrapes of each exporter in so much time come before a fault. */
  private static final Duration CALM = Duration.ofMinutes(2);

  private static final int SCRAPES = 7;

  private final String name;
  private final int exporters;
  private final Predicate<Map<String, String>> about;
  private final TimeScale scale;
  private final Monitoring monitoring;
  private final Notifications notifications;

  /** Of the alerts with such labels; the name is that of the cluster. */
  AlertRehearsal(
      String name,
      int exporters,
      Predicate<Map<String, String>> about,
      TimeScale scale,
      Monitoring monitoring,
      Notifications notifications) {
    this.name = name;
    this.exporters = exporters;
    this.about = about;
    this.scale = scale;
    this.monitoring = monitoring;
    this.notifications = notifications;
  }

  /**
   * Runs the stages and the recovery, and waits each time until everything is told.
   *
   * @return from the first step to the first message, if there is one
   */
  Optional<Duration> run(Scenario scenario, Scene scene) throws Exception {
    awaitCalm();
    Instant start = Instant.now();
    Set<Notice> expected = new HashSet<>();
    Set<Notice> brief = new HashSet<>();
    try {
      for (Stage stage : scenario.stages()) {
        stage.step().run(scene);
        List<Notice> next = stage.told().apply(scene);
        expected.addAll(next);
        brief.addAll(stage.brief() ? next : List.of());
        await("all is told: " + expected, () -> told().containsAll(expected));
        awaitSettled(stage.quiet());
        assertTold(expected);
        assertThat(notifications.over(about)).as("told of %s to be over", name).isSubsetOf(brief);
      }
      CheckedAlerts.assertNamed(expected, scene);
    } finally {
      // Also for the scenarios that fail, so that they do not disturb what comes after them.
      scenario.recovery().run(scene);
    }
    awaitOver();
    assertTold(expected);
    return notifications.firing(about).stream()
        .findFirst()
        .map(message -> Duration.between(start, message.at()));
  }

  private void assertTold(Set<Notice> expected) {
    assertThat(told()).as("told of %s", name).isEqualTo(expected);
    assertThat(pages())
        .as("pages of %s", name)
        .isLessThanOrEqualTo(expected.stream().filter(Notice::isPage).count());
  }

  /** Waits until all exporters have been scraped for a while, and nothing is told of it. */
  void awaitCalm() {
    String scrapes =
        "redis_cluster_exporter_scrape_duration_seconds{redis_cluster=\"" + name + "\"}";
    String window = "[" + scale.text(CALM) + "]";
    await(
        "all exporters are scraped",
        () ->
            monitoring.value("sum(count_over_time(" + scrapes + window + "))")
                >= exporters * SCRAPES);
    awaitSettled(CALM);
    assertThat(told()).as("told of %s while it is healthy", name).isEmpty();
  }

  /** Waits until nothing is wrong, and whoever was told of it knows. */
  void awaitOver() {
    await("nothing is wrong", () -> monitoring.alerts().of(about).isEmpty());
    await("all is told to be over", () -> notifications.open(about).isEmpty());
  }

  /**
   * Waits until every alert that fires was told or is silenced, and none is about to fire, for so
   * long.
   */
  void awaitSettled(Duration quiet) {
    Instant[] since = {Instant.MAX};
    await(
        BOUND.plus(quiet),
        "all that fires is told or silenced",
        () -> {
          LiveAlerts now = monitoring.alerts();
          if (!now.of(about).stream().allMatch(alert -> isSettled(alert, now))) {
            since[0] = Instant.MAX;
            return false;
          }
          if (since[0].equals(Instant.MAX)) {
            since[0] = now.evaluated();
          }
          return !now.evaluated().isBefore(since[0].plus(scale.of(quiet)));
        });
  }

  private boolean isSettled(LiveAlert alert, LiveAlerts now) {
    return alert.firing()
        ? now.suppressed().contains(alert.labels())
            || !notifications.firing(alert.labels()::equals).isEmpty()
        : scale.of(PATIENCE).compareTo(alert.holds()) <= 0;
  }

  /** How many messages to the pager told of something new. */
  long pages() {
    return notifications.pages(about);
  }

  Set<Notice> told() {
    return notifications.told(about);
  }

  void await(String what, Callable<Boolean> condition) {
    await(BOUND, what, condition);
  }

  private void await(Duration bound, String what, Callable<Boolean> condition) {
    try {
      Eventually.await(scale.of(bound), name + ": " + what, condition);
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + "\n" + situation(), e);
    }
  }

  private String situation() {
    try {
      LiveAlerts now = monitoring.alerts();
      Map<Boolean, List<LiveAlert>> settled =
          now.of(about).stream().collect(Collectors.partitioningBy(it -> isSettled(it, now)));
      return "told: %s\nsettled: %s\nnot settled: %s"
          .formatted(told(), settled.get(true), settled.get(false));
    } catch (IOException e) {
      return e.toString();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return e.toString();
    }
  }
}
