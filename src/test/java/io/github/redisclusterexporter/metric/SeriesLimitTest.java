package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SeriesLimitTest {

  @Test
  void whoWasAdmittedStays() {
    SeriesLimit budget = new SeriesLimit(2);
    budget.admit(Map.of("get", 1.0));
    budget.admit(Map.of("get", 1.0, "set", 5.0, "del", 2.0));
    budget.admit(Map.of("del", 1e9));

    assertThat(budget.hasPlace("get")).isTrue();
    assertThat(budget.hasPlace("set")).isTrue();
    assertThat(budget.hasPlace("del")).isFalse();
  }

  @Test
  void withoutRoomAllAreOthers() {
    SeriesLimit budget = new SeriesLimit(0);
    budget.admit(Map.of("get", 1e9));

    assertThat(budget.hasPlace("get")).isFalse();
  }

  @Test
  void aReservedNameHasAPlaceInAnyCase() {
    SeriesLimit budget = new SeriesLimit(0, Set.of("OOM"));

    assertThat(budget.hasPlace("OOM")).isTrue();
  }

  @Test
  void theLastThirdIsForTheBusy() {
    SeriesLimit budget = new SeriesLimit(30);
    Stream<String> rare = IntStream.range(0, 100).mapToObj(i -> "rare" + i);
    Map<String, Double> uses = rare.collect(Collectors.toMap(name -> name, name -> 1.0));
    budget.admit(uses);
    budget.admit(Map.of("busy", 1000.0));

    assertThat(uses.keySet().stream().filter(budget::hasPlace)).hasSize(23);
    assertThat(budget.hasPlace("busy")).isTrue();
  }

  @Test
  void theLastPlaceIsForAQuarterOfAllUses() {
    SeriesLimit budget = new SeriesLimit(3);
    budget.admit(Map.of("a", 1e9, "b", 1e9));
    budget.admit(Map.of("a", 1e9, "b", 1e9, "c", 5e8));
    assertThat(budget.hasPlace("c")).isFalse();
    budget.admit(Map.of("a", 1e9, "b", 1e9, "c", 7e8));
    assertThat(budget.hasPlace("c")).isTrue();
  }
}
