package io.github.redisclusterexporter.scrape;

import static io.github.redisclusterexporter.testing.FakeNodes.answer;
import static io.github.redisclusterexporter.testing.FakeNodes.id;
import static io.github.redisclusterexporter.testing.FakeNodes.line;
import static io.github.redisclusterexporter.testing.FakeNodes.myself;
import static io.github.redisclusterexporter.testing.FakeNodes.nothing;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.cluster.ClusterHistory;
import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Membership;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.testing.FakeNodes;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NodeAddressBookTest {

  private static ProbeTarget seed(String address) {
    return new ProbeTarget(HostPort.parse(address), Optional.empty());
  }

  private static ProbeTarget node(String name, String address) {
    return new ProbeTarget(HostPort.parse(address), Optional.of(id(name)));
  }

  private static List<String> candidates(NodeAddressBook addressBook) {
    return addressBook.candidates().stream()
        .map(
            candidate -> candidate.addresses().stream().map(HostPort::toString).toList().toString())
        .toList();
  }

  private static List<String> names(ClusterSnapshot snapshot) {
    return snapshot.nodes().stream().map(Node::name).toList();
  }

  private static NodeAddressBook addressBook(String... seeds) {
    return new NodeAddressBook(
        FakeNodes.config(seeds),
        new ClusterHistory(Clock.systemUTC(), false, false),
        Clock.systemUTC());
  }

  @Test
  void aSeedIsAFallbackOnceItsNodeIsKnown() {
    NodeAddressBook addressBook = addressBook("lb:1", "other:1");
    addressBook.update(
        new Membership(
            List.of(answer(seed("lb:1"), myself("a", "a:1")), nothing(seed("other:1")))));

    assertThat(candidates(addressBook)).containsExactly("[a:1, lb:1]", "[other:1]");
    assertThat(addressBook.firstAddresses())
        .containsExactlyInAnyOrder(HostPort.parse("a:1"), HostPort.parse("other:1"));
  }

  @Test
  void aSeedIsTheSameNodeAsTheAddressItResolvesTo() {
    NodeAddressBook addressBook = addressBook("a:1", "localhost:2");
    addressBook.setResolved(HostPort.parse("localhost:2"), List.of(HostPort.parse("127.0.0.1:2")));

    ClusterSnapshot snapshot =
        addressBook.update(
            new Membership(
                List.of(
                    answer(seed("a:1"), myself("a", "a:1"), line("b", "127.0.0.1:2")),
                    nothing(seed("localhost:2")))));

    assertThat(names(snapshot)).containsExactly("127.0.0.1:2", "a:1");
  }

  @Test
  void theAddressThatWorkedIsTriedFirstWhenThePreferredOneFailed() {
    String nowhere = "10.0.0.2:1,nowhere.internal";
    NodeAddressBook addressBook = addressBook("a:1");
    addressBook.update(
        new Membership(
            List.of(
                answer(seed("a:1"), myself("a", "a:1"), line("b", nowhere)),
                nothing(node("b", "nowhere.internal:1")),
                answer(node("b", "10.0.0.2:1"), myself("b", nowhere), line("a", "a:1")))));

    assertThat(candidates(addressBook)).contains("[10.0.0.2:1, nowhere.internal:1]");
    assertThat(addressBook.firstAddresses()).contains(HostPort.parse("10.0.0.2:1"));
    assertThat(addressBook.allAddresses()).contains(HostPort.parse("nowhere.internal:1"));

    addressBook.update(
        new Membership(
            List.of(
                answer(node("a", "a:1"), myself("a", "a:1"), line("b", nowhere)),
                nothing(node("b", "10.0.0.2:1")),
                answer(node("b", "nowhere.internal:1"), myself("b", nowhere), line("a", "a:1")))));

    assertThat(candidates(addressBook)).contains("[nowhere.internal:1, 10.0.0.2:1]");
  }

  @Test
  void theSeedOfANodeBehindNatIsTriedFirst() {
    NodeAddressBook addressBook = addressBook("public:1");
    addressBook.update(
        new Membership(List.of(answer(seed("public:1"), myself("a", "10.0.0.1:1")))));
    addressBook.update(
        new Membership(
            List.of(
                nothing(node("a", "10.0.0.1:1")),
                answer(node("a", "public:1"), myself("a", "10.0.0.1:1")))));

    assertThat(candidates(addressBook)).containsExactly("[public:1, 10.0.0.1:1]");
  }

  @Test
  void aNodeThatTheClusterForgotIsForgotten() {
    NodeAddressBook addressBook = addressBook("a:1");
    String a = myself("a", "a:1");
    addressBook.update(
        new Membership(
            List.of(
                answer(seed("a:1"), a, line("b", "b:1"), line("c", "c:1")),
                answer(node("b", "b:1"), myself("b", "b:1"), line("a", "a:1"), line("c", "c:1")),
                answer(node("c", "c:1"), myself("c", "c:1"), line("a", "a:1"), line("b", "b:1")))));

    ClusterSnapshot snapshot =
        addressBook.update(
            new Membership(
                addressBook
                    .attribute(
                        List.of(
                            answer(node("a", "a:1"), a, line("b", "b:1")),
                            answer(node("b", "b:1"), myself("b", "b:1"), line("a", "a:1")),
                            answer(
                                node("c", "c:1"),
                                myself("c", "c:1"),
                                line("a", "a:1"),
                                line("b", "b:1"))))
                    .results()));

    assertThat(names(snapshot)).containsExactly("a:1", "b:1");
    assertThat(addressBook.allAddresses())
        .containsExactlyInAnyOrder(HostPort.parse("a:1"), HostPort.parse("b:1"));
  }

  @Test
  void aNewClusterAtTheSameAddressesReplacesTheOldOne() {
    NodeAddressBook addressBook = addressBook("a:1");
    addressBook.update(
        new Membership(
            List.of(
                answer(seed("a:1"), myself("a", "a:1"), line("b", "b:1")),
                answer(node("b", "b:1"), myself("b", "b:1"), line("a", "a:1")))));

    ClusterSnapshot snapshot =
        addressBook.update(
            new Membership(
                List.of(
                    answer(node("a", "a:1"), myself("x", "a:1"), line("y", "b:1")),
                    answer(node("b", "b:1"), myself("y", "b:1"), line("x", "a:1")))));

    assertThat(snapshot.nodes())
        .extracting(Node::id)
        .containsExactly(Optional.of(id("x")), Optional.of(id("y")));
  }

  @Test
  void nodesAreRememberedWhenAllAreDown() {
    NodeAddressBook addressBook = addressBook("a:1");
    addressBook.update(
        new Membership(
            List.of(
                answer(seed("a:1"), myself("a", "a:1"), line("b", "b:1")),
                answer(node("b", "b:1"), myself("b", "b:1"), line("a", "a:1")))));

    ClusterSnapshot snapshot =
        addressBook.update(
            new Membership(List.of(nothing(node("a", "a:1")), nothing(node("b", "b:1")))));

    assertThat(names(snapshot)).containsExactly("a:1", "b:1");
    assertThat(candidates(addressBook)).containsExactly("[a:1]", "[b:1]");
  }
}
