package io.github.redisclusterexporter.queue;

import static io.github.redisclusterexporter.config.Messages.quoted;

import io.github.redisclusterexporter.config.ConfigNode;
import io.github.redisclusterexporter.key.KeyDatabase;
import io.github.redisclusterexporter.queue.QueueRules.ListAge;
import io.github.redisclusterexporter.queue.QueueRules.Purpose;
import io.github.redisclusterexporter.queue.QueueRules.ScoreUnit;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The keys in which a well-known library keeps its queues. A queue has the library's name for it.
 * Keys for the states of its entries are named {@code queue:state}, in the library's terms; keys
 * that all queues share are named {@code library:state}.
 */
enum QueuePreset {
  /** Streams read by consumer groups. */
  STREAMS {
    @Override
    Stream<QueueDefinition> queues(ConfigNode item, KeyDatabase database) {
      QueueRules rules = QueueRules.of(database, QueueType.STREAM);
      QueueRules work = rules.withGroup(item.at("group").plainText()).withMaxAge(maxAge(item));
      return Stream.of(
              keys(names(item, ""), work),
              keys(item.at("dead-letter").texts(), rules.withPurpose(Purpose.DEAD_LETTER)),
              keys(item.at("log").texts(), rules.withPurpose(Purpose.LOG)))
          .flatMap(queues -> queues);
    }

    private Stream<QueueDefinition> keys(List<String> names, QueueRules rules) {
      return expand("", names, new QueueDefinition("*", "*", rules));
    }
  },

  BULLMQ {
    @Override
    Stream<QueueDefinition> queues(ConfigNode item, KeyDatabase database) {
      QueueRules list = QueueRules.of(database, QueueType.LIST);
      QueueRules zset = QueueRules.of(database, QueueType.ZSET);
      QueueRules timed = zset.withScore(ScoreUnit.MILLISECONDS);
      return expand(
          item.at("prefix").plainText().orElse("bull") + ":",
          names(item, ""),
          new QueueDefinition("*", "*:wait", list),
          new QueueDefinition("*:paused", "*:paused", list.unwatched()),
          // The score combines a priority and a counter.
          new QueueDefinition("*:prioritized", "*:prioritized", zset),
          new QueueDefinition("*:delayed", "*:delayed", zset.withScore(ScoreUnit.BULLMQ)),
          new QueueDefinition("*:active", "*:active", list.unwatched()),
          // The score is the time when a job was added, or began to wait for other jobs.
          new QueueDefinition("*:waiting-children", "*:waiting-children", timed.unwatched()),
          new QueueDefinition("*:failed", "*:failed", timed.withPurpose(Purpose.DEAD_LETTER)),
          new QueueDefinition("*:completed", "*:completed", timed.withPurpose(Purpose.LOG)));
    }
  },

  SIDEKIQ {
    @Override
    Stream<QueueDefinition> queues(ConfigNode item, KeyDatabase database) {
      QueueRules list =
          QueueRules.of(database, QueueType.LIST)
              .withListAge(new ListAge(ListAge.End.TAIL, "enqueued_at"))
              .withMaxAge(maxAge(item));
      QueueRules zset = QueueRules.of(database, QueueType.ZSET).withScore(ScoreUnit.SECONDS);
      String prefix = item.at("prefix").plainText().map(name -> name + ":").orElse("");
      return Stream.concat(
          expand(prefix, names(item, "default"), new QueueDefinition("*", "queue:*", list)),
          expand(
              prefix,
              List.of("sidekiq"),
              new QueueDefinition("*:schedule", "schedule", zset),
              new QueueDefinition("*:retry", "retry", zset),
              new QueueDefinition("*:dead", "dead", zset.withPurpose(Purpose.DEAD_LETTER))));
    }
  },

