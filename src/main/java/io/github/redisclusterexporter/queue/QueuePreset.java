package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.config.QueueItem;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The keys in which a well-known library keeps its queues. A queue has the library's name for it;
 * the states beside it are {@code queue:state} in the library's own words; what a library keeps
 * once for all queues is {@code library:state}.
 */
enum QueuePreset {
  /** Streams read by consumer groups. */
  STREAMS {
    @Override
    List<QueueDefinition> keys(QueueItem item, int database) {
      QueueRules rules = QueueRules.of(database, QueueType.STREAM);
      List<QueueDefinition> keys = new ArrayList<>();
      QueueRules work = rules.withGroup(item.text("group")).withMaxAge(item.duration("max-age"));
      names(item, List.of()).forEach(key -> keys.add(new QueueDefinition(key, key, work)));
      item.texts("dead-letter")
          .forEach(
              key ->
                  keys.add(
                      new QueueDefinition(key, key, rules.withPurpose(QueuePurpose.DEAD_LETTER))));
      item.texts("log")
          .forEach(
              key -> keys.add(new QueueDefinition(key, key, rules.withPurpose(QueuePurpose.LOG))));
      return keys;
    }
  },

  BULLMQ {
    @Override
    List<QueueDefinition> keys(QueueItem item, int database) {
      QueueRules list = QueueRules.of(database, QueueType.LIST);
      QueueRules zset = QueueRules.of(database, QueueType.ZSET);
      String prefix = item.text("prefix").orElse("bull");
      List<QueueDefinition> keys = new ArrayList<>();
      for (String queue : names(item, List.of())) {
        String base = prefix + ":" + queue + ":";
        keys.add(new QueueDefinition(queue, base + "wait", list));
        keys.add(new QueueDefinition(queue + ":paused", base + "paused", list));
        // The score is a priority and a counter.
        keys.add(new QueueDefinition(queue + ":prioritized", base + "prioritized", zset));
        keys.add(
            new QueueDefinition(
                queue + ":delayed", base + "delayed", zset.withScore(ScoreUnit.BULLMQ)));
        keys.add(new QueueDefinition(queue + ":active", base + "active", list));
        QueueRules finished = zset.withScore(ScoreUnit.MILLISECONDS);
        keys.add(
            new QueueDefinition(
                queue + ":failed",
                base + "failed",
                finished.withPurpose(QueuePurpose.DEAD_LETTER)));
        keys.add(
            new QueueDefinition(
                queue + ":completed", base + "completed", finished.withPurpose(QueuePurpose.LOG)));
      }
      return keys;
    }
  },

  SIDEKIQ {
    @Override
    List<QueueDefinition> keys(QueueItem item, int database) {
      String prefix = item.text("prefix").map(namespace -> namespace + ":").orElse("");
      QueueRules list =
          QueueRules.of(database, QueueType.LIST)
              .withListAge(new ListAge(ListAge.End.TAIL, "enqueued_at"))
              .withMaxAge(item.duration("max-age"));
      QueueRules zset = QueueRules.of(database, QueueType.ZSET).withScore(ScoreUnit.SECONDS);
      List<QueueDefinition> keys = new ArrayList<>();
      for (String queue : names(item, List.of("default"))) {
        keys.add(new QueueDefinition(queue, prefix + "queue:" + queue, list));
      }
      keys.add(new QueueDefinition("sidekiq:schedule", prefix + "schedule", zset));
      keys.add(new QueueDefinition("sidekiq:retry", prefix + "retry", zset));
      keys.add(
          new QueueDefinition(
              "sidekiq:dead", prefix + "dead", zset.withPurpose(QueuePurpose.DEAD_LETTER)));
      return keys;
    }
  },

  CELERY {
    @Override
    List<QueueDefinition> keys(QueueItem item, int database) {
      // Joined without anything between, as global_keyprefix is.
      String prefix = item.text("prefix").orElse("");
      QueueRules list = QueueRules.of(database, QueueType.LIST);
      List<QueueDefinition> keys = new ArrayList<>();
      for (String queue : names(item, List.of("celery"))) {
        keys.add(new QueueDefinition(queue, prefix + queue, list));
        for (int priority : CELERY_PRIORITIES) {
          keys.add(
              new QueueDefinition(
                  queue + ":priority-" + priority,
                  prefix + queue + CELERY_SEPARATOR + priority,
                  list));
        }
      }
      // The hash beside it has the messages; the score is when each was handed out.
      keys.add(
          new QueueDefinition(
              "celery:unacked",
              prefix + "unacked_index",
              QueueRules.of(database, QueueType.ZSET).withScore(ScoreUnit.SECONDS)));
      return keys;
    }
  },

  RQ {
    @Override
    List<QueueDefinition> keys(QueueItem item, int database) {
      QueueRules list = QueueRules.of(database, QueueType.LIST);
      // But for scheduled jobs, the score is when the entry expires.
      QueueRules zset = QueueRules.of(database, QueueType.ZSET);
      List<QueueDefinition> keys = new ArrayList<>();
      for (String queue : names(item, List.of("default"))) {
        keys.add(new QueueDefinition(queue, "rq:queue:" + queue, list));
        keys.add(
            new QueueDefinition(
                queue + ":scheduled", "rq:scheduled:" + queue, zset.withScore(ScoreUnit.SECONDS)));
        keys.add(new QueueDefinition(queue + ":started", "rq:wip:" + queue, zset));
        keys.add(new QueueDefinition(queue + ":deferred", "rq:deferred:" + queue, zset));
        keys.add(
            new QueueDefinition(
                queue + ":failed",
                "rq:failed:" + queue,
                zset.withPurpose(QueuePurpose.DEAD_LETTER)));
      }
      return keys;
    }
  };

  // Celery's defaults, priority_steps and sep; priority 0 is the list without a suffix.
  private static final List<Integer> CELERY_PRIORITIES = List.of(3, 6, 9);
  private static final String CELERY_SEPARATOR = "\u0006\u0016";

  abstract List<QueueDefinition> keys(QueueItem item, int database);

  /** The queues of the object, under their labels; none when something is wrong with it. */
  static List<QueueDefinition> expand(QueueItem item, int database) {
    List<QueuePreset> chosen =
        item.choice(
            "preset",
            List.of(),
            Arrays.stream(values()).map(List::of).toList(),
            preset -> preset.get(0).label());
    String labels = item.text("label-prefix").orElse("");
    List<QueueDefinition> keys = new ArrayList<>();
    for (QueuePreset preset : chosen) {
      preset
          .keys(item, database)
          .forEach(
              key -> keys.add(new QueueDefinition(labels + key.name(), key.key(), key.rules())));
      item.reportUnknown();
    }
    return item.isValid() ? keys : List.of();
  }

  String label() {
    return name().toLowerCase(Locale.ROOT);
  }

  private static List<String> names(QueueItem item, List<String> otherwise) {
    boolean given = item.has("queue");
    List<String> names = item.texts("queue");
    if (!given && otherwise.isEmpty()) {
      item.invalid("has no queue; expected the names of one or more");
    }
    return given ? names : otherwise;
  }
}
