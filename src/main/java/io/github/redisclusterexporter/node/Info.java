package io.github.redisclusterexporter.node;

import io.github.redisclusterexporter.redis.Reply;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The fields of INFO or CLUSTER INFO, lines of {@code name:value}; or the parts of one such value,
 * {@code name=value,name=value}, as in {@code cmdstat_get}, {@code db0} and {@code slave0}.
 *
 * <p>Source: {@code INFO} in the form that {@link Collector#INFO} sends, {@code INFO server},
 * {@code CLUSTER INFO}; units are the server's.
 */
public final class Info {
  private static final Pattern LINK =
      Pattern.compile("master_(?:global|\\d+)_(link_status|sync_in_progress)");

  private final String owner;
  private final Map<String, String> fields;

  /** The names of the fields whose values may be composed; there are few, and they are searched. */
  private final List<String> composedNames;

  private final Map<String, Map<String, Info>> composed;

  private Info(String owner, Map<String, String> fields, List<String> composedNames) {
    this.owner = owner;
    this.fields = fields;
    this.composedNames = composedNames;
    this.composed = composedNames.isEmpty() ? Map.of() : new ConcurrentHashMap<>();
  }

  /** Parses lines that have the form of a field, and ignores all others. */
  public static Info parse(String text) {
    Map<String, String> fields = new LinkedHashMap<>();
    List<String> composedNames = new ArrayList<>();
    int colon = -1;
    int end;
    for (int start = 0; start < text.length(); start = end + 1) {
      end = indexOrEnd(text, '\n', start);
      if (colon < start) {
        colon = indexOrEnd(text, ':', start);
      }
      if (colon > start && colon < end && text.charAt(start) != '#') {
        String name = text.substring(start, colon);
        boolean hasReturn = text.charAt(end - 1) == '\r';
        String value = text.substring(colon + 1, hasReturn ? end - 1 : end);
        add(name, value, fields);
        if (value.indexOf('=') > 0) {
          composedNames.add(name);
        }
      }
    }
    if (fields.containsKey("dragonfly_version")) {
      // What it does not measure has this value, which is never a measurement.
      fields.values().removeIf("-1"::equals);
    }
    return new Info("", fields, composedNames);
  }

  private static int indexOrEnd(String text, char wanted, int from) {
    int index = text.indexOf(wanted, from);
    return index < 0 ? text.length() : index;
  }

  private static void add(String name, String value, Map<String, String> fields) {
    if (value.equals("N/A")) {
      return;
    }
    switch (ofAllLinks(name)) {
      // With several primaries, each link has these fields.
      case "master_link_status" ->
          fields.merge(
              "master_link_status", value, (first, next) -> first.equals("up") ? next : first);
      case "master_sync_in_progress" ->
          fields.merge(
              "master_sync_in_progress",
              flag(value),
              (first, next) -> first.equals("0") ? next : first);
      // Dragonfly
      case "max_clients" -> fields.put("maxclients", value);
      // All nodes have the same names.
      default -> fields.put(name.intern(), value);
    }
  }

  /**
   * The name of a field of the link to the first primary, for the same field of a further link.
   * KeyDB numbers the further links ({@code master_1_link_status}); Dragonfly repeats the names.
   */
  private static String ofAllLinks(String name) {
    if (name.endsWith("_link_status") || name.endsWith("_sync_in_progress")) {
      Matcher link = LINK.matcher(name);
      return link.matches() ? "master_" + link.group(1) : name;
    }
    return name;
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
    return new Info(owner + " ", pairs, List.of());
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

  /** All fields, in the order of the server. */
  public Map<String, String> fields() {
    return Collections.unmodifiableMap(fields);
  }

  /**
   * The parts of all composed fields whose name starts with the prefix, by the rest of their name
   * and in the order of the names. They are parsed only once.
   */
  public Map<String, Info> composed(String prefix) {
    return composedNames.isEmpty()
        ? Map.of()
        : composed.computeIfAbsent(prefix, this::parseComposed);
  }

  private Map<String, Info> parseComposed(String prefix) {
    Map<String, Info> found = new TreeMap<>();
    for (String name : composedNames) {
      if (name.startsWith(prefix)) {
        found.put(name.substring(prefix.length()), pairs(name, fields.getOrDefault(name, "")));
      }
    }
    return Collections.unmodifiableMap(found);
  }

  /** A copy with only this field. */
  Info only(String field) {
    String value = fields.get(field);
    return new Info(owner, value == null ? Map.of() : Map.of(field, value), List.of());
  }

  @Override
  public String toString() {
    return fields.size() + " fields";
  }
}
