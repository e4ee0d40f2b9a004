package io.github.redisclusterexporter.key;

import static io.github.redisclusterexporter.config.Messages.quoted;

import io.github.redisclusterexporter.config.ConfigNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads and checks {@code key-groups}: a section of groups, or texts {@code name=pattern}. */
final class KeyGroupsSection {
  /** Each has a pass of its own over all keys, and up to four series. */
  static final int MAX_GROUPS = 50;

  private final int database;
  private final List<KeyGroup> groups = new ArrayList<>();

  private KeyGroupsSection(int database) {
    this.database = database;
  }

  static List<KeyGroup> read(ConfigNode node, int database) {
    KeyGroupsSection section = new KeyGroupsSection(database);
    if (node.isSection()) {
      node.entries().forEach(section::readEntry);
    } else {
      node.items().forEach(item -> section.readItem(node, item));
    }
    return section.groups;
  }

  private void readEntry(ConfigNode entry) {
    Optional<String> pattern;
    Optional<KeyType> type = Optional.empty();
    KeyDatabase place = new KeyDatabase(database, 0);
    if (entry.isText()) {
      pattern = entry.plainText();
    } else {
      pattern = entry.at("pattern").plainText();
      type = entry.at("type").choice(KeyType.class);
      place = KeyDatabase.read(entry, database);
      if (!entry.at("pattern").isSet()) {
        entry.invalid("has no pattern; expected pattern = \"...\"");
      }
      entry.reportUnknownKeys();
    }
    if (pattern.isPresent() && entry.isValid()) {
      add(
          entry,
          new KeyGroup(
              entry.key(),
              pattern.get(),
              type.map(known -> known.name().toLowerCase(Locale.ROOT)),
              place));
    }
  }

  private void readItem(ConfigNode node, ConfigNode item) {
    if (!item.isText()) {
      node.invalid(
          (node.isList() ? "has an item that is " : "is ")
              + item.kind()
              + "; expected a section of groups, or name=pattern texts with commas");
      return;
    }
    for (String text : item.texts()) {
      int equals = text.indexOf('=');
      String name = text.substring(0, Math.max(0, equals)).strip();
      String pattern = text.substring(equals + 1).strip();
      if (name.isEmpty() || pattern.isEmpty()) {
        node.invalid(quoted(text) + " is not a group; expected name=pattern");
      } else {
        add(node, new KeyGroup(name, pattern, Optional.empty(), new KeyDatabase(database, 0)));
      }
    }
  }

  private void add(ConfigNode place, KeyGroup group) {
    if (groups.stream().anyMatch(other -> other.name().equals(group.name()))) {
      place.invalid("the name " + quoted(group.name()) + " is used twice; names are unique");
    } else if (groups.size() == MAX_GROUPS) {
      place.invalid(
          quoted(group.name()) + " is one group too many; expected at most " + MAX_GROUPS);
    } else {
      groups.add(group);
    }
  }
}
