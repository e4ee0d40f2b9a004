package io.github.redisclusterexporter.scrape;

import java.util.Optional;

/**
 * Whose view of the whole cluster is read. Every node tells of every node, so the work grows with
 * the square of their number: up to {@link #EXACT} nodes all views are read, beyond that those of
 * about {@link #SAMPLE} nodes, others in each scrape. What a node says of itself is always read.
 *
 * @param turn counts up with the scrapes; all views are read in turn
 */
record ViewSample(long turn) {
  private static final int EXACT = 200;
  private static final int SAMPLE = 50;

  /**
   * Whether to read all that a node says.
   *
   * @param id empty for an address of which it is not known who is there
   * @param lines how many nodes it tells of
   */
  boolean includes(Optional<String> id, int lines) {
    return lines <= EXACT
        || id.isEmpty()
        || Math.floorMod(id.get().hashCode() + turn, lines / SAMPLE) == 0;
  }
}
