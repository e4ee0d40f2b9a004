package io.github.redisclusterexporter.queue;

import static io.github.redisclusterexporter.config.Messages.quoted;

import io.github.redisclusterexporter.config.ConfigNode;
import io.github.redisclusterexporter.key.KeyDatabase;
import io.github.redisclusterexporter.queue.QueueRules.ListAge;
import io.github.redisclusterexporter.queue.QueueRules.Purpose;
import io.github.redisclusterexporter.queue.QueueRules.ScoreUnit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads and checks {@code queues}: names, and sections for queues, patterns and presets. */
final class QueuesSection {
  private static final int MOST_KEYS = 10_000;
  static final Duration LONGEST_AGE = Duration.ofDays(366);

  private final int standaloneDatabase;
  private final List<QueueDefinition> keys = new ArrayList<>();
  private final List<QueuesConfig.Pattern> patterns = new ArrayList<>();
  private final Map<String, ConfigNode> names = new HashMap<>();

  /**
   * Nothing is read yet.
   *
   * @param standaloneDatabase on a standalone server, of a queue that names no other
   */
  QueuesSection(int standaloneDatabase) {
    this.standaloneDatabase = standaloneDatabase;
  }

  QueuesConfig read(ConfigNode queues, QueuesConfig.Search search) {
    for (ConfigNode item : queues.items()) {
      if (item.isText()) {
        item.texts().forEach(text -> readText(item, text));
      } else if (item.isSection() && queues.isList()) {
        readSection(item);
      } else {
        item.invalid(
            "is "
                + item.kind()
                + "; expected keys as text with commas, or a list of keys and sections");
      }
    }
    return new QueuesConfig(keys, patterns, search);
  }

  /** A key, or a section as text: {@code key?option=value&option=value}. */
  private void readText(ConfigNode item, String text) {
    int end = text.indexOf('?');
    if (end < 0) {
      add(
          item,
          new QueueDefinition(
              text, text, QueueRules.of(new KeyDatabase(standaloneDatabase, 0), QueueType.AUTO)));
      return;
    }
    Map<String, String> options = new TreeMap<>();
    for (String option : text.substring(end + 1).split("&", -1)) {
      String[] pair = option.split("=", 2);
      if (end == 0 || pair.length < 2 || pair[0].isEmpty() || pair[1].isEmpty()) {
        item.invalid(
            quoted(text)
                + " is not a key with options; expected key?option=value&option=value, such as"
                + " tasks:dlq?purpose=dead_letter; in the file, a key with a question mark is"
                + " written as { key = \"...\" }");
        return;
      }
      options.merge(pair[0], pair[1], (one, other) -> one + "," + other);
    }
    String name = text.substring(0, end);
    options.merge(meaningOfName(options), name, (one, other) -> one + "," + other);
    readSection(item.section(name, options));
  }

  private static String meaningOfName(Map<String, String> options) {
    if (options.containsKey("preset")) {
      return "queue";
    }
    return options.containsKey("key") || options.containsKey("pattern") ? "name" : "key";
  }

  private void readSection(ConfigNode item) {
    KeyDatabase database = KeyDatabase.read(item, standaloneDatabase);
    ConfigNode preset = item.at("preset");
    if (preset.isSet()) {
      preset
          .choice(QueuePreset.class)
          .ifPresent(known -> known.read(item, database).forEach(queue -> add(item, queue)));
      return;
    }
    QueueRules rules = rules(item, database);
    ConfigNode pattern = item.at("pattern");
    ConfigNode key = item.at("key");
    Optional<String> name = item.at("name").plainText();
    if (pattern.isSet() && key.isSet()) {
      pattern.invalid("is set beside key; leave it out");
    } else if (pattern.isSet()) {
      readPattern(item, name, rules);
      return;
    } else if (!key.isSet() && name.isEmpty()) {
      item.invalid("has neither a name nor a key nor a pattern nor a preset; expected one");
    }
    String keyOrName = key.plainText().or(() -> name).orElse("");
    item.reportUnknownKeys();
    if (item.isValid()) {
      add(item, new QueueDefinition(name.orElse(keyOrName), keyOrName, rules));
    }
  }

  private void readPattern(ConfigNode item, Optional<String> name, QueueRules rules) {
    String pattern = item.at("pattern").plainText().orElse("");
    int maxKeys = item.at("max-keys").or("100").integer(1, MOST_KEYS);
    item.reportUnknownKeys();
    if (item.isValid() && isNew(item, name.orElse(pattern))) {
      patterns.add(new QueuesConfig.Pattern(name.orElse(pattern), pattern, maxKeys, rules));
    }
  }

  private static QueueRules rules(ConfigNode item, KeyDatabase database) {
    QueueType type = item.at("type").choice(QueueType.class).orElse(QueueType.AUTO);
    onlyFor(QueueType.STREAM, type, item.at("group"));
    onlyFor(QueueType.LIST, type, item.at("age-field"));
    onlyFor(QueueType.LIST, type, item.at("oldest"));
    onlyFor(QueueType.ZSET, type, item.at("score"));
    if (item.at("oldest").isSet() && !item.at("age-field").isSet()) {
      item.at("oldest").invalid("is set without age-field; set both or none");
    }
    ListAge.End oldest = item.at("oldest").choice(ListAge.End.class).orElse(ListAge.End.TAIL);
    return new QueueRules(
        database,
        type,
        item.at("group").plainText(),
        item.at("purpose").choice(Purpose.class),
        item.at("watch").or("true").bool(),
        item.at("max-age").optionalDuration(LONGEST_AGE),
        item.at("age-field").plainText().map(field -> new ListAge(oldest, field)),
        item.at("score").choice(ScoreUnit.class).orElse(ScoreUnit.NONE),
        false);
  }

  private static void onlyFor(QueueType wanted, QueueType type, ConfigNode key) {
    if (key.isSet() && type != QueueType.AUTO && type != wanted) {
      key.invalid("has no meaning for type " + type.label() + "; it is for " + wanted.label());
    }
  }

  private void add(ConfigNode item, QueueDefinition queue) {
    if (isNew(item, queue.name())) {
      keys.add(queue);
    }
  }

  private boolean isNew(ConfigNode item, String name) {
    ConfigNode earlier = names.putIfAbsent(name, item);
    if (earlier != null) {
      item.invalid("the name " + quoted(name) + " is taken by " + earlier + "; names are unique");
    }
    return earlier == null;
  }
}
