package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.key.KeySlot;
import io.github.redisclusterexporter.queue.QueueRules.Purpose;
import java.util.regex.Pattern;

/**
 * One queue: one key, and how to read it.
 *
 * @param name the {@code queue} label
 */
public record QueueDefinition(String name, String key, QueueRules rules) {
  /**
   * Keys that people and libraries give to queues of failed entries: the last part of the key is
   * such a word, or its first part is one that has no other meaning. RQ has the queue behind it.
   * The words "failed" and "dead" follow a colon or a slash: after other characters, they may
   * belong to the word before, as in {@code payment-failed}.
   */
  private static final Pattern DEAD_LETTERS =
      Pattern.compile(
          "(?:.*[^a-z0-9])?(?:dlq|dead[-_.:]?letters?(?:[-_.:]?(?:queue|stream))?)}?"
              + "|(?:.*[:/])?\\{?(?:dead|failed)}?"
              + "|\\{?(?:dlq|dead[-_.:]?letters?)[^a-z0-9].*"
              + "|rq:failed:.+",
          Pattern.CASE_INSENSITIVE);

  /** The configured purpose, or else the one that the key suggests. */
  public Purpose purpose() {
    return rules.purpose().orElse(isDeadLetterByKey() ? Purpose.DEAD_LETTER : Purpose.WORK);
  }

  /** Whether no purpose is configured, and the key is that of a dead-letter queue. */
  public boolean isDeadLetterByKey() {
    return rules.purpose().isEmpty() && DEAD_LETTERS.matcher(key).matches();
  }

  /** The hash slot of the key. */
  public int slot() {
    return KeySlot.of(key);
  }
}
