package io.github.redisclusterexporter.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.queue.QueueRules.Purpose;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class QueueDefinitionTest {

  // The numbers are those of CLUSTER KEYSLOT.
  @ParameterizedTest
  @CsvSource({
    "123456789, 12739",
    "foo, 12182",
    "tasks:high, 1594",
    "{user1000}.following, 3443",
    "{user1000}.followers, 3443",
    "user1000, 3443",
    "foo{}{bar}, 8363",
    "foo{{bar}}zap, 4015",
    "{bar, 4015",
    "foo{bar}{zap}, 5061",
    "bar, 5061",
    "'', 0",
  })
  void slotsOfKeysWithAndWithoutHashTags(String key, int slot) {
    QueueDefinition queue = new QueueDefinition("q", key, QueueRules.of(0, QueueType.AUTO));
    assertThat(queue.slot()).isEqualTo(slot);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dlq",
        "dead",
        "failed",
        "tasks:dlq",
        "tasks.DLQ",
        "tasks-dead-letter",
        "tasks_dead_letters",
        "tasks:deadletter",
        "tasks:dead-letter-queue",
        "tasks/dead_letter_stream",
        "{tasks}:dead",
        "tasks:{dlq}",
        "dlq:tasks",
        "dead-letter:tasks",
        "app:dead",
        "bull:emails:failed",
        "{bull}:emails:failed",
        "rq:failed:default",
        "resque:failed",
        "tasks/failed",
        "{failed}",
      })
  void deadLetterQueuesAreRecognisedByTheirKeys(String key) {
    QueueRules rules = QueueRules.of(0, QueueType.AUTO);
    assertThat(new QueueDefinition("q", key, rules).purpose()).isEqualTo(Purpose.DEAD_LETTER);
    assertThat(new QueueDefinition("q", key, rules.withPurpose(Purpose.WORK)).purpose())
        .isEqualTo(Purpose.WORK);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tasks",
        "tasks:high",
        "deadlines",
        "tasks:undead",
        "failed:retry",
        "tasks:failed:notify",
        "dead:tasks",
        "adlq",
        "payment_failed",
        "order.payment-failed",
        "events:invoice.failed",
        "tasks-dead",
        "rq:queue:default",
        "tasks:dlq2",
        "",
      })
  void otherKeysAreWork(String key) {
    assertThat(new QueueDefinition("dlq", key, QueueRules.of(0, QueueType.AUTO)).purpose())
        .isEqualTo(Purpose.WORK);
  }
}
