package io.github.redisclusterexporter.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Numeric fields of INFO and CLUSTER INFO, of captured replies and of any other. */
public final class InfoFields {
  /** The versions with captured replies in {@code info-fields}. */
  public static final List<String> VERSIONS =
      List.of("redis-6.2", "redis-7.0", "redis-8.0", "valkey-8.1", "valkey-9.1");

  private static final Pattern NUMBER = Pattern.compile("-?\\d{1,20}(\\.\\d+)?%?");

  /** Fields of their own for each command, error, key size and type of message. */
  private static final Pattern FAMILY =
      Pattern.compile(
          "(cmdstat|errorstat|latency_percentiles_usec|db\\d+_distrib|cluster_stats_messages)_.*");

  private InfoFields() {}

  /** INFO, and CLUSTER INFO as its last section. */
  public static String captured(String version, String role) {
    return read(version + "-" + role + ".txt");
  }

  /** Why fields have no metric, by the pattern of their names. */
  public static Map<String, String> notExported() {
    Map<String, String> reasons = new LinkedHashMap<>();
    read("not-exported.txt")
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(line -> line.split("\t", 2))
        .forEach(line -> reasons.put(line[0], line[1]));
    return reasons;
  }

  /** The names of all fields of the captured replies. */
  public static Set<String> known() {
    return VERSIONS.stream()
        .flatMap(version -> Stream.of(captured(version, "primary"), captured(version, "replica")))
        .flatMap(text -> numeric(text).stream())
        .collect(Collectors.toCollection(TreeSet::new));
  }

  /** The names of the numeric fields and of numeric parts of composed ones. */
  public static Set<String> numeric(String text) {
    return text.lines()
        .filter(line -> line.indexOf(':') > 0 && !FAMILY.matcher(line).matches())
        .flatMap(
            line -> {
              String[] field = line.split(":", 2);
              return field[1].contains("=")
                  ? Stream.of(field[1].split(",", -1))
                      .filter(part -> NUMBER.matcher(part.replaceFirst(".*=", "")).matches())
                      .map(part -> numbered(field[0]) + " " + part.replaceFirst("=.*", ""))
                  : Stream.of(field[0]).filter(name -> NUMBER.matcher(field[1]).matches());
            })
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static String numbered(String name) {
    return name.replaceFirst("\\d+$", "N");
  }

  /** The text without a field or a part of a composed field. */
  public static String without(String text, String field) {
    String[] names = field.split(" ", 2);
    return text.lines()
        .filter(line -> names.length > 1 || !line.startsWith(field + ":"))
        .map(
            line ->
                names.length > 1 && numbered(line.replaceFirst(":.*", "")).equals(names[0])
                    ? line.replaceFirst("([:,])" + Pattern.quote(names[1]) + "=[^,]*", "$1")
                    : line)
        .collect(Collectors.joining("\r\n", "", "\r\n"));
  }

  private static String read(String name) {
    try (InputStream in = InfoFields.class.getResourceAsStream("/info-fields/" + name)) {
      return new String(Objects.requireNonNull(in, name).readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
