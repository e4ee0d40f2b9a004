package io.github.redisclusterexporter.queue;

import io.github.redisclusterexporter.queue.QueueRules.Purpose;
import java.nio.charset.StandardCharsets;
import java.util.regex.Pattern;

/**
 * One queue: one key, and how to read it.
 *
 * @param name the {@code queue} label
 */
public record QueueDefinition(String name, String key, QueueRules rules) {
  private static final int SLOTS = 16_384;
  private static final int POLYNOMIAL = 0x1021;

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

  /** The hash slot of the key, 0 to 16383: CRC16/XMODEM of the key, or of its hash tag. */
  public int slot() {
    int crc = 0;
    for (byte b : hashed(key).getBytes(StandardCharsets.UTF_8)) {
      crc ^= (b & 0xff) << 8;
      for (int bit = 0; bit < 8; bit++) {
        crc = ((crc << 1) ^ ((crc & 0x8000) != 0 ? POLYNOMIAL : 0)) & 0xffff;
      }
    }
    return crc % SLOTS;
  }

  /** The hash tag: between the first opening and the next closing brace, unless it is empty. */
  private static String hashed(String key) {
    int open = key.indexOf('{');
    int close = open < 0 ? -1 : key.indexOf('}', open + 1);
    return close <= open + 1 ? key : key.substring(open + 1, close);
  }
}
