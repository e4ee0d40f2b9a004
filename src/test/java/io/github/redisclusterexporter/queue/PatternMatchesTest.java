package io.github.redisclusterexporter.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.config.QueueRules;
import io.github.redisclusterexporter.config.QueueType;
import io.github.redisclusterexporter.config.QueuesConfig;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PatternMatchesTest {
  private final PatternMatches none =
      PatternMatches.none(
          new QueuesConfig.Pattern("jobs", "jobs:*", 2, QueueRules.of(0, QueueType.LIST)));

  @Test
  void aKeyThatIsFoundTwiceCountsOnce() {
    PatternMatches found = none.after(List.of("jobs:b", "jobs:a", "jobs:b"), Set.of());
    assertThat(found.definitions())
        .containsExactly(
            new QueueDefinition("jobs:a", "jobs:a", QueueRules.of(0, QueueType.LIST)),
            new QueueDefinition("jobs:b", "jobs:b", QueueRules.of(0, QueueType.LIST)));
    assertThat(found.over()).isZero();
  }

  @Test
  void aKeyKeepsItsSeriesWhileItIsThere() {
    PatternMatches full = none.after(List.of("jobs:x", "jobs:y"), Set.of());
    PatternMatches fuller = full.after(List.of("jobs:a", "jobs:b", "jobs:x", "jobs:y"), Set.of());
    assertThat(fuller.kept()).containsExactly("jobs:x", "jobs:y");
    assertThat(fuller.over()).isEqualTo(2);
    PatternMatches later = fuller.after(List.of("jobs:b", "jobs:a", "jobs:y"), Set.of());
    assertThat(later.kept()).containsExactly("jobs:y", "jobs:a");
    assertThat(later.over()).isEqualTo(1);
  }

  @Test
  void aKeyThatIsAQueueAlreadyIsNotTaken() {
    PatternMatches found = none.after(List.of("jobs:a", "jobs:b", "jobs:c"), Set.of("jobs:a"));
    assertThat(found.kept()).containsExactly("jobs:b", "jobs:c");
    assertThat(found.over()).isZero();
  }
}
