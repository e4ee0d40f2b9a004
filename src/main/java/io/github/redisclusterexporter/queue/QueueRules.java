package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.key.KeyDatabase;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * How a key is read as a queue.
 *
 * @param database where the key is
 * @param group the only consumer group to read; empty for all
 * @param purpose empty when it follows from the key
 * @param watch false when nobody has to take the entries
 * @param maxAge how old an entry may become; alerts compare with it
 * @param listAge empty when the elements of a list have no time
 * @param score what the scores of a sorted set mean
 * @param consumers whether to read the single consumers of a stream
 */
public record QueueRules(
    KeyDatabase database,
    QueueType type,
    Optional<String> group,
    Optional<Purpose> purpose,
    boolean watch,
    Optional<Duration> maxAge,
    Optional<ListAge> listAge,
    ScoreUnit score,
    boolean consumers) {

  /** With defaults for all but database and type. */
  public static QueueRules of(int database, QueueType type) {
    return of(KeyDatabase.of(database), type);
  }

  static QueueRules of(KeyDatabase database, QueueType type) {
    return new QueueRules(
        database,
        type,
        Optional.empty(),
        Optional.empty(),
        true,
        Optional.empty(),
        Optional.empty(),
        ScoreUnit.NONE,
        false);
  }

  public QueueRules withGroup(Optional<String> only) {
    return new QueueRules(database, type, only, purpose, watch, maxAge, listAge, score, consumers);
  }

  public QueueRules withPurpose(Purpose other) {
    return new QueueRules(
        database, type, group, Optional.of(other), watch, maxAge, listAge, score, consumers);
  }

  /** Nobody has to take the entries. */
  public QueueRules unwatched() {
    return new QueueRules(database, type, group, purpose, false, maxAge, listAge, score, consumers);
  }

  public QueueRules withMaxAge(Optional<Duration> objective) {
    return new QueueRules(
        database, type, group, purpose, watch, objective, listAge, score, consumers);
  }

  public QueueRules withListAge(ListAge age) {
    return new QueueRules(
        database, type, group, purpose, watch, maxAge, Optional.of(age), score, consumers);
  }

  public QueueRules withScore(ScoreUnit unit) {
    return new QueueRules(database, type, group, purpose, watch, maxAge, listAge, unit, consumers);
  }

  /** Single consumers of a stream are read, too. */
  public QueueRules withConsumers() {
    return new QueueRules(database, type, group, purpose, watch, maxAge, listAge, score, true);
  }

  /** What a queue is for, so that alerts can distinguish work from entries that are only kept. */
  public enum Purpose {
    /** Workers take the entries. */
    WORK,
    /** Entries that failed permanently, for a person to inspect. */
    DEAD_LETTER,
    /** Entries that are kept for reading; no worker takes them. */
    LOG;

    /** As in the configuration and in the {@code purpose} label. */
    public String label() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * Where the elements of a list have their time.
   *
   * @param oldest the end from which workers take elements
   * @param field the member of each element, a JSON object, with the time when it was added
   */
  public record ListAge(End oldest, String field) {

    /** An end of a list. */
    public enum End {
      HEAD,
      TAIL
    }
  }

  /** Whether the scores of a sorted set are times, and in which unit. */
  public enum ScoreUnit {
    /** They are not times, but priorities, positions, or when the entry expires. */
    NONE,
    /** Seconds since 1970, with or without a fraction. */
    SECONDS,
    /** Milliseconds since 1970. */
    MILLISECONDS,
    /** Milliseconds since 1970 times 4096, plus a counter, as BullMQ delays jobs. */
    BULLMQ
  }
}
