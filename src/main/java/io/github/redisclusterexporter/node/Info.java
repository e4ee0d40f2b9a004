package io.github.redisclusterexporter.node;

import io.github.redisclusterexporter.redis.Reply;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;

/**
 * The fields of INFO or CLUSTER INFO, lines of {@code name:value}; or the parts of one such value,
 * {@code name=value,name=value}, as in {@code cmdstat_get}, {@code db0} and {@code slave0}.
 *
 * <p>Source: {@code INFO} in the form that {@link Collector#INFO} sends, {@code INFO server},
 * {@code CLUSTER INFO}; units are the server's.
 */
public final class Info {
  private final String owner;
  private final FieldIndex fields;

  /**
   * What {@link #composed} has parsed; a new map after each addition, because threads share it.
   * Most fields of a node are not composed, and a page has hundreds of the pairs in such fields.
   */
  private volatile Map<String, Map<String, Info>> composed = Map.of();

  private Info(String owner, FieldIndex fields) {
    this.owner = owner;
    this.fields = fields;
  }

  /** Parses lines that have the form of a field, and ignores all others. */
  public static Info parse(String text) {
    return new Info("", InfoDialects.parse(text));
  }

  /**
   * Parses what has the form of a pair in the value of a composed field, and ignores all else.
   *
   * @param owner the field's own name, for errors
   */
  public static Info pairs(String owner, String value) {
    return new Info(owner + " ", new FieldIndex(value, ',', '='));
  }

  /**
   * As {@link #parse(String)}.
   *
   * @throws MalformedReplyException when the reply is not a string
   */
  static Info parse(Reply reply) {
    return parse(ReplyShapes.text(reply));
  }

  /** Whether the server has the field. */
  boolean has(String field) {
    return fields.find(field) >= 0;
  }

  /** The text of a field; empty when the server does not have it. */
  public Optional<String> text(String field) {
    int found = fields.find(field);
    return found < 0 ? Optional.empty() : Optional.of(fields.value(found));
  }

  /**
   * A field as a number; empty when the server does not have it.
   *
   * @throws MalformedReplyException when a field of this kind cannot have this value
   */
  public OptionalDouble number(String field, NumberKind kind) {
    int found = fields.find(field);
    if (found < 0) {
      return OptionalDouble.empty();
    }
    // Nearly all numbers are digits, and a page has thousands.
    long digits = fields.digits(found);
    return OptionalDouble.of(
        digits >= 0 && kind.allows((double) digits)
            ? (double) digits
            : ReplyShapes.number(owner + field, fields.value(found), kind));
  }

  /** As {@link #number(String, NumberKind)}, of any kind. */
  public OptionalDouble number(String field) {
    return number(field, NumberKind.AMOUNT);
  }

  /** A field as a number; empty when the server does not have it or it cannot be read. */
  public OptionalDouble readable(String field) {
    try {
      return number(field);
    } catch (MalformedReplyException e) {
      return OptionalDouble.empty();
    }
  }

  /** The time by the server's clock; empty when the server does not report it. */
  public Optional<Instant> serverTime() {
    OptionalDouble micros = readable("server_time_usec");
    return micros.isEmpty()
        ? Optional.empty()
        : Optional.of(Instant.ofEpochMilli((long) (micros.getAsDouble() / 1000)));
  }

  /** 1 when the field is {@code word}, else 0; empty when the server does not have the field. */
  public OptionalDouble is(String field, String word) {
    int found = fields.find(field);
    return found < 0
        ? OptionalDouble.empty()
        : OptionalDouble.of(fields.hasValue(found, word) ? 1 : 0);
  }

  /** All fields, in the order of the server. */
  public Map<String, String> fields() {
    return fields.all();
  }

  /**
   * The parts of all composed fields whose name starts with the prefix, by the rest of their name
   * and in the order of the names. They are kept for the next call.
   */
  public Map<String, Info> composed(String prefix) {
    Map<String, Map<String, Info>> parsed = composed;
    Map<String, Info> parts = parsed.get(prefix);
    if (parts == null) {
      parts = parseComposed(prefix);
      Map<String, Map<String, Info>> extended = new HashMap<>(parsed);
      extended.put(prefix, parts);
      composed = extended;
    }
    return parts;
  }

  private Map<String, Info> parseComposed(String prefix) {
    Map<String, Info> found = new TreeMap<>();
    for (int field = 0; field < fields.size(); field++) {
      if (fields.hasPrefix(field, prefix) && fields.isComposed(field)) {
        String name = fields.name(field);
        found.put(name.substring(prefix.length()), pairs(name, fields.value(field)));
      }
    }
    return Collections.unmodifiableMap(found);
  }

  /** A copy with only this field. */
  Info only(String field) {
    return parse(text(field).map(value -> field + ":" + value).orElse(""));
  }

  @Override
  public String toString() {
    return fields.size() + " fields";
  }
}
