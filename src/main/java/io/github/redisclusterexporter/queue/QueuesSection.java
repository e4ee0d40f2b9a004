package io.github.redisclusterexporter.queue;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.github.redisclusterexporter.config.Origins;
import io.github.redisclusterexporter.config.QueueItem;
import io.github.redisclusterexporter.config.Quoted;
import io.github.redisclusterexporter.config.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads and checks {@code queues}. */
public final class QueuesSection {
  private static final String QUEUES = "queues";
  private static final int MOST_KEYS = 10_000;
  private static final int USUAL_KEYS = 100;
  private static final int MOST_DATABASES = 65_536;
  private static final Duration LONGEST_INTERVAL = Duration.ofDays(1);
  private static final Duration LONGEST_MEMORY = Duration.ofDays(366);

  private final Settings settings;
  private final int database;
  private final boolean clusterOnly;
  private final List<QueueDefinition> keys = new ArrayList<>();
  private final List<QueuesConfig.Pattern> patterns = new ArrayList<>();
  private final Map<String, String> names = new HashMap<>();

  private QueuesSection(Settings settings, int database, boolean clusterOnly) {
    this.settings = settings;
    this.database = database;
    this.clusterOnly = clusterOnly;
  }

  /**
   * @param database where a queue is that names no other
   * @param clusterOnly whether the servers are known to have no other database
   */
  public static QueuesConfig read(Settings settings, int database, boolean clusterOnly) {
    QueuesSection section = new QueuesSection(settings, database, clusterOnly);
    ConfigValue value = settings.value(QUEUES);
    if (value instanceof ConfigList list) {
      for (int i = 0; i < list.size(); i++) {
        section.readItem(QUEUES + "." + i, list.get(i));
      }
    } else if (value.valueType() == ConfigValueType.STRING) {
      section.readNames(QUEUES, value);
    } else {
      section.reject(QUEUES, value);
    }
    return new QueuesConfig(section.keys, section.patterns, search(settings));
  }

  private static SearchConfig search(Settings settings) {
    return new SearchConfig(
        settings.duration("queue-search.interval", LONGEST_INTERVAL),
        settings.integer("queue-search.keys-per-second", 1, 10_000_000),
        settings.integer("queue-search.most-keys", 1, 999_999_999),
        settings.duration("queue-search.forget-after", LONGEST_MEMORY));
  }

  private void readItem(String path, ConfigValue value) {
    if (value instanceof ConfigObject object) {
      readObject(path, object);
    } else if (value.valueType() == ConfigValueType.STRING) {
      readNames(path, value);
    } else {
      reject(path, value);
    }
  }

  private void reject(String path, ConfigValue value) {
    settings
        .problems()
        .add(
            path,
            Origins.of(value),
            "is "
                + Settings.words(value.valueType())
                + "; expected keys as text with commas, or a list of keys and sections");
  }

  /** Keys that are their own names. */
  private void readNames(String path, ConfigValue value) {
    for (String item : value.unwrapped().toString().split(",", -1)) {
      String name = item.strip();
      if (name.chars().anyMatch(Character::isISOControl)) {
        settings
            .problems()
            .add(path, Origins.of(value), "has control characters; expected plain text");
      } else if (!name.isEmpty()) {
        add(path, value, new QueueDefinition(name, name, QueueRules.of(database, QueueType.AUTO)));
      }
    }
  }

  private void readObject(String path, ConfigObject object) {
    QueueItem item = new QueueItem(settings.problems(), path, object);
    int itsDatabase = database(item);
    if (item.has("preset")) {
      QueuePreset.expand(item, itsDatabase).forEach(key -> add(path, object, key));
      return;
    }
    QueueRules rules = rules(item, itsDatabase);
    Optional<String> name = item.text("name");
    if (item.has("pattern") && !item.has("key")) {
      readPattern(path, item, rules);
      return;
    }
    if (item.has("pattern")) {
      item.invalid("pattern", "is set beside key; leave it out");
    } else if (!item.has("key") && name.isEmpty()) {
      item.invalid("has neither a name nor a key nor a pattern nor a preset; expected one");
    }
    String key = item.text("key").or(() -> name).orElse("");
    item.reportUnknown();
    if (item.isValid()) {
      add(path, object, new QueueDefinition(name.orElse(key), key, rules));
    }
  }

  private void readPattern(String path, QueueItem item, QueueRules rules) {
    Optional<String> pattern = item.text("pattern");
    int mostKeys = item.integer("max-keys", USUAL_KEYS, 1, MOST_KEYS);
    String name = item.text("name").or(() -> pattern).orElse("");
    item.reportUnknown();
    if (item.isValid() && isNew(path, item.object(), name)) {
      patterns.add(new QueuesConfig.Pattern(name, pattern.orElseThrow(), mostKeys, rules));
    }
  }

  private int database(QueueItem item) {
    int itsDatabase = item.integer("db", database, 0, MOST_DATABASES);
    if (itsDatabase != 0 && clusterOnly && item.has("db")) {
      item.invalid("db", "is not 0, but a cluster has no other database; leave it out");
    }
    return itsDatabase;
  }

  private static QueueRules rules(QueueItem item, int database) {
    QueueType type =
        item.choice("type", QueueType.AUTO, List.of(QueueType.values()), QueueType::label);
    onlyFor(item, type, QueueType.STREAM, "group");
    onlyFor(item, type, QueueType.LIST, "age-field");
    onlyFor(item, type, QueueType.LIST, "oldest");
    onlyFor(item, type, QueueType.ZSET, "score");
    if (item.has("oldest") && !item.has("age-field")) {
      item.invalid("oldest", "is set without age-field; set both or none");
    }
    ListAge.End oldest =
        item.choice("oldest", ListAge.End.TAIL, List.of(ListAge.End.values()), ListAge.End::label);
    return new QueueRules(
        database,
        type,
        item.text("group"),
        item.choice(
            "purpose", QueuePurpose.WORK, List.of(QueuePurpose.values()), QueuePurpose::label),
        item.duration("max-age"),
        item.text("age-field").map(field -> new ListAge(oldest, field)),
        item.choice("score", ScoreUnit.NONE, List.of(ScoreUnit.values()), ScoreUnit::label));
  }

  private static void onlyFor(QueueItem item, QueueType type, QueueType wanted, String key) {
    if (item.has(key) && type != QueueType.AUTO && type != wanted) {
      item.invalid(
          key, "has no meaning for type " + type.label() + "; it is for " + wanted.label());
    }
  }

  private void add(String path, ConfigValue at, QueueDefinition key) {
    if (isNew(path, at, key.name())) {
      keys.add(key);
    }
  }

  private boolean isNew(String path, ConfigValue at, String name) {
    String origin = path + " (" + Origins.of(at) + ")";
    String earlier = names.putIfAbsent(name, origin);
    if (earlier != null) {
      settings
          .problems()
          .add(
              path,
              Origins.of(at),
              "the name " + Quoted.of(name) + " is taken by " + earlier + "; names are unique");
    }
    return earlier == null;
  }
}
