package io.github.redisclusterexporter.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class OffsetHistoryTest {
  private final OffsetHistory history = new OffsetHistory();

  @Test
  void theAgeIsZeroAtTheNewestOffset() {
    history.add(0, 100);
    history.add(10, 200);

    assertThat(history.age(200, 10)).hasValue(0);
    assertThat(history.age(300, 10)).hasValue(0);
  }

  @Test
  void theAgeIsInterpolatedBetweenTwoObservations() {
    history.add(0, 100);
    history.add(10, 200);

    assertThat(history.age(150, 10).orElseThrow()).isCloseTo(5, within(1e-9));
    assertThat(history.age(100, 10).orElseThrow()).isCloseTo(10, within(1e-9));
  }

  @Test
  void theDataOfAnIdleStreamDoesNotAge() {
    history.add(0, 100);
    history.add(1000, 100);
    history.add(1010, 200);

    assertThat(history.age(100, 1010).orElseThrow()).isCloseTo(10, within(1e-9));
  }

  @Test
  void theAgeBeforeTheFirstOffsetIsTheLengthOfTheHistory() {
    history.add(5, 100);
    history.add(10, 200);

    assertThat(history.age(50, 10).orElseThrow()).isCloseTo(5, within(1e-9));
  }

  @Test
  void theAgeOfASmallerOffsetIsUnknownAfterOneObservation() {
    history.add(5, 100);

    assertThat(history.age(50, 5)).isEmpty();
    assertThat(history.age(100, 5)).hasValue(0);
  }

  @Test
  void anObservationOutOfOrderIsIgnored() {
    history.add(0, 100);
    history.add(10, 200);
    history.add(5, 150);

    assertThat(history.age(100, 10).orElseThrow()).isCloseTo(10, within(1e-9));
  }

  @Test
  void aSmallerOffsetClearsTheHistory() {
    history.add(0, 1000);
    history.add(10, 20);

    assertThat(history.age(20, 10)).hasValue(0);
    assertThat(history.age(10, 10)).isEmpty();
  }

  @Test
  void theHistoryIsBounded() {
    for (int i = 0; i < 10_000; i++) {
      history.add(i, i);
    }

    assertThat(history.age(0, 9_999).orElseThrow()).isCloseTo(599, within(1e-9));
  }
}
