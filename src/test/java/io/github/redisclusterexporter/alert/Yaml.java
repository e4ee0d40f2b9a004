package io.github.redisclusterexporter.alert;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.schema.CoreSchema;

/**
 * A mapping of a YAML file.
 *
 * @param fields lists, mappings and scalars by their keys
 */
public record Yaml(Map<?, ?> fields) {
  private static final Map<String, Yaml> PARSED = new ConcurrentHashMap<>();

  /** A text is parsed once; each of some hundred cases reads the same file. */
  public static Yaml read(Path file) throws IOException {
    return PARSED.computeIfAbsent(
        Files.readString(file), text -> new Yaml((Map<?, ?>) loader().loadFromString(text)));
  }

  /** The documents of a text, each a mapping. */
  public static List<Yaml> all(String text) {
    List<Yaml> all = new ArrayList<>();
    loader().loadAllFromString(text).forEach(root -> all.add(new Yaml((Map<?, ?>) root)));
    return all;
  }

  private static Load loader() {
    // The schema that knows merged mappings ("<<").
    return new Load(LoadSettings.builder().setSchema(new CoreSchema()).build());
  }

  public Optional<String> text(String key) {
    return Optional.ofNullable(fields.get(key)).map(Object::toString);
  }

  /** The mapping under the key; empty when there is none. */
  public Yaml in(String key) {
    return new Yaml(fields.get(key) instanceof Map<?, ?> map ? map : Map.of());
  }

  /** The mappings in the list under the key; none when there is no list. */
  public List<Yaml> each(String key) {
    return list(key).stream().map(item -> new Yaml((Map<?, ?>) item)).toList();
  }

  /** The scalars in the list under the key; none when there is no list. */
  public List<String> texts(String key) {
    return list(key).stream().map(Object::toString).toList();
  }

  private List<?> list(String key) {
    return fields.get(key) instanceof List<?> list ? list : List.of();
  }
}
