package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.Info;
import io.github.redisclusterexporter.node.MalformedReplyException;
import io.github.redisclusterexporter.node.NodeReport;
import io.github.redisclusterexporter.node.NumberKind;
import io.github.redisclusterexporter.node.ServerState;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * How metrics read fields of INFO and CLUSTER INFO. A reader has no value where the server does not
 * have the field, and fails where the field cannot be right.
 */
final class InfoReaders {
  private static final double PERCENT = 100;
  private static final double MILLISECONDS = 1e3;
  private static final double MICROSECONDS = 1e6;

  /** What the server writes as long as there is nothing to report. */
  private static final String NONE_YET = "-1";

  private InfoReaders() {}

  /** A group of metrics of nodes that are read from INFO. */
  static Group.Builder<Node> group(String name) {
    return Group.of(name, Group.NODES, Collector.INFO);
  }

  /** The number of something in INFO. */
  static Function<Node, OptionalDouble> info(String field) {
    return info(field, NumberKind.COUNT);
  }

  /** A number in INFO. */
  static Function<Node, OptionalDouble> info(String field, NumberKind kind) {
    return info(info -> info.number(field, kind));
  }

  static Function<Node, OptionalDouble> info(Function<Info, OptionalDouble> reader) {
    return node -> node.info().map(reader).orElseGet(OptionalDouble::empty);
  }

  /** The number of something in CLUSTER INFO. */
  static Function<Node, OptionalDouble> clusterInfo(String field) {
    return node ->
        node.report()
            .flatMap(NodeReport::clusterInfo)
            .map(info -> info.number(field, NumberKind.COUNT))
            .orElseGet(OptionalDouble::empty);
  }

  /** The first of these fields that the server has: newer versions have other names. */
  static Function<Node, OptionalDouble> infoFirst(String... fields) {
    return info(
        info ->
            Stream.of(fields)
                .filter(field -> info.text(field).isPresent())
                .findFirst()
                .map(field -> info.number(field, NumberKind.COUNT))
                .orElseGet(OptionalDouble::empty));
  }

  /** 1 when a field of INFO has that text, 0 when it has another. */
  static Function<Node, OptionalDouble> infoIs(String field, String text) {
    return info(info -> info.is(field, text));
  }

  /** A number in INFO that is -1 before the first event. */
  static Function<Node, OptionalDouble> infoOnce(String field) {
    return only(
        info -> !info.text(field).orElse(NONE_YET).equals(NONE_YET),
        info(field, NumberKind.AMOUNT));
  }

  /** A percentage in INFO, as a ratio. */
  static Function<Node, OptionalDouble> infoRatio(String field) {
    return divided(info(field, NumberKind.AMOUNT), PERCENT);
  }

  static Function<Node, OptionalDouble> infoMilliseconds(String field) {
    return divided(info(field), MILLISECONDS);
  }

  static Function<Node, OptionalDouble> infoMicroseconds(String field) {
    return divided(info(field), MICROSECONDS);
  }

  static Function<Node, OptionalDouble> divided(
      Function<Node, OptionalDouble> reader, double divisor) {
    return node -> {
      OptionalDouble number = reader.apply(node);
      return number.isPresent() ? OptionalDouble.of(number.getAsDouble() / divisor) : number;
    };
  }

  /** A number that means something only while INFO fulfils a condition. */
  static Function<Node, OptionalDouble> only(
      Predicate<Info> condition, Function<Node, OptionalDouble> reader) {
    return node ->
        node.info().filter(condition).isPresent() ? reader.apply(node) : OptionalDouble.empty();
  }

  /** A number of replicas. */
  static Function<Node, OptionalDouble> onReplicas(Function<Node, OptionalDouble> reader) {
    return only(ServerState::isReplicating, reader);
  }

  /** A number of primaries. */
  static Function<Node, OptionalDouble> onPrimaries(Function<Node, OptionalDouble> reader) {
    return only(info -> !ServerState.isReplicating(info), reader);
  }

  /** Whether a field of INFO is a positive number. */
  static Predicate<Info> isPositive(String field) {
    return info -> info.readable(field).orElse(0) > 0;
  }

  /** One number for each value of a label. */
  static BiConsumer<Node, DataPoints> labelled(
      Map<String, Function<Node, OptionalDouble>> readers) {
    List<Map.Entry<String, Function<Node, OptionalDouble>>> all = List.copyOf(readers.entrySet());
    return (node, points) ->
        all.forEach(
            each ->
                points
                    .attempt(() -> each.getValue().apply(node), OptionalDouble.empty())
                    .ifPresent(value -> points.add(value, each.getKey())));
  }

  /** The number of something in INFO that is a part of another number. */
  static Function<Node, OptionalDouble> part(String field, String whole) {
    return info(
        info -> {
          requirePart(info, field, whole);
          return info.number(field, NumberKind.COUNT);
        });
  }

  /**
   * As {@link #part}, of a number that the server gets by subtraction. A nearly empty Redis 8 or
   * Valkey 8 subtracts more than there is, and writes the negative result without its sign. There
   * is no number then.
   */
  static Function<Node, OptionalDouble> difference(String field, String whole) {
    Function<Node, OptionalDouble> part = part(field, whole);
    return node ->
        node.info().flatMap(info -> info.text(field)).filter(InfoReaders::isNegative).isPresent()
            ? OptionalDouble.empty()
            : part.apply(node);
  }

  private static boolean isNegative(String unsigned) {
    return unsigned.matches("\\d{19,20}") && new BigInteger(unsigned).bitLength() == Long.SIZE;
  }

  /** The number of something in INFO of which another number is a part. */
  static Function<Node, OptionalDouble> whole(String field, String part) {
    return info(
        info -> {
          requirePart(info, part, field);
          return info.number(field, NumberKind.COUNT);
        });
  }

  static void requirePart(Info info, String part, String whole) {
    if (info.readable(part).orElse(0) > info.readable(whole).orElse(Double.MAX_VALUE)) {
      throw new MalformedReplyException(part + " is more than " + whole);
    }
  }
}
