package io.github.redisclusterexporter.testing;

import java.util.Locale;

/**
 * How much a build tries: {@code mvn test} random input for some seconds, {@code mvn verify} all
 * that a change can break, {@code -Pfull} the same on every server, and for longer. What takes part
 * only in the full tier has the tag {@code full}.
 */
public enum Tier {
  FAST,
  COMPLETE,
  FULL;

  public static Tier current() {
    return valueOf(System.getProperty("test.tier", "complete").toUpperCase(Locale.ROOT));
  }

  /** How much there is of something, unless the system property of this name says it. */
  public static int choose(String property, int complete, int full) {
    return Integer.getInteger(property, current() == FULL ? full : complete);
  }
}
