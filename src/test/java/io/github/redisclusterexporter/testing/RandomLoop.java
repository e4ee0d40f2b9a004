package io.github.redisclusterexporter.testing;

import java.util.Random;
import java.util.function.Consumer;

/**
 * Tries a property on random input, and tells how to get a failure back. {@code
 * -Drandom.longer=100} tries that many times as much.
 */
public final class RandomLoop {
  private static final String FLAG = "random.seed";
  private static final int LONGER = Integer.getInteger("random.longer", 1);

  private RandomLoop() {}

  /** Runs the check with a source of its own each time, so that one seed repeats one failure. */
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
