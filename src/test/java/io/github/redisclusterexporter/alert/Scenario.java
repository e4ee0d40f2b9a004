package io.github.redisclusterexporter.alert;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/**
 * What happens to healthy servers, and which notifications it must cause.
 *
 * @param name also the name of the cluster
 * @param opening starts the servers
 * @param stages one after the other
 * @param recovery makes the servers healthy again
 */
record Scenario(String name, Function<Opening, Scene> opening, List<Stage> stages, Step recovery) {

  /** As shipped: without a new alert for so long, a stage is over. */
  static final Duration QUIET = Duration.ofMinutes(3);

  /** Something that is done to the servers. */
  interface Step {
    void run(Scene scene) throws Exception;
  }

  /**
   * One event.
   *
   * @param step causes it
   * @param told exactly the notifications that are new after it
   * @param brief whether they may be over before the recovery
   * @param quiet the time without a new alert, as shipped, after which the stage is over
   */
  record Stage(Step step, Function<Scene, List<Notice>> told, boolean brief, Duration quiet) {}

  static Scenario of(String name, Function<Opening, Scene> opening) {
    return new Scenario(name, opening, List.of(), scene -> {});
  }

  Scenario tells(Step step, Function<Scene, List<Notice>> told) {
    return then(new Stage(step, told, false, QUIET));
  }

  /** An event that ends by itself. */
  Scenario tellsBriefly(Step step, Function<Scene, List<Notice>> told) {
    return then(new Stage(step, told, true, QUIET));
  }

  /** An event that nobody has to know. */
  Scenario tellsNothing(Step step) {
    return tells(step, scene -> List.of());
  }

  /** Continues for so long, as shipped, without a new notification. */
  Scenario staysQuiet(Duration quiet) {
    return then(new Stage(scene -> {}, scene -> List.of(), false, quiet));
  }

  Scenario recoversBy(Step step) {
    return new Scenario(name, opening, stages, step);
  }

  private Scenario then(Stage stage) {
    List<Stage> all = new ArrayList<>(stages);
    all.add(stage);
    return new Scenario(name, opening, List.copyOf(all), recovery);
  }

  @Override
  public String toString() {
    return name;
  }
}
