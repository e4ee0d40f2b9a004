package io.github.redisclusterexporter.dashboard;

import java.util.List;
import java.util.stream.Stream;

/** What a node is and does, in one number. */
final class NodeState {
  static final List<Word> WORDS =
      List.of(
          new Word("0", "down", Colour.PAGE),
          new Word("1", "loading", Colour.BUSY),
          new Word("2", "syncing", Colour.BUSY),
          new Word("3", "suspected", Colour.TICKET),
          new Word("4", "replica", Colour.REPLICA),
          new Word("5", "primary", Colour.PRIMARY),
          new Word("6", "up", Colour.UNKNOWN));

  /** The lowest number of a node that does its work. */
  static final int WELL = 4;

  private NodeState() {}

  /**
   * By node; the first that is true.
   *
   * @param matchers which nodes, in braces of a selector
   */
  static String query(String... matchers) {
    return String.join(
        " or ",
        "(max by (node) (" + Queries.cluster("redis_cluster_node_loading", matchers) + ") == 1)",
        "(max by (node) (" + up(matchers) + ") == 0)",
        "(max by (node) ("
            + Queries.cluster("redis_cluster_replication_sync_in_progress", matchers)
            + ") == 1) + 1",
        "(sum by (node) ("
            + Queries.least(Queries.cluster("redis_cluster_node_flagged", matchers))
            + ") > 0) * 0 + 3",
        "(max by (node) (" + up(and("role=\"replica\"", matchers)) + ") == 1) + 3",
        "(max by (node) (" + up(and("role=\"primary\"", matchers)) + ") == 1) + 4",
        "(max by (node) (" + up(matchers) + ") == 1) + 5");
  }

  private static String up(String... matchers) {
    return Queries.cluster("redis_cluster_node_up", matchers);
  }

  private static String[] and(String matcher, String... others) {
    return Stream.concat(Stream.of(others), Stream.of(matcher)).toArray(String[]::new);
  }
}
