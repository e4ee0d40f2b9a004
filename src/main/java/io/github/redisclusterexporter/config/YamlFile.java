package io.github.redisclusterexporter.config;

import com.typesafe.config.ConfigOrigin;
import com.typesafe.config.ConfigOriginFactory;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueFactory;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** Reads YAML. All scalars are texts; a key without a value has an empty text. */
final class YamlFile {
  private static final int LONGEST_FILE = 1 << 20;

  private final ConfigOrigin origin;
  private final Problems problems;

  /** Aliases refer to the same node: a file of a few lines can be a tree of any size. */
  private final Map<Node, ConfigValue> converted = new HashMap<>();

  private YamlFile(Path file, Problems problems) {
    this.origin = ConfigOriginFactory.newFile(file.toString());
    this.problems = problems;
  }

  /** As {@link ConfigNode#ofYaml}. */
  static Optional<ConfigValue> read(Path file, String key, Problems problems) {
    LoadSettings settings =
        LoadSettings.builder().setCodePointLimit(LONGEST_FILE).setAllowNonScalarKeys(false).build();
    String origin = file.toString();
    String problem;
    try (InputStream in = Files.newInputStream(file)) {
      Optional<ConfigValue> value =
          new Compose(settings)
              .composeInputStream(in)
              .map(root -> new YamlFile(file, problems).convert("", root))
              .filter(root -> !Scalars.text(root).equals(Optional.of("")));
      if (value.isPresent()) {
        return value;
      }
      // Not "everything by default": an editor may have emptied the file to write it anew.
      problem = "the file is empty; leave it away to have neither TLS nor passwords";
    } catch (IOException e) {
      problem = "the file cannot be read; is it there?";
    } catch (YamlEngineException e) {
      // The messages of the library quote the file.
      problem = "is not valid YAML; expected key: value, indented with spaces";
      if (e instanceof MarkedYamlEngineException marked) {
        origin += marked.getProblemMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
      }
    }
    problems.add(key, origin, problem);
    return Optional.empty();
  }

  private ConfigValue convert(String path, Node node) {
    ConfigValue known = converted.get(node);
    if (known != null) {
      return known;
    }
    // The value of an alias inside of its own anchor.
    ConfigOrigin where = originOf(node);
    converted.put(node, ConfigValueFactory.fromAnyRef(List.of()).withOrigin(where));
    Object content;
    if (node instanceof MappingNode section) {
      content = section(path, section);
    } else if (node instanceof SequenceNode list) {
      content = list.getValue().stream().map(item -> convert(path, item)).toList();
    } else {
      content = text(node);
    }
    ConfigValue value = ConfigValueFactory.fromAnyRef(content).withOrigin(where);
    converted.put(node, value);
    return value;
  }

  private Map<String, ConfigValue> section(String path, MappingNode node) {
    Map<String, ConfigValue> values = new HashMap<>();
    for (NodeTuple entry : node.getValue()) {
      String key = text(entry.getKeyNode());
      String entryPath = Messages.path(path, key);
      if (values.putIfAbsent(key, convert(entryPath, entry.getValueNode())) != null) {
        String where = Messages.origin(originOf(entry.getKeyNode()));
        problems.add(entryPath, where, "is there twice; expected it once");
      }
    }
    return values;
  }

  private static String text(Node node) {
    String text = ((ScalarNode) node).getValue();
    return text.isBlank() || node.getTag().equals(Tag.NULL) ? "" : text;
  }

  private ConfigOrigin originOf(Node node) {
    return node.getStartMark()
        .map(mark -> origin.withLineNumber(mark.getLine() + 1))
        .orElse(origin);
  }
}
