package io.github.redisclusterexporter.testing;

import java.util.Random;
import java.util.function.Consumer;

/**
 * Checks a property with random input, and reports how to repeat a failure. {@code
 * -Drandom.longer=100} multiplies the number of attempts.
 */
public final class RandomLoop {
  private static final String FLAG = "random.seed";
  private static final int LONGER = Integer.getInteger("random.longer", 1);

  private RandomLoop() {}

  /**
   * Runs the check with a separate random source each time, so that one seed repeats one failure.
   */
  public static void run(int times, Consumer<Random> check) {
    long first = Long.getLong(FLAG, System.nanoTime());
    for (int i = 0; i < times * LONGER; i++) {
      long seed = first + i;
      try {
        check.accept(new Random(seed));
      } catch (RuntimeException | AssertionError e) {
        throw new AssertionError("repeat it with -D" + FLAG + "=" + seed + ": " + e, e);
      }
    }
  }
}
