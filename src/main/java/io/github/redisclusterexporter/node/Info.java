package io.github.redisclusterexporter.node;

import io.github.redisclusterexporter.redis.Reply;
import java.time.Instant;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The fields of INFO or CLUSTER INFO, lines of {@code name:value}; or the parts of one such value,
 * {@code name=value,name=value}, as in {@code cmdstat_get}, {@code db0} and {@code slave0}.
 *
 * <p>Source: {@code INFO} in the form that {@link Collector#INFO} sends, {@code INFO server},
 * {@code CLUSTER INFO}; units are the server's.
 */
public final class Info {
  private final String owner;
  private final Map<String, String> fields;
  private final Map<String, Map<String, Info>> composed = new ConcurrentHashMap<>();

  private Info(String owner, Map<String, String> fields) {
    this.owner = owner;
    this.fields = fields;
  }

  /** Parses lines that have the form of a field, and ignores all others. */
  public static Info parse(String text) {
    Map<String, String> fields = new LinkedHashMap<>();
    text.lines()
        .forEach(
            line -> {
              int colon = line.indexOf(':');
              if (colon > 0 && line.charAt(0) != '#') {
                add(line.substring(0, colon), line.substring(colon + 1), fields);
              }
            });
    if (fields.containsKey("dragonfly_version")) {
      // What it does not measure has this value, which is never a measurement.
      fields.values().removeIf("-1"::equals);
    }
    return new Info("", fields);
  }

  private static void add(String name, String value, Map<String, String> fields) {
    if (value.equals("N/A")) {
      return;
    }
    switch (name) {
      // KeyDB with several primaries repeats the fields of the link to each of them, Dragonfly too.
      case "master_link_status" ->
          fields.merge(name, value, (first, next) -> first.equals("up") ? next : first);
      case "master_sync_in_progress" ->
          fields.merge(name, flag(value), (first, next) -> first.equals("0") ? next : first);
      // Dragonfly
      case "max_clients" -> fields.put("maxclients", value);
      // All nodes have the same names.
      default -> fields.put(name.intern(), value);
    }
  }

  /** Garnet writes words. */
  private static String flag(String value) {
    return switch (value) {
      case "True" -> "1";
      case "False" -> "0";
      default -> value;
    };
  }

  /**
   * Parses what has the form of a pair in the value of a composed field, and ignores all else.
   *
   * @param owner the field's own name, for errors
   */
  public static Info pairs(String owner, String value) {
    Map<String, String> pairs = new HashMap<>();
    for (String pair : value.split(",", -1)) {
      int equals = pair.indexOf('=');
      if (equals > 0) {
        pairs.put(pair.substring(0, equals), pair.substring(equals + 1));
      }
    }
    return new Info(owner + " ", pairs);
  }

  /**
   * As {@link #parse(String)}.
   *
   * @throws MalformedReplyException when the reply is not a string
   */
  static Info parse(Reply reply) {
    return parse(ReplyShapes.text(reply));
  }

  /** The text of a field; empty when the server does not have it. */
  public Optional<String> text(String field) {
    return Optional.ofNullable(fields.get(field));
  }

  /**
   * A field as a number; empty when the server does not have it.
   *
   * @throws MalformedReplyException when a field of this kind cannot have this value
   */
  public OptionalDouble number(String field, NumberKind kind) {
    String value = fields.get(field);
    return value == null
        ? OptionalDouble.empty()
        : OptionalDouble.of(ReplyShapes.number(owner + field, value, kind));
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
    return readable("server_time_usec").stream()
        .mapToObj(micros -> Instant.ofEpochMilli((long) (micros / 1000)))
        .findFirst();
  }

  /** 1 when the field is {@code word}, else 0; empty when the server does not have the field. */
  public OptionalDouble is(String field, String word) {
    String value = fields.get(field);
    return value == null ? OptionalDouble.empty() : OptionalDouble.of(value.equals(word) ? 1 : 0);
  }

  /** All fields whose name starts with the prefix, by the rest of their name, in their order. */
  public Map<String, String> withPrefix(String prefix) {
    Map<String, String> found = new LinkedHashMap<>();
    fields.forEach(
        (name, value) -> {
          if (name.startsWith(prefix)) {
            found.put(name.substring(prefix.length()), value);
          }
        });
    return found;
  }

  /** As {@link #withPrefix}, with parsed values. They are parsed only once. */
  public Map<String, Info> composed(String prefix) {
    return composed.computeIfAbsent(
        prefix,
        unused -> {
          Map<String, Info> found = new LinkedHashMap<>();
          withPrefix(prefix).forEach((name, value) -> found.put(name, pairs(prefix + name, value)));
          return Collections.unmodifiableMap(found);
        });
  }

  /** A copy with only this field. */
  Info only(String field) {
    String value = fields.get(field);
    return new Info(owner, value == null ? Map.of() : Map.of(field, value));
  }

  @Override
  public String toString() {
    return fields.size() + " fields";
  }
}