  CELERY {
    @Override
    Stream<QueueDefinition> queues(ConfigNode item, KeyDatabase database) {
      QueueRules list = QueueRules.of(database, QueueType.LIST);
      QueueRules zset = QueueRules.of(database, QueueType.ZSET).withScore(ScoreUnit.SECONDS);
      // The prefix is joined without a separator, as global_keyprefix is.
      String prefix = item.at("prefix").plainText().orElse("");
      String separator = item.at("separator").or("\u0006\u0016").text().orElse("");
      // Priority 0 is the list without a suffix.
      Stream<QueueDefinition> priorities =
          prioritySteps(item)
              .filter(step -> !step.equals("0"))
              .map(step -> new QueueDefinition("*:priority-" + step, "*" + separator + step, list));
      return Stream.concat(
          expand(
              prefix,
              names(item, "celery"),
              Stream.concat(Stream.of(new QueueDefinition("*", "*", list)), priorities)
                  .toArray(QueueDefinition[]::new)),
          // A hash has the messages; the score is the time when each was delivered.
          Stream.of(
              new QueueDefinition("celery:unacked", prefix + "unacked_index", zset.unwatched())));
    }
  },

  RQ {
    @Override
    Stream<QueueDefinition> queues(ConfigNode item, KeyDatabase database) {
      // The score is the time when the entry expires, except for scheduled jobs.
      QueueRules zset = QueueRules.of(database, QueueType.ZSET);
      return expand(
          "rq:",
          names(item, "default"),
          new QueueDefinition("*", "queue:*", QueueRules.of(database, QueueType.LIST)),
          new QueueDefinition("*:scheduled", "scheduled:*", zset.withScore(ScoreUnit.SECONDS)),
          new QueueDefinition("*:started", "wip:*", zset.unwatched()),
          new QueueDefinition("*:deferred", "deferred:*", zset.unwatched()),
          new QueueDefinition("*:failed", "failed:*", zset.withPurpose(Purpose.DEAD_LETTER)));
    }
  };

  private static final Pattern PRIORITY = Pattern.compile("0|[1-9][0-9]{0,2}");

  abstract Stream<QueueDefinition> queues(ConfigNode item, KeyDatabase database);

  /** The queues of a section, under their labels; none when something is wrong with it. */
  List<QueueDefinition> read(ConfigNode item, KeyDatabase database) {
    String labels = item.at("label-prefix").plainText().orElse("");
    boolean watch = item.at("watch").or("true").bool();
    List<QueueDefinition> queues =
        queues(item, database)
            .map(
                queue ->
                    new QueueDefinition(
                        labels + queue.name(),
                        queue.key(),
                        watch ? queue.rules() : queue.rules().unwatched()))
            .toList();
    item.reportUnknownKeys();
    return item.isValid() ? queues : List.of();
  }

  /** The keys of each queue, whose name replaces the asterisk; every key has the prefix. */
  private static Stream<QueueDefinition> expand(
      String prefix, List<String> queues, QueueDefinition... templates) {
    return queues.stream()
        .distinct()
        .flatMap(
            queue ->
                Stream.of(templates)
                    .map(
                        template ->
                            new QueueDefinition(
                                template.name().replace("*", queue),
                                prefix + template.key().replace("*", queue),
                                template.rules())));
  }

  private static List<String> names(ConfigNode item, String otherwise) {
    ConfigNode queue = item.at("queue").or(otherwise);
    if (!queue.isSet()) {
      item.invalid("has no queue; expected the names of one or more");
    }
    return queue.texts();
  }

  private static Stream<String> prioritySteps(ConfigNode item) {
    ConfigNode steps = item.at("priority-steps").or("0,3,6,9");
    List<String> texts = steps.texts();
    texts.stream()
        .filter(text -> !PRIORITY.matcher(text).matches())
        .forEach(text -> steps.invalid(quoted(text) + " is not a whole number between 0 and 999"));
    return texts.stream().distinct();
  }

  private static Optional<Duration> maxAge(ConfigNode item) {
    return item.at("max-age").optionalDuration(QueuesSection.LONGEST_AGE);
  }
}
