package io.github.redisclusterexporter.status;

import io.github.redisclusterexporter.check.Finding;
import io.github.redisclusterexporter.check.Finding.Impact;
import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.cluster.Role;
import io.github.redisclusterexporter.cluster.Shard;
import io.github.redisclusterexporter.node.SlotRanges;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * Slots that are not served, or served twice, and what to do about each: a check names only their
 * number.
 */
final class Outages {
  private final ClusterSnapshot snapshot;
  private final SlotOwners owners;

  Outages(ClusterSnapshot snapshot) {
    this.snapshot = snapshot;
    this.owners = new SlotOwners(snapshot);
  }

  List<Finding> findings() {
    List<Finding> findings = new ArrayList<>();
    if (snapshot.isStandalone() || !snapshot.isUp()) {
      return findings;
    }
    List<Shard> dead = snapshot.shards().stream().filter(shard -> !shard.isServing()).toList();
    dead.forEach(shard -> findings.add(dead(shard)));
    SlotRanges unassigned = owners.unassigned();
    if (!unassigned.isEmpty() && !snapshot.shards().isEmpty()) {
      findings.add(unassigned(unassigned, !dead.isEmpty()));
    }
    SlotRanges conflicting = snapshot.slots().conflicting();
    if (!conflicting.isEmpty()) {
      findings.add(conflicting(conflicting));
    }
    return findings;
  }

  private Finding dead(Shard shard) {
    List<Node> nodes = owners.nodes(shard);
    SlotRanges slots = owners.of(shard);
    String share =
        slots.isEmpty()
            ? "its slots"
            : "its %s (%s)".formatted(Format.count(slots.size(), "slot"), Format.slots(slots));
    return new Finding(
        Impact.USERS,
        "Shard %s has no primary that answers: commands on the keys of %s fail"
            .formatted(Format.shard(shard.id()), share),
        nodes.stream().map(node -> node.name() + ": " + NodeState.of(node).words()).toList(),
        remedy(nodes));
  }

  private String remedy(List<Node> nodes) {
    Optional<Node> loading = loading(nodes);
    Optional<Node> replica =
        nodes.stream()
            .filter(node -> node.isUp() && node.role() == Role.REPLICA)
            .filter(node -> node.failureFlags().electable())
            .findFirst();
    if (loading.isPresent() && (replica.isEmpty() || loading.get().role() == Role.PRIMARY)) {
      return ("wait: %s is loading its data, and a restart starts the loading again. Type `%s INFO"
              + " persistence` to see how far it is")
          .formatted(loading.get().name(), cli(loading.get()));
    }
    if (replica.isEmpty()) {
      return "start one of these nodes again. If they run, their log has the reason. Do not run"
          + " `redis-cli --cluster fix`: it gives the slots to another shard, without their keys";
    }
    long serving = snapshot.shards().stream().filter(Shard::isServing).count();
    if (2 * serving <= snapshot.shards().size()) {
      return ("too few primaries are left to elect another one: start any of the dead primaries"
              + " again. Only if they are lost for good, type `%s CLUSTER FAILOVER TAKEOVER`: it"
              + " discards the writes that this replica lacks")
          .formatted(cli(replica.get()));
    }
    return ("the replica %s is up and takes over by itself after cluster-node-timeout (15 s by"
            + " default). If it has not done so after a minute, start the primary again, or"
            + " type `%s CLUSTER FAILOVER FORCE`. If no other node flags the primary as failed,"
            + " perhaps only the exporter cannot reach it")
        .formatted(replica.get().name(), cli(replica.get()));
  }

  /** A primary before a replica: the others see it as alive, and elect nobody. */
  private static Optional<Node> loading(List<Node> nodes) {
    return nodes.stream()
        .filter(node -> NodeState.of(node) == NodeState.LOADING)
        .min(Comparator.comparing(Node::role));
  }

  private Finding unassigned(SlotRanges slots, boolean shardsAreDead) {
    return new Finding(
        Impact.USERS,
        "%s no owner (%s): commands on %s keys fail"
            .formatted(
                Format.count(slots.size(), "slot") + (slots.size() == 1 ? " has" : " have"),
                Format.slots(slots),
                slots.size() == 1 ? "its" : "their"),
        List.of(),
        (shardsAreDead
                ? "first get the shards without a primary back: `redis-cli --cluster fix` would"
                    + " give their slots to other shards, without their keys. Then type"
                : "type")
            + " `redis-cli --cluster check HOST:PORT`, which names the slots, and `redis-cli"
            + " --cluster fix HOST:PORT`, which gives them an owner");
  }

  private static Finding conflicting(SlotRanges slots) {
    return new Finding(
        Impact.USERS,
        ("%s served by two primaries at once (%s): writes go to both, and those of one side will"
                + " be lost")
            .formatted(
                Format.count(slots.size(), "slot") + (slots.size() == 1 ? " is" : " are"),
                Format.slots(slots)),
        List.of(),
        "type `redis-cli --cluster call HOST:PORT CLUSTER NODES`, which shows both sides. Keep"
            + " clients away from the primary with the lower config epoch (`CLIENT PAUSE 3600000"
            + " WRITE` on it), then save its data. Do not restart it and do not run `redis-cli"
            + " --cluster fix` before that; see docs/runbooks/redisclusterslotsconflicting.md");
  }

  private static String cli(Node node) {
    return "redis-cli -u redis://" + Format.address(node);
  }
}
