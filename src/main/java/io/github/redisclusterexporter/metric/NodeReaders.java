package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.Info;
import io.github.redisclusterexporter.node.NodeReport;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BiConsumer;
import java.util.function.Function;

/** The usual ways to read a value from what a node said. */
final class NodeReaders {
  private NodeReaders() {}

  /** A number of INFO. */
  static Function<Node, OptionalDouble> info(String field) {
    return node -> number(node, info -> info.number(field));
  }

  /** 1 when a field of INFO is that word, 0 when it is another. */
  static Function<Node, OptionalDouble> infoIs(String field, String word) {
    return node -> number(node, info -> info.is(field, word));
  }

  /** A number of INFO by mode: pairs of a mode and its field. */
  static BiConsumer<Node, DataPoints> infoByMode(String... modesAndFields) {
    return (node, points) -> {
      for (int i = 0; i < modesAndFields.length; i += 2) {
        String mode = modesAndFields[i];
        info(modesAndFields[i + 1]).apply(node).ifPresent(value -> points.add(value, mode));
      }
    };
  }

  /** The same on replicas only. */
  static Function<Node, OptionalDouble> onReplicas(Function<Node, OptionalDouble> reader) {
    return node -> isReplica(node) ? reader.apply(node) : OptionalDouble.empty();
  }

  /** By its own word in this scrape. */
  static boolean isReplica(Node node) {
    return infoOf(node).flatMap(info -> info.text("role")).equals(Optional.of("slave"));
  }

  static Optional<Info> infoOf(Node node) {
    return node.report().flatMap(NodeReport::info);
  }

  static OptionalDouble number(Node node, Function<Info, OptionalDouble> reader) {
    return infoOf(node).map(reader).orElseGet(OptionalDouble::empty);
  }
}
