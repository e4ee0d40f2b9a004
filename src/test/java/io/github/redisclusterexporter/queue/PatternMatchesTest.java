package io.github.redisclusterexporter.queue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PatternMatchesTest {
  private static final Duration HOUR = Duration.ofHours(1);
  private static final Instant START = Instant.EPOCH;

  private final PatternMatches none =
      PatternMatches.none(
          new QueuesConfig.Pattern("jobs", "jobs:*", 2, QueueRules.of(0, QueueType.LIST)));

  /** After a complete scan, so many minutes after the start. */
  private static PatternMatches after(PatternMatches before, int minutes, String... keys) {
    return before.after(search(minutes, true, keys), Set.of(), HOUR);
  }

  private static PatternMatches.Scan search(int minutes, boolean complete, String... keys) {
    return new PatternMatches.Scan(
        List.of(keys), complete, START.plus(Duration.ofMinutes(minutes)));
  }

  @Test
  void aKeyThatIsFoundTwiceCountsOnce() {
    PatternMatches found = after(none, 0, "jobs:b", "jobs:a", "jobs:b");
    assertThat(found.definitions())
        .containsExactly(
            new QueueDefinition("jobs:a", "jobs:a", QueueRules.of(0, QueueType.LIST)),
            new QueueDefinition("jobs:b", "jobs:b", QueueRules.of(0, QueueType.LIST)));
    assertThat(found.over()).hasValue(0);
    assertThat(found.complete()).isTrue();
  }

  @Test
  void aKeyKeepsItsSeriesWhileItIsFound() {
    PatternMatches full = after(none, 0, "jobs:x", "jobs:y");
    PatternMatches fuller = after(full, 5, "jobs:a", "jobs:b", "jobs:x", "jobs:y");
    assertThat(fuller.kept()).containsOnlyKeys("jobs:x", "jobs:y");
    assertThat(fuller.over()).hasValue(2);
  }

  @Test
  void aKeyThatIsGoneStaysUntilForgetAfter() {
    PatternMatches drained = after(after(none, 0, "jobs:x", "jobs:y"), 59, "jobs:y", "jobs:a");
    assertThat(drained.kept()).containsOnlyKeys("jobs:x", "jobs:y");
    assertThat(drained.over()).hasValue(1);

    PatternMatches forgotten = after(drained, 60, "jobs:y", "jobs:a");
    assertThat(forgotten.kept()).containsOnlyKeys("jobs:y", "jobs:a");
    assertThat(forgotten.over()).hasValue(0);
  }

  @Test
  void aKeyThatComesBackIsNotForgotten() {
    PatternMatches back = after(after(after(none, 0, "jobs:x"), 40), 50, "jobs:x");
    assertThat(after(back, 109).kept()).containsOnlyKeys("jobs:x");
    assertThat(after(back, 110).kept()).isEmpty();
  }

  @Test
  void aClockSetBackDoesNotKeepKeysLonger() {
    PatternMatches back = after(after(none, 100_000, "jobs:x"), 0);
    assertThat(back.kept()).containsOnlyKeys("jobs:x");
    assertThat(after(back, 59).kept()).containsOnlyKeys("jobs:x");
    assertThat(after(back, 60).kept()).isEmpty();
  }

  @Test
  void anIncompleteScanIsMarkedAsIncomplete() {
    PatternMatches half = none.after(search(0, false, "jobs:a"), Set.of(), HOUR);
    assertThat(half.complete()).isFalse();
    assertThat(half.kept()).containsOnlyKeys("jobs:a");
  }

  @Test
  void aKeyThatIsAQueueAlreadyIsIgnored() {
    PatternMatches found =
        none.after(search(0, true, "jobs:a", "jobs:b", "jobs:c"), Set.of("jobs:a"), HOUR);
    assertThat(found.kept()).containsOnlyKeys("jobs:b", "jobs:c");
    assertThat(found.over()).hasValue(0);
  }

  @Test
  void keysThatAreNotTextAreIgnored() {
    PatternMatches found = after(none, 0, "jobs:\n", "jobs:\uFFFD", "", "jobs:ä");
    assertThat(found.kept()).containsOnlyKeys("jobs:ä");
    assertThat(found.over()).hasValue(3);
  }
}
