package io.github.redisclusterexporter.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.alert.LiveAlerts.LiveAlert;
import io.github.redisclusterexporter.testing.Eventually;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Watches what is told of some alerts. */
final class AlertRehearsal {
  private static final Duration BOUND = Duration.ofMinutes(4);

  /** As shipped: what is about to fire after so long, or longer, is not waited for. */
  private static final Duration PATIENCE = Duration.ofMinutes(15);

  /** As shipped: nothing new for so long is the end of it. */
  private static final Duration QUIET = Duration.ofMinutes(3);

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
   * Makes the fault, waits until all is told, mends it, and waits until all of it is told to be
   * over.
   *
   * @return from the fault to the first message
   */
  Duration run(Scenario scenario, Scene scene) throws Exception {
    awaitCalm();
    Instant start = Instant.now();
    scenario.fault().run(scene);
    Set<Notice> expected = Set.copyOf(scenario.told().apply(scene));
    await("all is told: " + expected, () -> told().containsAll(expected));
    awaitSettled();
    assertThat(told()).as("told of %s", scenario).isEqualTo(expected);
    assertThat(pages())
        .as("pages of %s", scenario)
        .isLessThanOrEqualTo(expected.stream().filter(Notice::isPage).count());
    CheckedAlerts.assertNamed(expected, scene);
    scenario.mending().run(scene);
    awaitOver();
    assertThat(told()).as("told of %s until the end", scenario).isEqualTo(expected);
    return Duration.between(start, notifications.firing(about).get(0).at());
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
    awaitSettled();
    assertThat(told()).as("told of %s while it is healthy", name).isEmpty();
  }

  /** Waits until nothing is wrong, and whoever was told of it knows. */
  void awaitOver() {
    await("nothing is wrong", () -> monitoring.alerts().of(about).isEmpty());
    await("all is told to be over", () -> notifications.open(about).isEmpty());
  }

  /** Waits until every alert that fires was told or is silenced, and none is about to fire. */
  void awaitSettled() {
    Instant[] since = {Instant.MAX};
    await(
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
          return !now.evaluated().isBefore(since[0].plus(scale.of(QUIET)));
        });
  }

  private boolean isSettled(LiveAlert alert, LiveAlerts now) {
    return alert.firing()
        ? now.suppressed().contains(alert.labels())
            || !notifications.firing(alert.labels()::equals).isEmpty()
        : scale.of(PATIENCE).compareTo(alert.holds()) <= 0;
  }

  /** How many messages the pager got. */
  long pages() {
    return notifications.firing(about).stream()
        .filter(message -> message.receiver().equals("pager"))
        .count();
  }

  Set<Notice> told() {
    return notifications.told(about);
  }

  void await(String what, Callable<Boolean> condition) {
    try {
      Eventually.await(BOUND, name + ": " + what, condition);
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
