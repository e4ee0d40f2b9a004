package io.github.redisclusterexporter.config;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.typesafe.config.Config;
import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigParseOptions;
import com.typesafe.config.ConfigUtil;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The defaults, which also say which keys and sections there are: no other list exists. */
final class Reference {
  private final Config defaults;
  private final SortedSet<String> keys = new TreeSet<>();

  private Reference(Config defaults) {
    this.defaults = defaults;
    defaults.entrySet().forEach(entry -> keys.add(entry.getKey()));
  }

  static Reference load() {
    // Read as a stream: by name the library would merge in every reference.conf on the class path.
    try (InputStream stream = Reference.class.getResourceAsStream("/reference.conf");
        Reader reader = new InputStreamReader(Objects.requireNonNull(stream), UTF_8)) {
      var options = ConfigParseOptions.defaults().setOriginDescription(Origins.DEFAULT);
      return new Reference(ConfigFactory.parseReader(reader, options));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Config defaults() {
    return defaults;
  }

  /** The last words of the keys in a section. */
  SortedSet<String> namesIn(String section) {
    return new TreeSet<>(defaults.getObject(section).keySet());
  }

  boolean isKey(String path) {
    return keys.contains(path);
  }

  /** Whether a dotted name is meant for this program. */
  boolean isOurs(String name) {
    int dot = name.indexOf('.');
    return defaults.root().containsKey(dot < 0 ? name : name.substring(0, dot));
  }

  boolean isSection(String path) {
    return keys.stream().anyMatch(key -> key.startsWith(path + "."));
  }

  /** What to say of a key that does not exist. */
  String unknown(String path) {
    return "unknown key; the nearest known key is " + NearestName.of(path, keys);
  }

  /** Reports what has no place in the shape of the defaults, and returns the tree without it. */
  ConfigObject clean(ConfigObject tree, Problems problems) {
    return clean(tree, defaults.root(), "", problems);
  }

  private ConfigObject clean(
      ConfigObject tree, ConfigObject known, String prefix, Problems problems) {
    ConfigObject result = tree;
    for (var entry : new TreeMap<>(tree).entrySet()) {
      String name = entry.getKey();
      String path = prefix + ConfigUtil.joinPath(name);
      ConfigValue value = entry.getValue();
      ConfigValue wanted = known.get(name);
      String problem = problem(path, value, wanted);
      if (problem != null) {
        problems.add(path, Origins.of(value), problem);
        result = result.withoutKey(name);
      } else if (wanted instanceof ConfigObject section && value instanceof ConfigObject object) {
        result = result.withValue(name, clean(object, section, path + ".", problems));
      }
    }
    return result;
  }

  private @Nullable String problem(String path, ConfigValue value, @Nullable ConfigValue wanted) {
    if (wanted == null) {
      return unknown(path);
    }
    if (value.valueType() == ConfigValueType.NULL) {
      return "is null; leave the key out to have its default";
    }
    if (wanted instanceof ConfigObject section && !(value instanceof ConfigObject)) {
      return notASection(section.keySet());
    }
    return null;
  }

  /** What to say of a value in the place of a section. */
  String notASection(String path) {
    return notASection(namesIn(path));
  }

  private static String notASection(Set<String> names) {
    return "is a section; expected one or more of its keys: "
        + String.join(", ", new TreeSet<>(names));
  }
}
