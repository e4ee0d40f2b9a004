package io.github.redisclusterexporter.config;

import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A mapping in a YAML file. What is wrong in it is reported with its path of keys and its line. */
final class YamlSection {
  private final Path file;
  private final String prefix;
  private final Problems problems;
  private final Map<String, Node> values = new LinkedHashMap<>();

  /** An empty section, where the file has none. */
  private YamlSection(Path file, String prefix, Problems problems) {
    this.file = file;
    this.prefix = prefix;
    this.problems = problems;
  }

  static YamlSection root(Path file, Node node, Problems problems) {
    YamlSection root = new YamlSection(file, "", problems);
    root.fill(node, file.toString());
    return root;
  }

  private void fill(Node node, String name) {
    if (!(node instanceof MappingNode mapping)) {
      problems.add(name, origin(node), "is not a section; expected keys with values");
      return;
    }
    for (NodeTuple entry : mapping.getValue()) {
      if (!(entry.getKeyNode() instanceof ScalarNode key)) {
        problems.add(name, origin(entry.getKeyNode()), "has a key that is not text");
      } else if (values.putIfAbsent(key.getValue(), entry.getValueNode()) != null) {
        problems.add(
            prefix + Quoted.name(key.getValue()), origin(key), "is there twice; expected it once");
      }
    }
  }

  Set<String> names() {
    return values.keySet();
  }

  boolean isEmpty() {
    return values.isEmpty();
  }

  /** Whether there is a value; a key with nothing behind it has none. */
  boolean has(String key) {
    return values.containsKey(key) && !isNothing(value(key));
  }

  /** Whether this is an empty text or a null. */
  static boolean isNothing(Node node) {
    return node instanceof ScalarNode scalar
        && (scalar.getValue().isBlank() || scalar.getTag().equals(Tag.NULL));
  }

  /** Reports what is not among these keys: {@code unsupported} says why for those of the format. */
  void check(Set<String> known, Map<String, String> unsupported) {
    for (String name : values.keySet()) {
      if (unsupported.containsKey(name)) {
        problem(name, "is not supported here; " + unsupported.get(name));
      } else if (!known.contains(name)) {
        String nearest = prefix + NearestName.of(name, new TreeSet<>(known));
        problem(name, "unknown key; the nearest known key is " + nearest);
      }
    }
  }

  void problem(String key, String message) {
    Node value = values.get(key);
    String origin = value == null ? file.toString() : origin(value);
    problems.add(prefix + Quoted.name(key), origin, message);
  }

  YamlSection section(String key) {
    YamlSection section = new YamlSection(file, prefix + key + ".", problems);
    if (has(key)) {
      section.fill(value(key), prefix + key);
    }
    return section;
  }

  Optional<String> text(String key) {
    if (!has(key)) {
      return Optional.empty();
    }
    if (value(key) instanceof ScalarNode scalar) {
      return Optional.of(scalar.getValue());
    }
    problem(key, "is a list or a section; expected text");
    return Optional.empty();
  }

  boolean bool(String key, boolean otherwise) {
    Optional<String> text = text(key);
    Optional<Boolean> value = text.flatMap(Settings::parseBool);
    if (text.isPresent() && value.isEmpty()) {
      problem(key, Quoted.of(text.get()) + " is neither true nor false");
    }
    return value.orElse(otherwise);
  }

  List<String> texts(String key) {
    List<String> texts = new ArrayList<>();
    if (has(key) && value(key) instanceof SequenceNode list) {
      for (Node item : list.getValue()) {
        if (item instanceof ScalarNode scalar) {
          texts.add(scalar.getValue());
        } else {
          problem(key, "has an item that is not text");
        }
      }
    } else if (has(key)) {
      problem(key, "is not a list; expected one text in each line, after a dash");
    }
    return texts;
  }

  /** A file that can be read; its name is relative to the folder of the configuration file. */
  Optional<Path> file(String key) {
    Optional<String> name = text(key);
    if (name.isEmpty()) {
      return Optional.empty();
    }
    try {
      Path named = file.toAbsolutePath().resolveSibling(name.get());
      String problem = ReadableFile.problem(named);
      if (problem == null) {
        return Optional.of(named);
      }
      problem(key, problem);
    } catch (InvalidPathException e) {
      problem(key, "is not the name of a file");
    }
    return Optional.empty();
  }

  private Node value(String key) {
    @Nullable Node value = values.get(key);
    if (value == null) {
      throw new IllegalArgumentException(key);
    }
    return value;
  }

  private String origin(Node node) {
    return file + node.getStartMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
  }
}
