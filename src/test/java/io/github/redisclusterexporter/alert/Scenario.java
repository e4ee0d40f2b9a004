package io.github.redisclusterexporter.alert;

import java.util.List;
import java.util.function.Function;

/**
 * A fault, and who is told of what.
 *
 * @param name the name of its cluster as well
 * @param opening starts the servers
 * @param fault makes the fault of healthy servers
 * @param told exactly what is told from the fault on
 * @param mending makes them healthy again
 */
record Scenario(
    String name,
    Function<Opening, Scene> opening,
    Step fault,
    Function<Scene, List<Notice>> told,
    Step mending) {

  /** Something that is done to the servers. */
  interface Step {
    void run(Scene scene) throws Exception;
  }

  @Override
  public String toString() {
    return name;
  }
}
