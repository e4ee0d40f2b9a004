package io.github.redisclusterexporter.scrape;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Selects the nodes whose CLUSTER NODES reply is parsed in full in one scrape. Every reply has a
 * line for every node, so the work grows with the square of their number. Up to {@link #EXACT}
 * nodes all replies are parsed; above that about {@link #SAMPLE}, different ones in each scrape.
 * The line of a node about itself is always parsed.
 *
 * @param turn increases with the scrapes, so that all nodes are selected in rotation
 */
record ViewSample(long turn) {
  private static final int EXACT = 200;
  private static final int SAMPLE = 50;

  /**
   * Whether to parse the reply of a node in full.
   *
   * @param id empty when it is not known which node is at the address
   * @param lines how many lines the reply has
   */
  boolean includes(Optional<String> id, int lines) {
    return lines <= EXACT
        || id.isEmpty()
        || Math.floorMod(id.get().hashCode() + turn, lines / SAMPLE) == 0;
  }

  /** Rotates the samples with the scrapes. Safe for any number of threads. */
  static final class Rotation {
    private final AtomicLong turns = new AtomicLong();

    ViewSample next() {
      return new ViewSample(turns.incrementAndGet());
    }

    /** The same again, for a pass between scrapes, so that the scrapes do not skip a sample. */
    ViewSample last() {
      return new ViewSample(turns.get());
    }
  }
}
