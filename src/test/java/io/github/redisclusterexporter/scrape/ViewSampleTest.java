package io.github.redisclusterexporter.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.Topology;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ViewSampleTest {

  private static Set<String> read(int nodes, long turn) {
    return read(nodes, new ViewSample(turn));
  }

  private static Set<String> read(int nodes, ViewSample sample) {
    Set<String> read = new HashSet<>();
    IntStream.range(0, nodes)
        .mapToObj(Topology::idOf)
        .filter(id -> sample.includes(Optional.of(id), nodes))
        .forEach(read::add);
    return read;
  }

  @Test
  void upTo200NodesAllViewsAreRead() {
    assertThat(read(200, 7)).hasSize(200);
  }

  @Test
  void beyondThatAboutFiftyAre() {
    assertThat(read(1000, 7)).hasSizeBetween(30, 100);
  }

  @Test
  void allViewsAreReadInTurn() {
    for (int nodes : new int[] {201, 500, 1000}) {
      Set<String> read = new HashSet<>();
      for (int turn = 0; turn < nodes / 50; turn++) {
        read.addAll(read(nodes, 1000 + turn));
      }
      assertThat(read).hasSize(nodes);
    }
  }

  @Test
  void whoIsNotKnownYetIsReadInFull() {
    assertThat(new ViewSample(7).includes(Optional.empty(), 1000)).isTrue();
  }

  @Test
  void aLookBetweenScrapesTakesNoTurn() {
    ViewTurns turns = new ViewTurns();
    Set<String> read = new HashSet<>();
    for (int scrape = 0; scrape < 20; scrape++) {
      Set<String> seen = read(1000, turns.next());
      assertThat(read(1000, turns.last())).isEqualTo(seen);
      read.addAll(seen);
    }

    assertThat(read).hasSize(1000);
  }
}
