package io.github.redisclusterexporter.key.read;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RecentKeysTest {

  private static long added(RecentKeys recent, int from, int to) {
    return IntStream.range(from, to).filter(i -> recent.add("session:" + i)).count();
  }

  @Test
  void aKeyCountsOnce() {
    RecentKeys recent = new RecentKeys(100_000);
    assertThat(added(recent, 0, 50_000)).isEqualTo(50_000);
    assertThat(added(recent, 25_000, 75_000)).isEqualTo(25_000);
    assertThat(recent.add("")).isTrue();
    assertThat(recent.add("")).isFalse();
  }

  @Test
  void onlyTheLastKeysAreRemembered() {
    RecentKeys recent = new RecentKeys(1000);
    assertThat(added(recent, 0, 10_000)).isEqualTo(10_000);
    assertThat(added(recent, 9_000, 10_000)).isZero();
    assertThat(added(recent, 0, 1000)).isEqualTo(1000);
  }
}
