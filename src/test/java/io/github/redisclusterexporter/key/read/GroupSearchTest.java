package io.github.redisclusterexporter.key.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.key.KeyDatabase;
import io.github.redisclusterexporter.key.KeyGroup;
import io.github.redisclusterexporter.key.KeyGroupFacts;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.function.ToLongFunction;
import java.util.stream.IntStream;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;

class GroupSearchTest {
  private static final Instant NOW = Instant.parse("2026-11-28T05:00:00Z");

  private final List<GroupSearch.Outcome> outcomes = new ArrayList<>();
  private final GroupSearch search =
      new GroupSearch(
          new KeyGroup("g", "g:*", Optional.of("hash"), KeyDatabase.of(2)),
          Clock.fixed(NOW, ZoneOffset.UTC),
          new SplittableRandom(7),
          outcomes::add);

  private static List<String> keys(int from, int to) {
    return IntStream.range(from, to).mapToObj(i -> "g:" + i).toList();
  }

  /** Answers for all keys of the sample; returns them. */
  private Set<String> measure(ToLongFunction<String> bytes) {
    Set<String> asked = new HashSet<>();
    for (List<String> sample = search.sample(); !sample.isEmpty(); sample = search.sample()) {
      assertThat(sample).hasSizeLessThanOrEqualTo(GroupSearch.SAMPLE_BATCH);
      asked.addAll(sample);
      search.measured(
          List.copyOf(sample).stream()
              .map(key -> OptionalLong.of(bytes.applyAsLong(key)))
              .toList());
    }
    search.nodeEnded();
    return asked;
  }

  private KeyGroupFacts.Pass pass() {
    search.end(true);
    assertThat(outcomes).hasSize(1);
    assertThat(outcomes.get(0).isComplete()).isTrue();
    return outcomes.remove(0).pass();
  }

  @Test
  void searchesForThePatternInItsDatabase() {
    assertThat(search.target())
        .isEqualTo(new KeySearch.Target("g", "g:*", Optional.of("hash"), KeyDatabase.of(2)));
  }

  @Test
  void aSmallGroupIsMeasuredWhole() {
    search.begin();
    assertThat(search.found(keys(0, 3))).isTrue();
    assertThat(search.found(keys(2, 5))).isTrue();
    assertThat(measure(key -> 100)).containsExactlyInAnyOrderElementsOf(keys(0, 5));
    search.found(keys(0, 2));
    assertThat(measure(key -> 10)).hasSize(2);
    assertThat(pass()).isEqualTo(new KeyGroupFacts.Pass(7, OptionalDouble.of(520), NOW));
  }

  @Test
  void anEmptyGroupNeedsNoMemory() {
    search.begin();
    measure(key -> 0);
    assertThat(pass()).isEqualTo(new KeyGroupFacts.Pass(0, OptionalDouble.of(0), NOW));
  }

  @Test
  void aLargeGroupIsSampledEvenly() {
    search.begin();
    for (int i = 0; i < 50_000; i += 1000) {
      search.found(keys(i, i + 1000));
    }
    Set<String> asked = measure(key -> Long.parseLong(key.substring(2)));
    assertThat(asked).hasSize(GroupSearch.SAMPLE);
    KeyGroupFacts.Pass pass = pass();
    assertThat(pass.keys()).isEqualTo(50_000);
    assertThat(pass.memoryBytes().orElse(0))
        .isCloseTo(50_000 * 24_999.5, Percentage.withPercentage(5));
  }

  @Test
  void keysThatAreGoneDoNotLowerTheMean() {
    search.begin();
    search.found(keys(0, 2));
    search.measured(List.of(OptionalLong.of(50), OptionalLong.empty()));
    assertThat(search.sample()).isEmpty();
    search.nodeEnded();
    assertThat(pass()).isEqualTo(new KeyGroupFacts.Pass(2, OptionalDouble.of(100), NOW));
  }

  @Test
  void aRefusalLeavesTheNumberOfKeys() {
    search.begin();
    search.found(keys(0, 2));
    search.nodeEnded();
    search.found(keys(0, 2));
    measure(key -> 100);
    assertThat(pass()).isEqualTo(new KeyGroupFacts.Pass(4, OptionalDouble.empty(), NOW));
    search.begin();
    search.found(keys(0, 2));
    measure(key -> 100);
    assertThat(pass()).isEqualTo(new KeyGroupFacts.Pass(2, OptionalDouble.of(200), NOW));
  }

  @Test
  void keysThatAreNoTextAreCountedAndNotAskedFor() {
    search.begin();
    search.found(List.of("g:\uFFFD", "g:\uFFFD", "g:1"));
    assertThat(measure(key -> 10)).containsExactly("g:1");
    assertThat(pass()).isEqualTo(new KeyGroupFacts.Pass(3, OptionalDouble.of(30), NOW));
  }

  @Test
  void anIncompletePassIsSaidToBe() {
    search.begin();
    search.end(false);
    assertThat(outcomes).extracting(GroupSearch.Outcome::isComplete).containsExactly(false);
  }
}
