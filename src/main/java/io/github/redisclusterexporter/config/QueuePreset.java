package io.github.redisclusterexporter.config;

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
    List<QueuesConfig.Key> keys(QueueItem item, int database) {
      QueueRules rules = QueueRules.of(database, QueueType.STREAM);
      List<QueuesConfig.Key> keys = new ArrayList<>();
      QueueRules work = rules.withGroup(item.text("group")).withMaxAge(item.duration("max-age"));
      names(item, List.of()).forEach(key -> keys.add(new QueuesConfig.Key(key, key, work)));
      item.texts("dead-letter")
          .forEach(
              key ->
                  keys.add(
                      new QueuesConfig.Key(key, key, rules.withPurpose(QueuePurpose.DEAD_LETTER))));
      item.texts("log")
          .forEach(
              key -> keys.add(new QueuesConfig.Key(key, key, rules.withPurpose(QueuePurpose.LOG))));
      return keys;
    }
  },

  BULLMQ {
    @Override
    List<QueuesConfig.Key> keys(QueueItem item, int database) {
      QueueRules list = QueueRules.of(database, QueueType.LIST);
      QueueRules zset = QueueRules.of(database, QueueType.ZSET);
      String prefix = item.text("prefix").orElse("bull");
      List<QueuesConfig.Key> keys = new ArrayList<>();
      for (String queue : names(item, List.of())) {
        String base = prefix + ":" + queue + ":";
        keys.add(new QueuesConfig.Key(queue, base + "wait", list));
        keys.add(new QueuesConfig.Key(queue + ":paused", base + "paused", list));
        // The score is a priority and a counter.
        keys.add(new QueuesConfig.Key(queue + ":prioritized", base + "prioritized", zset));
        keys.add(
            new QueuesConfig.Key(
                queue + ":delayed", base + "delayed", zset.withScore(ScoreUnit.BULLMQ)));
        keys.add(new QueuesConfig.Key(queue + ":active", base + "active", list));
        QueueRules finished = zset.withScore(ScoreUnit.MILLISECONDS);
        keys.add(
            new QueuesConfig.Key(
                queue + ":failed",
                base + "failed",
                finished.withPurpose(QueuePurpose.DEAD_LETTER)));
        keys.add(
            new QueuesConfig.Key(
                queue + ":completed", base + "completed", finished.withPurpose(QueuePurpose.LOG)));
      }
      return keys;
    }
  },

  SIDEKIQ {
    @Override
    List<QueuesConfig.Key> keys(QueueItem item, int database) {
      String prefix = item.text("prefix").map(namespace -> namespace + ":").orElse("");
      QueueRules list =
          QueueRules.of(database, QueueType.LIST)
              .withListAge(new ListAge(ListAge.End.TAIL, "enqueued_at"))
              .withMaxAge(item.duration("max-age"));
      QueueRules zset = QueueRules.of(database, QueueType.ZSET).withScore(ScoreUnit.SECONDS);
      List<QueuesConfig.Key> keys = new ArrayList<>();
      for (String queue : names(item, List.of("default"))) {
        keys.add(new QueuesConfig.Key(queue, prefix + "queue:" + queue, list));
      }
      keys.add(new QueuesConfig.Key("sidekiq:schedule", prefix + "schedule", zset));
      keys.add(new QueuesConfig.Key("sidekiq:retry", prefix + "retry", zset));
      keys.add(
          new QueuesConfig.Key(
              "sidekiq:dead", prefix + "dead", zset.withPurpose(QueuePurpose.DEAD_LETTER)));
      return keys;
    }
  },

  CELERY {
    @Override
    List<QueuesConfig.Key> keys(QueueItem item, int database) {
      // Joined without anything between, as global_keyprefix is.
      String prefix = item.text("prefix").orElse("");
      QueueRules list = QueueRules.of(database, QueueType.LIST);
      List<QueuesConfig.Key> keys = new ArrayList<>();
      for (String queue : names(item, List.of("celery"))) {
        keys.add(new QueuesConfig.Key(queue, prefix + queue, list));
        for (int priority : CELERY_PRIORITIES) {
          keys.add(
              new QueuesConfig.Key(
                  queue + ":priority-" + priority,
                  prefix + queue + CELERY_SEPARATOR + priority,
                  list));
        }
      }
      // The hash beside it has the messages; the score is when each was handed out.
      keys.add(
          new QueuesConfig.Key(
              "celery:unacked",
              prefix + "unacked_index",
              QueueRules.of(database, QueueType.ZSET).withScore(ScoreUnit.SECONDS)));
      return keys;
    }
  },

  RQ {
    @Override
    List<QueuesConfig.Key> keys(QueueItem item, int database) {
      QueueRules list = QueueRules.of(database, QueueType.LIST);
      // But for scheduled jobs, the score is when the entry expires.
      QueueRules zset = QueueRules.of(database, QueueType.ZSET);
      List<QueuesConfig.Key> keys = new ArrayList<>();
      for (String queue : names(item, List.of("default"))) {
        keys.add(new QueuesConfig.Key(queue, "rq:queue:" + queue, list));
        keys.add(
            new QueuesConfig.Key(
                queue + ":scheduled", "rq:scheduled:" + queue, zset.withScore(ScoreUnit.SECONDS)));
        keys.add(new QueuesConfig.Key(queue + ":started", "rq:wip:" + queue, zset));
        keys.add(new QueuesConfig.Key(queue + ":deferred", "rq:deferred:" + queue, zset));
        keys.add(
            new QueuesConfig.Key(
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

  abstract List<QueuesConfig.Key> keys(QueueItem item, int database);

  /** The queues of the object, under their labels; none when something is wrong with it. */
  static List<QueuesConfig.Key> expand(QueueItem item, int database) {
    List<QueuePreset> chosen =
        item.choice(
            "preset",
            List.of(),
            Arrays.stream(values()).map(List::of).toList(),
            preset -> preset.get(0).label());
    String labels = item.text("label-prefix").orElse("");
    List<QueuesConfig.Key> keys = new ArrayList<>();
    for (QueuePreset preset : chosen) {
      preset
          .keys(item, database)
          .forEach(
              key -> keys.add(new QueuesConfig.Key(labels + key.name(), key.key(), key.rules())));
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
