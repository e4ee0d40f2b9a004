package io.github.redisclusterexporter.scrape;

import static io.github.redisclusterexporter.testing.FakeNodes.answer;
import static io.github.redisclusterexporter.testing.FakeNodes.id;
import static io.github.redisclusterexporter.testing.FakeNodes.line;
import static io.github.redisclusterexporter.testing.FakeNodes.myself;
import static io.github.redisclusterexporter.testing.FakeNodes.nothing;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.cluster.Attribution;
import io.github.redisclusterexporter.cluster.ClusterHistory;
import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Membership;
import io.github.redisclusterexporter.cluster.ProbeResult;
import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.testing.FakeNodes;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class UnansweredNodesTest {
  private static final ProbeTarget A = new ProbeTarget(HostPort.parse("a:1"), Optional.empty());
  private static final ProbeTarget SEED = new ProbeTarget(HostPort.parse("s:1"), Optional.empty());

  private static ProbeTarget node(String name) {
    return new ProbeTarget(HostPort.parse(name + ":1"), Optional.of(id(name)));
  }

  private static Map<String, Fault> faults(ProbeResult... replies) {
    NodeAddressBook addressBook =
        new NodeAddressBook(
            FakeNodes.config("a:1", "s:1"),
            new ClusterHistory(Clock.systemUTC(), false, false),
            Clock.systemUTC());
    Attribution attribution = addressBook.attribute(List.of(replies));
    ClusterSnapshot snapshot = addressBook.update(new Membership(attribution.results()));
    return new UnansweredNodes(addressBook, attribution, snapshot)
        .failures().entrySet().stream()
            .collect(Collectors.toMap(Map.Entry::getKey, entry -> entry.getValue().fault()));
  }

  private static ProbeResult tried(ProbeTarget target) {
    return new ProbeResult(target.address(), target.expectedId(), Optional.empty(), 0, 1);
  }

  private static ProbeResult first(String... others) {
    return answer(
        A,
        Arrays.stream((myself("a", "a:1") + "\n" + String.join("\n", others)).split("\n", -1))
            .filter(text -> !text.isEmpty())
            .toArray(String[]::new));
  }

  @Test
  void nodesAndSeedsThatWereNotAskedInTime() {
    assertThat(faults(first(line("b", "b:1")), nothing(node("b")), nothing(SEED)))
        .isEqualTo(Map.of(id("b"), Fault.CONNECT_NO_TIME, "s:1", Fault.CONNECT_NO_TIME));
  }

  @Test
  void aNodeThatWasAskedHasAReasonOfItsAddress() {
    assertThat(faults(first(line("b", "b:1")), tried(node("b")), tried(SEED))).isEmpty();
  }

  @Test
  void aNodeWithoutAnAddress() {
    assertThat(faults(first(line("b", ":0"), line("c", "c:0")), tried(SEED)))
        .isEqualTo(Map.of(id("b"), Fault.CONNECT_NO_ADDRESS, id("c"), Fault.CONNECT_NO_ADDRESS));
  }

  @Test
  void aNodeWithTheAddressOfAnotherNode() {
    assertThat(
            faults(
                first(line("b", "b:1"), line("old", "b:1")),
                answer(node("b"), myself("b", "b:1"), line("a", "a:1"), line("old", "b:1")),
                tried(SEED)))
        .isEqualTo(Map.of(id("old"), Fault.READ_OTHER_NODE));
  }
}
