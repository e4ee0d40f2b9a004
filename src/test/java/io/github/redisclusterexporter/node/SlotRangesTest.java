package io.github.redisclusterexporter.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.BitSet;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SlotRangesTest {
  private static final SlotRanges SLOTS = SlotRanges.parse(List.of("0", "7-9", "16383"));

  @Test
  void aRangeHasBothItsEnds() {
    assertThat(SLOTS.size()).isEqualTo(5);
    assertThat(SLOTS.lowest()).hasValue(0);
    assertThat(SLOTS.isEmpty()).isFalse();
  }

  @ParameterizedTest
  @CsvSource({
    "0, true",
    "1, false",
    "6, false",
    "7, true",
    "8, true",
    "9, true",
    "10, false",
    "16383, true"
  })
  void contains(int slot, boolean contained) {
    assertThat(SLOTS.contains(slot)).isEqualTo(contained);
  }

  @Test
  void slotsAreAddedToThoseThatAreThere() {
    BitSet slots = new BitSet();
    slots.set(1);
    SLOTS.addTo(slots);

    assertThat(slots.stream()).containsExactly(0, 1, 7, 8, 9, 16383);
  }

  @Test
  void none() {
    SlotRanges none = SlotRanges.parse(List.of());

    assertThat(none.isEmpty()).isTrue();
    assertThat(none.lowest()).isEmpty();
    assertThat(none.contains(0)).isFalse();
    assertThat(none.size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-", "-1", "5-", "9-7", "16384", "0-16384", "a", "1-b"})
  void whatIsNoRange(String word) {
    assertThatThrownBy(() -> SlotRanges.parse(List.of(word)))
        .isInstanceOf(MalformedReplyException.class);
  }
}
