package io.github.redisclusterexporter.queue;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
}
