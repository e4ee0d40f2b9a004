package io.github.redisclusterexporter.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.node.ClusterNodes;
import io.github.redisclusterexporter.testing.Topology;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

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
  void upTo200NodesAllRepliesAreParsed() {
    assertThat(read(200, 7)).hasSize(200);
  }

  @Test
  void ofMoreNodesAboutFiftyRepliesAreParsed() {
    assertThat(read(1000, 7)).hasSizeBetween(30, 100);
  }

  @Test
  void allRepliesAreParsedInRotation() {
    for (int nodes : new int[] {201, 500, 1000}) {
      Set<String> read = new HashSet<>();
      for (int turn = 0; turn < nodes / 50; turn++) {
        read.addAll(read(nodes, 1000 + turn));
      }
      assertThat(read).hasSize(nodes);
    }
  }

  /** Lines of CLUSTER NODES that are parsed in one scrape; nodes * nodes lines are received. */
  @ParameterizedTest
  @CsvSource({"6, 36", "60, 3600", "200, 40000", "500, 60000", "1000, 110000"})
  void theNumberOfParsedLinesGrowsWithTheNodes(int nodes, int most) {
    ViewSample sample = new ViewSample(1);
    String view = Topology.of(nodes, 0).seenBy(1);
    int read = 0;
    for (int node = 1; node <= nodes; node++) {
      Optional<String> id = Optional.of(Topology.idOf(node));
      read += ClusterNodes.parse(view, lines -> sample.includes(id, lines)).lines().size();
    }
    assertThat(read).isBetween(nodes, most);
  }

  @Test
  void theReplyOfAnUnknownNodeIsParsed() {
    assertThat(new ViewSample(7).includes(Optional.empty(), 1000)).isTrue();
  }

  @Test
  void aPassBetweenScrapesDoesNotAdvanceTheRotation() {
    ViewSample.Rotation rotation = new ViewSample.Rotation();
    Set<String> read = new HashSet<>();
    for (int scrape = 0; scrape < 20; scrape++) {
      Set<String> seen = read(1000, rotation.next());
      assertThat(read(1000, rotation.last())).isEqualTo(seen);
      read.addAll(seen);
    }

    assertThat(read).hasSize(1000);
  }
}
