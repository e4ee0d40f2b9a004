package io.github.redisclusterexporter.config;

import com.typesafe.config.ConfigUtil;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Finds names of clusters that a file uses twice. HOCON merges two sections of one name, so that a
 * cluster would disappear without a problem; the library shows neither the sections nor the values
 * that others have replaced. A section may be written in several parts: it is two clusters when its
 * nodes are set in two of them.
 */
final class RepeatedClusters {
  private static final String CLUSTERS = "clusters";
  private static final Set<String> SEEDS = Set.of("nodes", "url");

  /** A path that leads to no cluster. */
  private static final List<String> ELSEWHERE = List.of("");

  /**
   * A name that is used again.
   *
   * @param line where it is used again
   */
  record Repetition(String name, int line, int firstLine) {}

  /** A part of the section of a cluster: with braces, or a single key with a path before it. */
  private record Part(HoconToken begin, boolean hasBraces) {}

  private record Seed(String key, Part part) {
    boolean isOfAnotherCluster(Seed other) {
      return !part.equals(other.part)
          && (key.equals(other.key) || (part.hasBraces && other.part.hasBraces));
    }
  }

  private final String hocon;
  private final List<HoconToken> tokens;
  private final Map<String, List<Seed>> seeds = new HashMap<>();
  private final Map<Part, Repetition> found = new HashMap<>();
  private int next;

  private RepeatedClusters(String hocon) {
    this.hocon = hocon;
    this.tokens = HoconToken.of(hocon);
  }

  /** The repetitions in a file that is valid HOCON, in the order of their lines. */
  static List<Repetition> in(String hocon) {
    RepeatedClusters clusters = new RepeatedClusters(hocon);
    clusters.section(List.of(), null);
    return clusters.found.values().stream()
        .sorted((one, other) -> Integer.compare(one.line, other.line))
        .toList();
  }

  private Optional<HoconToken> peek() {
    return next < tokens.size() ? Optional.of(tokens.get(next)) : Optional.empty();
  }

  private boolean at(String... texts) {
    return peek().filter(token -> token.is(texts)).isPresent();
  }

  /** The fields up to the end of the section. */
  private void section(List<String> path, @Nullable Part part) {
    while (next < tokens.size() && !at("}")) {
      if (at("\n", ",")) {
        next++;
      } else {
        field(path, part);
      }
    }
    next++;
  }

  private void field(List<String> path, @Nullable Part part) {
    HoconToken first = tokens.get(next);
    int end = first.start();
    boolean isInclude = first.is("include");
    // The key may be on another line than its value, but a file is included on one line.
    while (next < tokens.size() && !at(":", "=", "+=", "{", "}") && !(isInclude && at("\n", ","))) {
      end = at("\n") ? end : tokens.get(next).end();
      next++;
    }
    if (!at(":", "=", "+=", "{")) {
      return;
    }
    List<String> whole = new ArrayList<>(path);
    if (end > first.start()) {
      whole.addAll(path(hocon.substring(first.start(), end)));
    }
    boolean isCluster = whole.size() > 1 && whole.get(0).equals(CLUSTERS);
    Part own = part == null && isCluster ? new Part(first, whole.size() == 2) : part;
    boolean isSet = at(":", "=");
    next += at("{") ? 0 : 1;
    while (at("\n")) {
      next++;
    }
    // A reference may be to what was set before.
    boolean isReference = peek().filter(HoconToken::isReference).isPresent();
    if (isSet && !isReference && own != null && whole.size() == 3 && SEEDS.contains(whole.get(2))) {
      add(whole.get(1), new Seed(whole.get(2), own));
    }
    value(whole, own);
  }

  private static List<String> path(String key) {
    try {
      return ConfigUtil.splitPath(key);
    } catch (com.typesafe.config.ConfigException e) {
      return ELSEWHERE;
    }
  }

  private void value(List<String> path, @Nullable Part part) {
    while (next < tokens.size() && !at("\n", ",", "}", "]")) {
      boolean isSection = at("{");
      boolean isList = at("[");
      next++;
      if (isSection) {
        section(path, part);
      } else if (isList) {
        list();
      }
    }
  }

  private void list() {
    while (next < tokens.size() && !at("]")) {
      if (at("\n", ",", "}")) {
        next++;
      } else {
        value(ELSEWHERE, null);
      }
    }
    next++;
  }

  private void add(String name, Seed seed) {
    List<Seed> ofName = seeds.computeIfAbsent(name, none -> new ArrayList<>());
    ofName.stream()
        .filter(seed::isOfAnotherCluster)
        .findFirst()
        .ifPresent(
            first ->
                found.putIfAbsent(
                    seed.part,
                    new Repetition(name, seed.part.begin.line(), first.part.begin.line())));
    ofName.add(seed);
  }
}
