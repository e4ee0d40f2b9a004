package io.github.redisclusterexporter.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;
import org.snakeyaml.engine.v2.nodes.Tag;

/** A value in a YAML file. All scalars are texts; a key without a value has an empty text. */
record YamlValue(Path file, Node node) implements SourceValue {
  private static final int LONGEST_FILE = 1 << 20;

  /**
   * Reads a file.
   *
   * @param key the key that names the file, for problems
   */
  static Optional<SourceValue> read(Path file, String key, Problems problems) {
    LoadSettings settings =
        LoadSettings.builder().setCodePointLimit(LONGEST_FILE).setAllowNonScalarKeys(false).build();
    try (InputStream in = Files.newInputStream(file)) {
      Optional<SourceValue> value =
          new Compose(settings)
              .composeInputStream(in)
              .<SourceValue>map(node -> new YamlValue(file, node))
              .filter(root -> root.kind() != Kind.TEXT || !root.text().isEmpty());
      // Not "everything by default": an editor may have emptied the file to write it anew.
      if (value.isEmpty()) {
        problems.add(
            key,
            file.toString(),
            "the file is empty; leave it away to have neither TLS nor passwords");
      }
      return value;
    } catch (IOException e) {
      problems.add(key, file.toString(), "the file cannot be read; is it there?");
    } catch (YamlEngineException e) {
      // The messages of the library quote the file.
      String line =
          e instanceof MarkedYamlEngineException marked
              ? marked.getProblemMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("")
              : "";
      problems.add(
          key, file + line, "is not valid YAML; expected key: value, indented with spaces");
    }
    return Optional.empty();
  }

  @Override
  public Kind kind() {
    if (node instanceof MappingNode) {
      return Kind.SECTION;
    }
    return node instanceof SequenceNode ? Kind.LIST : Kind.TEXT;
  }

  @Override
  public String text() {
    ScalarNode scalar = (ScalarNode) node;
    return scalar.getValue().isBlank() || scalar.getTag().equals(Tag.NULL) ? "" : scalar.getValue();
  }

  @Override
  public List<SourceValue> items() {
    return ((SequenceNode) node)
        .getValue().stream().<SourceValue>map(item -> new YamlValue(file, item)).toList();
  }

  @Override
  public List<Entry> entries() {
    return ((MappingNode) node)
        .getValue().stream()
            .map(
                entry ->
                    new Entry(
                        new YamlValue(file, entry.getKeyNode()),
                        new YamlValue(file, entry.getValueNode())))
            .toList();
  }

  @Override
  public String origin() {
    return file + node.getStartMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("");
  }
}
