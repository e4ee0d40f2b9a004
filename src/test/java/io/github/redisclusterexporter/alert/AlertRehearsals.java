package io.github.redisclusterexporter.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.Tier;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** Scenarios that run at the same time, under one Prometheus and one Alertmanager. */
final class AlertRehearsals implements AutoCloseable {
  /** So many clusters are made at a time; each takes some seconds of a processor. */
  private static final int OPENINGS = 4;

  private static final Notice LOST = Notice.page("RedisClusterMonitoringLost");

  private static final Set<String> OF_LOST_EXPORTERS =
      Set.of(LOST.alert(), "RedisClusterVanished", "RedisClusterExporterDown");

  private final TimeScale scale;
  private final Notifications notifications;
  private final Map<String, Scene> scenes;
  private final Monitoring monitoring;
  private final ExecutorService threads = Executors.newCachedThreadPool();
  private final Map<String, Future<Optional<Duration>>> running = new LinkedHashMap<>();
  private final Map<String, Set<Notice>> toldInTime = new LinkedHashMap<>();

  /** Opens a scene for each scenario, and starts what watches them. */
  AlertRehearsals(Path prometheus, Path alertmanager, TimeScale scale, List<Scenario> scenarios)
      throws Exception {
    this.scale = scale;
    this.notifications = new Notifications();
    this.scenes = open(accompanied(scenarios), scale);
    this.monitoring =
        new Monitoring(
            prometheus,
            alertmanager,
            scale,
            scenes.values().stream().flatMap(scene -> scene.instances().stream()).toList(),
            notifications.url());
    for (Scenario scenario : scenarios) {
      Scene scene = scene(scenario);
      running.put(scenario.name(), threads.submit(() -> rehearsal(scene).run(scenario, scene)));
    }
  }

  /** All but the sign of life. */
  private static boolean isNews(Map<String, String> labels) {
    return !"RedisClusterWatchdog".equals(labels.get("alertname"));
  }

  private static boolean isAboutLostExporters(Map<String, String> labels) {
    return OF_LOST_EXPORTERS.contains(labels.getOrDefault("alertname", ""));
  }

  /**
   * A scenario that runs alone gets a healthy server next to it. Otherwise the loss of its
   * exporters would be the loss of all, which is another page.
   */
  private static List<Scenario> accompanied(List<Scenario> scenarios) {
    return scenarios.size() > 1
        ? scenarios
        : Stream.concat(scenarios.stream(), Stream.of(Scenario.of("bystander", Opening::single)))
            .toList();
  }

  private static Map<String, Scene> open(List<Scenario> scenarios, TimeScale scale)
      throws InterruptedException, ExecutionException {
    ExecutorService openers = Executors.newFixedThreadPool(OPENINGS);
    try {
      Map<String, Scene> scenes = new LinkedHashMap<>();
      List<Callable<Scene>> openings =
          scenarios.stream()
              .map(scenario -> (Callable<Scene>) () -> open(scenario, scale))
              .toList();
      for (Future<Scene> opening : openers.invokeAll(openings)) {
        scenes.put(opening.get().name(), opening.get());
      }
      return scenes;
    } finally {
      openers.shutdown();
    }
  }

  private static Scene open(Scenario scenario, TimeScale scale) {
    Scene scene = scenario.opening().apply(new Opening(scenario.name(), scale));
    if (Tier.current() == Tier.FULL && scene.instances().size() == 1) {
      scene.paired();
    }
    scene.startExporters();
    return scene;
  }

  /**
   * Waits for the end of one.
   *
   * @return from its first step to the first message, if there is one
   */
  Optional<Duration> await(Scenario scenario) throws Exception {
    Optional<Duration> first = Objects.requireNonNull(running.get(scenario.name())).get();
    toldInTime.put(scenario.name(), told(scenario.name()));
    return first;
  }

  private AlertRehearsal rehearsal(Scene scene) {
    return new AlertRehearsal(
        scene.name(), scene.instances().size(), scene::owns, scale, monitoring, notifications);
  }

  private Scene scene(Scenario scenario) {
    return Objects.requireNonNull(scenes.get(scenario.name()));
  }

  private Set<Notice> told(String scenario) {
    return notifications.told(Objects.requireNonNull(scenes.get(scenario))::owns);
  }

  /** The scenarios of which more was told after their end, with all that was told. */
  Map<String, Set<Notice>> toldLate() {
    Map<String, Set<Notice>> late = new LinkedHashMap<>();
    toldInTime.forEach(
        (scenario, inTime) -> {
          if (!told(scenario).equals(inTime)) {
            late.put(scenario, told(scenario));
          }
        });
    return late;
  }

  /**
   * Stops all exporters: one page, about exactly this, and no ticket about a single exporter.
   * Starts them: no other page. Other tickets are not counted, because on a slow machine they can
   * be late.
   */
  void loseAllExporters() {
    AlertRehearsal all =
        new AlertRehearsal(
            "all", 0, AlertRehearsals::isAboutLostExporters, scale, monitoring, notifications);
    int before = notifications.firing(AlertRehearsals::isAboutLostExporters).size();
    long pages = notifications.pages(AlertRehearsals::isNews);
    scenes.values().parallelStream().forEach(Scene::stopExporters);
    all.await("it is told", () -> all.told().contains(LOST));
    int alive = notifications.firing(Predicate.not(AlertRehearsals::isNews)).size();
    all.awaitSettled(Scenario.QUIET);
    assertThat(notifications.firing(AlertRehearsals::isAboutLostExporters)).hasSize(before + 1);
    assertThat(notifications.pages(AlertRehearsals::isNews)).isEqualTo(pages + 1);
    assertThat(notifications.firing(Predicate.not(AlertRehearsals::isNews)))
        .as("signs of life")
        .hasSize(alive);
    scenes.values().parallelStream().forEach(Scene::startExporters);
    all.awaitOver();
    all.await(
        "there is life",
        () -> notifications.firing(Predicate.not(AlertRehearsals::isNews)).size() > alive);
    // An exporter that comes later than the others may be a ticket until then, and no page.
    assertThat(notifications.pages(AlertRehearsals::isNews)).isEqualTo(pages + 1);
  }

  Monitoring monitoring() {
    return monitoring;
  }

  Notifications notifications() {
    return notifications;
  }

  @Override
  public void close() throws Exception {
    threads.shutdownNow();
    monitoring.close();
    for (Scene scene : scenes.values()) {
      scene.close();
    }
    notifications.close();
  }
}
