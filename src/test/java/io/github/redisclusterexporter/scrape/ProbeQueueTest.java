package io.github.redisclusterexporter.scrape;

import static io.github.redisclusterexporter.testing.FakeNodes.answer;
import static io.github.redisclusterexporter.testing.FakeNodes.id;
import static io.github.redisclusterexporter.testing.FakeNodes.myself;
import static io.github.redisclusterexporter.testing.FakeNodes.nothing;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.net.HostPort;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ProbeQueueTest {
  private final ProbeQueue scheduler = new ProbeQueue();

  private static NodeAddressBook.Candidate primary(String name, String... addresses) {
    return new NodeAddressBook.Candidate(
        Optional.of(id(name)), addresses(addresses), Optional.empty());
  }

  private static NodeAddressBook.Candidate replica(
      String name, String primary, String... addresses) {
    return new NodeAddressBook.Candidate(
        Optional.of(id(name)), addresses(addresses), Optional.of(id(primary)));
  }

  private static List<HostPort> addresses(String... addresses) {
    return Arrays.stream(addresses).map(HostPort::parse).toList();
  }

  private static ProbeTarget target(String name, String address) {
    return new ProbeTarget(HostPort.parse(address), Optional.of(id(name)));
  }

  private List<String> next() {
    List<String> addresses = new ArrayList<>();
    for (ProbeTarget target = scheduler.next(); target != null; target = scheduler.next()) {
      addresses.add(target.address().toString());
    }
    return addresses;
  }

  @Test
  void aReplicaWaitsForItsPrimary() {
    scheduler.add(List.of(replica("r", "p", "r:1"), primary("p", "p:1")));

    assertThat(next()).containsExactly("p:1");
    assertThat(scheduler.hasDeferredReplicas()).isTrue();
    scheduler.complete(answer(target("p", "p:1"), myself("p", "p:1")), List.of());
    assertThat(next()).containsExactly("r:1");
    scheduler.complete(answer(target("r", "r:1"), myself("r", "r:1")), List.of());
    assertThat(scheduler.isIdle()).isTrue();
  }

  @Test
  void aReplicaIsProbedWhenItsPrimaryFailedAtAllAddresses() {
    scheduler.add(List.of(primary("p", "p:1", "p:2"), replica("r", "p", "r:1")));

    assertThat(next()).containsExactly("p:1");
    scheduler.complete(nothing(target("p", "p:1")), List.of());
    assertThat(next()).containsExactly("p:2");
    scheduler.complete(nothing(target("p", "p:2")), List.of());
    assertThat(next()).containsExactly("r:1");
  }

  @Test
  void aNodeThatFailedIsProbedAtAnAddressThatIsListedLater() {
    scheduler.add(List.of(primary("p", "old:1"), primary("q", "q:1")));
    assertThat(next()).containsExactly("old:1", "q:1");

    scheduler.complete(nothing(target("p", "old:1")), List.of());
    assertThat(next()).isEmpty();
    scheduler.complete(
        answer(target("q", "q:1"), myself("q", "q:1")), List.of(primary("p", "new:1")));

    assertThat(next()).containsExactly("new:1");
  }

  @Test
  void aReplicaIsProbedWhenItsPrimaryTakesTooLong() {
    scheduler.add(List.of(primary("p", "p:1"), replica("r", "p", "r:1")));
    assertThat(next()).containsExactly("p:1");

    scheduler.releaseReplicas();

    assertThat(next()).containsExactly("r:1");
  }

  @Test
  void aReplicaOfAnUnknownPrimaryIsProbedAtOnce() {
    scheduler.add(List.of(replica("r", "gone", "r:1")));

    assertThat(next()).containsExactly("r:1");
  }

  @Test
  void aDeferredReplicaIsUnfinishedAtTheEnd() {
    scheduler.add(List.of(primary("p", "p:1"), replica("r", "p", "r:1")));
    next();

    assertThat(scheduler.unfinished())
        .containsExactlyInAnyOrder(target("p", "p:1"), target("r", "r:1"));
  }

  @Test
  void aNodeThatRepliedAtAnotherAddressIsNotUnfinished() {
    scheduler.add(List.of(primary("p", "p:1")));
    scheduler.add(List.of(NodeAddressBook.Candidate.seed(HostPort.parse("lb:1"))));
    next();
    scheduler.complete(
        answer(new ProbeTarget(HostPort.parse("lb:1"), Optional.empty()), myself("p", "p:1")),
        List.of());

    assertThat(scheduler.needsResults()).isFalse();
    assertThat(scheduler.unfinished()).isEmpty();
  }

  private static NodeAddressBook.Candidate seed(String address, Optional<String> primary) {
    return new NodeAddressBook.Candidate(Optional.empty(), addresses(address), primary);
  }

  private static ProbeTarget seedTarget(String address) {
    return new ProbeTarget(HostPort.parse(address), Optional.empty());
  }

  @Test
  void aReplicaWithoutClusterSupportWaitsForTheOtherSeeds() {
    scheduler.add(List.of(seed("r:1", Optional.of("p:1")), seed("p:1", Optional.empty())));

    assertThat(next()).containsExactly("p:1");
    assertThat(scheduler.hasDeferredReplicas()).isTrue();
    assertThat(scheduler.isIdle()).isFalse();
    scheduler.complete(nothing(seedTarget("p:1")), List.of());
    assertThat(next()).containsExactly("r:1");
    assertThat(scheduler.needsResults()).isTrue();
    scheduler.complete(nothing(seedTarget("r:1")), List.of());
    assertThat(scheduler.isIdle()).isTrue();
  }

  @Test
  void replicasWithoutClusterSupportDoNotWaitForASlowPrimary() {
    scheduler.add(List.of(seed("r:1", Optional.of("p:1")), seed("p:1", Optional.empty())));

    assertThat(next()).containsExactly("p:1");
    scheduler.releaseReplicas();
    assertThat(next()).containsExactly("r:1");
    assertThat(scheduler.unfinished())
        .extracting(target -> target.address().toString())
        .containsExactlyInAnyOrder("p:1", "r:1");
  }

  @Test
  void replicasWithoutAPrimaryAmongTheSeedsDoNotWait() {
    scheduler.add(List.of(seed("r:1", Optional.of("gone:1")), seed("s:1", Optional.of("gone:1"))));

    assertThat(next()).containsExactly("r:1", "s:1");
  }
}
