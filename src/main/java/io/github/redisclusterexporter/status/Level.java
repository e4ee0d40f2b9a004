package io.github.redisclusterexporter.status;

import java.util.Locale;

/** How a cluster does, from the best to the worst. */
enum Level {
  HEALTHY("Healthy"),
  ATTENTION("Needs attention"),
  UNKNOWN("Not known"),
  USERS("Users notice");

  private final String words;

  Level(String words) {
    this.words = words;
  }

  /** The words beside the colour. */
  String words() {
    return words;
  }

  /** The class in the stylesheet. */
  String style() {
    return name().toLowerCase(Locale.ROOT);
  }
}
