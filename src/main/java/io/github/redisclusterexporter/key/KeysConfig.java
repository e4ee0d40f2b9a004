package io.github.redisclusterexporter.key;

import static io.github.redisclusterexporter.config.Messages.quoted;

import io.github.redisclusterexporter.config.ConfigNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The configured keys.
 *
 * @param named keys whose names are configured; their labels are unique
 * @param groups keys by pattern; their labels are unique
 */
public record KeysConfig(List<NamedKey> named, List<KeyGroup> groups) {
  /** Each costs four commands in a scrape, and up to five series. */
  static final int MAX_KEYS = 1000;

  public static final KeysConfig NONE = new KeysConfig(List.of(), List.of());

  public KeysConfig {
    named = List.copyOf(named);
    groups = List.copyOf(groups);
  }

  /**
   * Reads and checks {@code keys} and {@code key-groups}.
   *
   * @param database where a key is on a standalone server if it names no other
   */
  public static KeysConfig read(ConfigNode keys, ConfigNode groups, int database) {
    return new KeysConfig(named(keys, database), KeyGroupsSection.read(groups, database));
  }

  /** Without key groups, so that nothing scans for them. */
  public KeysConfig withoutGroups() {
    return new KeysConfig(named, List.of());
  }

  private static List<NamedKey> named(ConfigNode keys, int database) {
    List<NamedKey> named = new ArrayList<>();
    Map<String, ConfigNode> names = new HashMap<>();
    for (ConfigNode item : keys.items()) {
      if (item.isText()) {
        for (String key : item.texts()) {
          add(item, new NamedKey(key, key, new KeyDatabase(database, 0)), named, names);
        }
      } else if (item.isSection() && keys.isList()) {
        section(item, database).ifPresent(key -> add(item, key, named, names));
      } else {
        item.invalid(
            "is "
                + item.kind()
                + "; expected keys as text with commas, or a list of keys and sections");
      }
    }
    return named;
  }

  private static Optional<NamedKey> section(ConfigNode item, int database) {
    Optional<String> key = item.at("key").plainText();
    Optional<String> name = item.at("name").plainText();
    KeyDatabase place = KeyDatabase.read(item, database);
    if (!item.at("key").isSet()) {
      item.invalid("has no key; expected key = \"...\"");
    }
    item.reportUnknownKeys();
    return key.filter(valid -> item.isValid())
        .map(valid -> new NamedKey(name.orElse(valid), valid, place));
  }

  private static void add(
      ConfigNode item, NamedKey key, List<NamedKey> named, Map<String, ConfigNode> names) {
    ConfigNode earlier = names.putIfAbsent(key.name(), item);
    if (earlier != null) {
      item.invalid(
          "the name "
              + quoted(key.name())
              + " is taken by "
              + earlier
              + "; give one of them another name");
    } else if (named.size() == MAX_KEYS) {
      if (names.size() == MAX_KEYS + 1) {
        item.invalid(
            quoted(key.name())
                + " is one key too many; expected at most "
                + MAX_KEYS
                + "; key-groups count keys by pattern");
      }
    } else {
      named.add(key);
    }
  }
}
