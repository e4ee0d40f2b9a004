package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.config.ConfigNode;
import io.github.redisclusterexporter.queue.QueueRules.ListAge;
import io.github.redisclusterexporter.queue.QueueRules.ScoreUnit;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The keys in which a well-known library keeps its queues. A queue has the library's name for it.
 * Keys for the states of its entries are named {@code queue:state}, in the library's terms; keys
 * that all queues share are named {@code library:state}.
 */
enum QueuePreset {
  /** Streams read by consumer groups. */
  STREAMS {
    @Override
    List<QueueDefinition> queues(ConfigNode item, int database) {
      QueueRules rules = QueueRules.of(database, QueueType.STREAM);
      QueueRules work =
          rules.withGroup(item.at("group").plainText()).withMaxAge(maxAge(item.at("max-age")));
      List<QueueDefinition> queues = new ArrayList<>();
      names(item, "").forEach(key -> queues.add(new QueueDefinition(key, key, work)));
      QueueRules failed = rules.withPurpose(QueuePurpose.DEAD_LETTER);
      names(item.at("dead-letter"))
          .forEach(key -> queues.add(new QueueDefinition(key, key, failed)));
      QueueRules log = rules.withPurpose(QueuePurpose.LOG);
      names(item.at("log")).forEach(key -> queues.add(new QueueDefinition(key, key, log)));
      return queues;
    }
  },

  BULLMQ {
    @Override
    List<QueueDefinition> queues(ConfigNode item, int database) {
      QueueRules list = QueueRules.of(database, QueueType.LIST);
      QueueRules zset = QueueRules.of(database, QueueType.ZSET);
      QueueRules finished = zset.withScore(ScoreUnit.MILLISECONDS);
      Map<String, QueueRules> states = new LinkedHashMap<>();
      states.put("paused", list);
      // The score combines a priority and a counter.
      states.put("prioritized", zset);
      states.put("delayed", zset.withScore(ScoreUnit.BULLMQ));
      states.put("active", list);
      states.put("failed", finished.withPurpose(QueuePurpose.DEAD_LETTER));
      states.put("completed", finished.withPurpose(QueuePurpose.LOG));
      String prefix = item.at("prefix").plainText().orElse("bull") + ":";
      List<QueueDefinition> queues = new ArrayList<>();
      for (String queue : names(item, "")) {
        String base = prefix + queue + ":";
        queues.add(new QueueDefinition(queue, base + "wait", list));
        states.forEach(
            (state, rules) ->
                queues.add(new QueueDefinition(queue + ":" + state, base + state, rules)));
      }
      return queues;
    }
  },

  SIDEKIQ {
    @Override
    List<QueueDefinition> queues(ConfigNode item, int database) {
      String prefix = item.at("prefix").plainText().map(namespace -> namespace + ":").orElse("");
      QueueRules list =
          QueueRules.of(database, QueueType.LIST)
              .withListAge(new ListAge(ListAge.End.TAIL, "enqueued_at"))
              .withMaxAge(maxAge(item.at("max-age")));
      QueueRules zset = QueueRules.of(database, QueueType.ZSET).withScore(ScoreUnit.SECONDS);
      QueueRules dead = zset.withPurpose(QueuePurpose.DEAD_LETTER);
      List<QueueDefinition> queues = new ArrayList<>();
      for (String queue : names(item, "default")) {
        queues.add(new QueueDefinition(queue, prefix + "queue:" + queue, list));
      }
      queues.add(new QueueDefinition("sidekiq:schedule", prefix + "schedule", zset));
      queues.add(new QueueDefinition("sidekiq:retry", prefix + "retry", zset));
      queues.add(new QueueDefinition("sidekiq:dead", prefix + "dead", dead));
      return queues;
    }
  },

  CELERY {
    @Override
    List<QueueDefinition> queues(ConfigNode item, int database) {
      // Joined without a separator, as global_keyprefix is.
      String prefix = item.at("prefix").plainText().orElse("");
      QueueRules list = QueueRules.of(database, QueueType.LIST);
      QueueRules zset = QueueRules.of(database, QueueType.ZSET).withScore(ScoreUnit.SECONDS);
      List<QueueDefinition> queues = new ArrayList<>();
      for (String queue : names(item, "celery")) {
        String key = prefix + queue;
        queues.add(new QueueDefinition(queue, key, list));
        for (int priority : CELERY_PRIORITIES) {
          queues.add(
              new QueueDefinition(
                  queue + ":priority-" + priority, key + CELERY_SEPARATOR + priority, list));
        }
      }
      // A hash has the messages; the score is the time when each was delivered.
      queues.add(new QueueDefinition("celery:unacked", prefix + "unacked_index", zset));
      return queues;
    }
  },

  RQ {
    @Override
    List<QueueDefinition> queues(ConfigNode item, int database) {
      QueueRules list = QueueRules.of(database, QueueType.LIST);
      // The score is the time when the entry expires, except for scheduled jobs.
      QueueRules zset = QueueRules.of(database, QueueType.ZSET);
      QueueRules scheduled = zset.withScore(ScoreUnit.SECONDS);
      QueueRules failed = zset.withPurpose(QueuePurpose.DEAD_LETTER);
      List<QueueDefinition> queues = new ArrayList<>();
      for (String queue : names(item, "default")) {
        queues.add(new QueueDefinition(queue, "rq:queue:" + queue, list));
        queues.add(new QueueDefinition(queue + ":scheduled", "rq:scheduled:" + queue, scheduled));
        queues.add(new QueueDefinition(queue + ":started", "rq:wip:" + queue, zset));
        queues.add(new QueueDefinition(queue + ":deferred", "rq:deferred:" + queue, zset));
        queues.add(new QueueDefinition(queue + ":failed", "rq:failed:" + queue, failed));
      }
      return queues;
    }
  };

  // Celery's defaults, priority_steps and sep; priority 0 is the list without a suffix.
  private static final List<Integer> CELERY_PRIORITIES = List.of(3, 6, 9);
  private static final String CELERY_SEPARATOR = "\u0006\u0016";

  abstract List<QueueDefinition> queues(ConfigNode item, int database);

  /** The queues of a section, under their labels; none when something is wrong with it. */
  List<QueueDefinition> expand(ConfigNode item, int database) {
    String labels = item.at("label-prefix").plainText().orElse("");
    List<QueueDefinition> queues = queues(item, database);
    item.reportUnknownKeys();
    if (!item.isValid()) {
      return List.of();
    }
    return queues.stream()
        .map(queue -> new QueueDefinition(labels + queue.name(), queue.key(), queue.rules()))
        .toList();
  }

  private static List<String> names(ConfigNode item, String otherwise) {
    ConfigNode queue = item.at("queue").or(otherwise);
    if (!queue.isSet()) {
      item.invalid("has no queue; expected the names of one or more");
    }
    return names(queue);
  }

  private static Optional<Duration> maxAge(ConfigNode key) {
    return key.optionalDuration(QueuesSection.LONGEST_AGE);
  }

  private static List<String> names(ConfigNode key) {
    return key.texts().stream().distinct().toList();
  }
}
