package io.github.redisclusterexporter.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.node.ClusterNodes.Line;
import io.github.redisclusterexporter.testing.CapturedReplies;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClusterNodesTest {
  private static final String ID = "8e89a9d7b9d682de32c4c8e45e1052c3e4eada1c";
  private static final String OTHER_ID = "b".repeat(40);
  private static final String PRIMARY = "4199ae4c0d6325abb9644c3000c4e60c133a3ad6";

  @ParameterizedTest
  @CsvSource({
    "redis-6.2.11, 8e89a9d7b9d682de32c4c8e45e1052c3e4eada1c",
    "redis-7.0.15, ea693f2aaf03c0a2b217a1538a45707b75f18e1d",
    "redis-7.4.1, 68f77ce913ff299cc2f8119f937726d6fe7f3d2e",
    "valkey-8.0.1, afd20e3b27bffc108952d137412b553dec436940"
  })
  void primaryOfEachVersion(String version, String id) {
    ClusterNodes view = captured(version, "primary");

    assertThat(view.lines()).hasSize(6);
    assertThat(view.lines()).filteredOn(Line::isReplica).hasSize(3);
    assertThat(view.myself())
        .contains(
            new Line(
                id,
                "127.0.0.1",
                14281,
                Optional.empty(),
                Set.of("myself", "master"),
                Optional.empty(),
                1,
                SlotRanges.parse(List.of("0-5460")),
                Map.of(),
                0));
    assertThat(view.lines().stream().mapToInt(line -> line.slots().size()).sum()).isEqualTo(16384);
  }

  @Test
  void whoHasNoIdIsNoNode() {
    ClusterNodes view =
        ClusterNodes.parse(
            " 10.0.0.1:6379@6379 master - 0 0 0 connected 0-16383\n"
                + ID
                + " 10.0.0.2:6379@6379 myself,slave  0 0 0 connected\n",
            lines -> true);

    assertThat(view.lines()).extracting(Line::id).containsExactly(ID);
    assertThat(view.lines().get(0).primaryId()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "redis-6.2.11, 14286, 8e89a9d7b9d682de32c4c8e45e1052c3e4eada1c",
    "redis-7.0.15, 14284, ea693f2aaf03c0a2b217a1538a45707b75f18e1d",
    "redis-7.4.1, 14286, 68f77ce913ff299cc2f8119f937726d6fe7f3d2e",
    "valkey-8.0.1, 14285, afd20e3b27bffc108952d137412b553dec436940"
  })
  void replicaOfEachVersion(String version, int port, String primary) {
    Line myself = captured(version, "replica").myself().orElseThrow();

    assertThat(myself.port()).isEqualTo(port);
    assertThat(myself.isReplica()).isTrue();
    assertThat(myself.isPrimary()).isFalse();
    assertThat(myself.primaryId()).contains(primary);
    assertThat(myself.configEpoch()).isEqualTo(1);
    assertThat(myself.slots().isEmpty()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis-6.2.11", "redis-7.0.15", "redis-7.4.1", "valkey-8.0.1"})
  void failedPrimaryOfEachVersion(String version) {
    ClusterNodes view = captured(version, "after-failover");

    assertThat(view.myself().orElseThrow().configEpoch()).isEqualTo(7);
    assertThat(view.lines())
        .filteredOn(Line::isFailed)
        .singleElement()
        .satisfies(
            line -> {
              assertThat(line.port()).isEqualTo(14281);
              assertThat(line.isPrimary()).isTrue();
              assertThat(line.slots().isEmpty()).isTrue();
            });
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"[x-<-%s]", "[-<-%s]", "[-1-<-%s]", "[16384-<-%s]", "[x->-%s]", "[16384->-%s]"})
  void aSlotThatMovesIsASlot(String open) {
    String line = "%s 10.0.0.1:1@2 myself,master - 0 0 3 connected 0-99 " + open;

    assertThatThrownBy(() -> ClusterNodes.parse(line.formatted(ID, PRIMARY), lines -> true))
        .isInstanceOf(MalformedReplyException.class);
  }

  @Test
  void unknownFlagsAndFieldsArePassedOver() {
    Line line = line(ID + " 10.0.0.1:1@2 master,sleepy,nofailover - 0 0 3 connected 7 x-later=1");

    assertThat(line.flags()).containsExactlyInAnyOrder("master", "sleepy", "nofailover");
    assertThat(line.slots().size()).isEqualTo(1);
  }

  @Test
  void slotsAreSinglesAndRanges() {
    Line line = line(ID + " 10.0.0.1:1@2 master - 0 0 3 connected 0-99 200 16383");

    assertThat(line.slots().ranges())
        .containsExactly(
            new SlotRanges.Range(0, 99),
            new SlotRanges.Range(200, 200),
            new SlotRanges.Range(16383, 16383));
  }

  @Test
  void openSlotsAreCountedByDirection() {
    Line line =
        line(
            "%s 10.0.0.1:1@2 myself,master - 0 0 3 connected 0-99 [7->-%s] [5461->-%s] [9-<-%s]"
                .formatted(ID, PRIMARY, PRIMARY, PRIMARY));

    assertThat(line.migrating()).isEqualTo(2);
    assertThat(line.migratingTo()).isEqualTo(Map.of(7, PRIMARY, 5461, PRIMARY));
    assertThat(line.importing()).isEqualTo(1);
    assertThat(line.slots().size()).isEqualTo(100);
  }

  @Test
  void failedCountsForMoreThanPossiblyFailed() {
    Line both = line(ID + " 10.0.0.1:1@2 master,fail?,fail - 0 0 3 connected");
    Line possibly = line(ID + " 10.0.0.1:1@2 master,fail? - 0 0 3 connected");

    assertThat(both.isFailed()).isTrue();
    assertThat(both.isPossiblyFailed()).isFalse();
    assertThat(possibly.isFailed()).isFalse();
    assertThat(possibly.isPossiblyFailed()).isTrue();
  }

  @Test
  void handshakeIsNeitherPrimaryNorReplica() {
    Line line = line(ID + " 10.0.0.1:1@2 handshake - 0 0 0 disconnected");

    assertThat(line.isHandshake()).isTrue();
    assertThat(line.isPrimary()).isFalse();
    assertThat(line.isReplica()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "10.0.0.1:6379@16379                        | 10.0.0.1:6379",
        "10.0.0.1:6379                              | 10.0.0.1:6379",
        "2001:db8::1:6379@16379                     | [2001:db8::1]:6379",
        "10.0.0.1:6379@16379,redis-1                | redis-1:6379 10.0.0.1:6379",
        "10.0.0.1:6379@16379,                       | 10.0.0.1:6379",
        "10.0.0.1:6379@16379,,shard-id=b4c          | 10.0.0.1:6379",
        "10.0.0.1:6379@16379,shard-id=b4c           | 10.0.0.1:6379",
        "10.0.0.1:6379@16379,redis-1,shard-id=b4c,x | redis-1:6379 10.0.0.1:6379",
        ":6379@16379,redis-1                        | redis-1:6379 dialled:6379",
        ":6379@16379                                | dialled:6379",
        ":0@0                                       | ''",
        ":0@0,redis-1                               | ''"
      })
  void addressesOfMyself(String address, String expected) {
    assertThat(addresses(address, "myself,master")).isEqualTo(expected);
  }

  @Test
  void theDialledHostIsNotThatOfAnotherNode() {
    assertThat(addresses(":6379@16379", "master")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "hello",
        "id 10.0.0.1:1@2 master - 0 0 3",
        "id 10.0.0.1 master - 0 0 3 connected",
        "id 10.0.0.1:@2 master - 0 0 3 connected",
        "id 10.0.0.1:seven@2 master - 0 0 3 connected",
        "id 10.0.0.1:65536@2 master - 0 0 3 connected",
        "id 10.0.0.1:-1@2 master - 0 0 3 connected",
        "id 10.0.0.1:1@2 master - 0 0 epoch connected",
        "id 10.0.0.1:1@2 master - 0 0 3 connected 16384",
        "id 10.0.0.1:1@2 master - 0 0 3 connected 9-8",
        "id 10.0.0.1:1@2 master - 0 0 3 connected 5-",
        "id 10.0.0.1:1@2 master - 0 0 3 connected 5-x"
      })
  void unreadable(String text) {
    assertThatThrownBy(() -> parse(text)).isInstanceOf(MalformedReplyException.class);
  }

  /** What is no more than a name somewhere is not the node's own line. */
  @Test
  void itsOwnLineIsFoundAmongOthers() {
    String other = "%s 10.0.0.9:7000@17000,myself-2 master - 0 0 1 connected 0-99";
    String own = "%s 10.0.0.1:7000@17000 myself,slave %s 0 0 1 connected";
    String text =
        String.join("\n", other.formatted(OTHER_ID), own.formatted(ID, OTHER_ID), "") + "\r\n";
    ClusterNodes view = ClusterNodes.parse(text, lines -> false);
    assertThat(view.whole()).isFalse();
    assertThat(view.lines()).containsExactly(parse(text).myself().orElseThrow());
  }

  @Test
  void withoutNodes() {
    assertThat(parse("\n").lines()).isEmpty();
    assertThat(parse("").myself()).isEmpty();
  }

  private static ClusterNodes parse(String text) {
    return ClusterNodes.parse(text, lines -> true);
  }

  private static ClusterNodes captured(String version, String role) {
    return parse(CapturedReplies.text(version, role, "cluster_nodes"));
  }

  private static Line line(String text) {
    return parse(text).lines().get(0);
  }

  private static String addresses(String address, String flags) {
    return String.join(
        " ",
        line(ID + " " + address + " " + flags + " - 0 0 3 connected").addresses("dialled").stream()
            .map(HostPort::toString)
            .toList());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"1 connected 0-5 5-9", "1 connected 7 7", "1 connected 6-9 0-5", "-1 connected"})
  void slotsThatComeTwiceAndAnEpochBelowZeroAreMalformed(String end) {
    String line = "a 10.0.0.1:7000@17000 myself,master - 0 0 " + end;
    assertThatThrownBy(() -> parse(line)).isInstanceOf(MalformedReplyException.class);
  }

  @Test
  void aLineIsFoundByItsId() {
    ClusterNodes view = captured("redis-6.2.11", "primary");

    assertThat(view.line(ID)).isEqualTo(view.myself());
    assertThat(view.line(PRIMARY).map(Line::id)).contains(PRIMARY);
    assertThat(view.line("nobody")).isEmpty();
  }

  @Test
  void ownersAreThoseWithSlots() {
    ClusterNodes view = captured("redis-6.2.11", "primary");

    assertThat(view.owners()).hasSize(3).containsEntry(ID, SlotRanges.parse(List.of("0-5460")));
  }
}
