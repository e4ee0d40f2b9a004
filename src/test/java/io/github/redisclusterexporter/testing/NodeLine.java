package io.github.redisclusterexporter.testing;

import java.util.List;
import java.util.Set;

/**
 * The parts of a line of CLUSTER NODES that the test fixtures need. It has a parser of its own,
 * because the code under test must not decide whether a cluster of the tests is healthy.
 */
record NodeLine(
    String id, Set<String> flags, String primary, boolean connected, List<String> slots) {
  private static final Set<String> BAD = Set.of("fail", "fail?", "handshake", "noaddr");

  static List<NodeLine> of(RedisServer node) {
    return node.text("CLUSTER", "NODES").lines().map(NodeLine::parse).toList();
  }

  /** Whether this node knows that many nodes, itself included, and none of them seems to fail. */
  static boolean areAllWell(RedisServer node, int count) {
    List<NodeLine> lines = of(node);
    return lines.size() == count && lines.stream().allMatch(NodeLine::isWell);
  }

  private static NodeLine parse(String line) {
    List<String> words = List.of(line.split(" ", -1));
    return new NodeLine(
        words.get(0),
        Set.of(words.get(2).split(",", -1)),
        words.get(3),
        words.get(7).equals("connected"),
        words.subList(8, words.size()));
  }

  private boolean isWell() {
    return connected && flags.stream().noneMatch(BAD::contains);
  }

  /** The node and its primary, which are the same in all views of a stable cluster. */
  String role() {
    return id + (flags.contains("slave") ? " replicates " + primary : " is a primary");
  }

  boolean ownsAsMyself(int slot) {
    return flags.contains("myself") && slots.stream().anyMatch(range -> contains(range, slot));
  }

  private static boolean contains(String range, int slot) {
    if (range.startsWith("[")) {
      return false;
    }
    int dash = range.indexOf('-');
    int first = Integer.parseInt(dash < 0 ? range : range.substring(0, dash));
    int last = Integer.parseInt(dash < 0 ? range : range.substring(dash + 1));
    return first <= slot && slot <= last;
  }
}
