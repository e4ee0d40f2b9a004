package io.github.redisclusterexporter.testing;

import java.util.Random;
import java.util.function.Consumer;

/**
 * Checks a property with random input, and reports how to repeat a failure. A test that uses it has
 * the tag {@code random}: the fast tier runs a tenth of the attempts, and the complete tier repeats
 * the test with all of them. {@code -Drandom.longer=100} multiplies the number of attempts.
 */
public final class RandomLoop {
  private static final String FLAG = "random.seed";
  private static final int LONGER = Integer.getInteger("random.longer", 1);

  private RandomLoop() {}

  /**
   * Runs the check with a separate random source each time, so that one seed repeats one failure.
   *
   * @param times the number of attempts in the complete tier
   */
  public static void run(int times, Consumer<Random> check) {
    long first = Long.getLong(FLAG, System.nanoTime());
    for (int i = 0; i < attempts(times); i++) {
      long seed = first + i;
      try {
        check.accept(new Random(seed));
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("repeat it with -D" + FLAG + "=" + seed + ": " + e, e);
      }
    }
  }

  /** The number of attempts of this run, from that in the complete tier. */
  public static int attempts(int times) {
    return LONGER * (Tier.current() == Tier.FAST ? Math.max(1, times / 10) : times);
  }
}
