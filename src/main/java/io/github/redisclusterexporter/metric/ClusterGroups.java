package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.cluster.ClusterHistory;
import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Failovers;
import io.github.redisclusterexporter.cluster.FailureDomain;
import io.github.redisclusterexporter.cluster.Shard;
import io.github.redisclusterexporter.metric.Group.Subject;
import io.github.redisclusterexporter.node.ClusterNodes.Line;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.NumberKind;
import io.github.redisclusterexporter.node.ServerState;
import java.util.List;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.function.Function;
import java.util.function.ToDoubleFunction;

/** Metrics of the cluster as a whole and of its shards. A standalone server has none of them. */
final class ClusterGroups {
  private static final double MILLISECONDS = 1e3;

  private static final Subject<ClusterSnapshot> CLUSTER =
      new Subject<>(
          scrape -> scrape.snapshot().isStandalone() ? List.of() : List.of(scrape.snapshot()),
          Set.of(Collector.CLUSTER_NODES, Collector.CLUSTER_INFO),
          List.of(),
          snapshot -> List.of());

  private static final Subject<Shard> SHARDS =
      new Subject<>(
          scrape -> scrape.snapshot().shards(),
          Set.of(
              Collector.CLUSTER_NODES, Collector.CLUSTER_INFO, Collector.INFO, Collector.SHARD_ID),
          List.of("shard"),
          shard -> List.of(shard.id()));

  private static final Subject<Failovers> FAILOVERS =
      new Subject<>(
          scrape -> scrape.snapshot().isStandalone() ? List.of() : List.of(scrape.failovers()),
          ClusterHistory.REQUIRED_COLLECTORS,
          List.of(),
          failovers -> List.of());

  private ClusterGroups() {}

  /** What the nodes report about the whole cluster. */
  static Group<ClusterSnapshot> cluster() {
    return Group.of("cluster", CLUSTER)
        .gauge("redis_cluster_up", snapshot -> OptionalDouble.of(snapshot.isUp() ? 1 : 0))
        .help(
            "1 when at least one node answered with its view of the cluster, else 0"
                + " (CLUSTER NODES).")
        .gauge("redis_cluster_state", ClusterSnapshot::state)
        .help(
            "1 when every reachable primary with slots finds the cluster ok, one that was replaced"
                + " and does not know it left out; 0 when one does not or none is reachable; absent"
                + " when one does not tell and none finds it failed (CLUSTER INFO cluster_state).")
        .gauge("redis_cluster_known_nodes", newest("cluster_known_nodes"))
        .help(
            "Nodes that the view with the highest epoch knows, those that it is just meeting and"
                + " dead ones included (CLUSTER INFO cluster_known_nodes).")
        .gauge("redis_cluster_size", newest("cluster_size"))
        .help(
            "Primaries with slots in the view with the highest epoch (CLUSTER INFO cluster_size).")
        .gauge("redis_cluster_slots_assigned", lowest("cluster_slots_assigned", NumberKind.SLOTS))
        .help(
            "Slots with an owner, the lowest number that any reachable node tells"
                + " (CLUSTER INFO cluster_slots_assigned).")
        .gauge("redis_cluster_slots_ok", lowest("cluster_slots_ok", NumberKind.SLOTS))
        .help(
            "Slots whose owner is not flagged, the lowest number that any reachable node tells"
                + " (CLUSTER INFO cluster_slots_ok).")
        .gauge("redis_cluster_slots_pfail", highest("cluster_slots_pfail", NumberKind.SLOTS))
        .help(
            "Slots whose owner is suspected to have failed, the highest number that any reachable"
                + " node tells (CLUSTER INFO cluster_slots_pfail).")
        .gauge("redis_cluster_slots_fail", highest("cluster_slots_fail", NumberKind.SLOTS))
        .help(
            "Slots whose owner has failed, the highest number that any reachable node tells"
                + " (CLUSTER INFO cluster_slots_fail).")
        .gauge("redis_cluster_current_epoch", highest("cluster_current_epoch", NumberKind.COUNT))
        .help(
            "Highest epoch that any reachable node has seen; elections and moved slots raise it"
                + " (CLUSTER INFO cluster_current_epoch).")
        .build();
  }

  private static Function<ClusterSnapshot, OptionalDouble> newest(String field) {
    return snapshot -> snapshot.newestClusterInfo(field);
  }

  private static Function<ClusterSnapshot, OptionalDouble> lowest(String field, NumberKind kind) {
    return snapshot -> snapshot.clusterInfoValues(field, kind).min();
  }

  private static Function<ClusterSnapshot, OptionalDouble> highest(String field, NumberKind kind) {
    return snapshot -> snapshot.clusterInfoValues(field, kind).max();
  }

  /** Facts about the cluster that no single node reports. */
  static Group<ClusterSnapshot> topology() {
    return Group.of("topology", CLUSTER, Collector.INFO, Collector.SHARD_ID)
        .gauge("redis_cluster_slots_uncovered", whenUp(ClusterSnapshot::slotsUncovered))
        .help(
            "Slots that no reachable primary claims to own, also when asked again: their keys"
                + " cannot be used (CLUSTER NODES of every node, its line about itself).")
        .gauge("redis_cluster_slots_conflicting", whenUp(ClusterSnapshot::slotsConflicting))
        .help(
            "Slots that more than one reachable primary serves, also when asked again, and that are"
                + " not migrating between them (CLUSTER NODES of every node, its line about"
                + " itself).")
        .gauge(
            "redis_cluster_slots_migrating",
            unlessAtomic(whenUp(snapshot -> snapshot.sumOverPrimaries(Line::migrating))))
        .help(
            "Slots on their way out, over all primaries; absent while slots are moved by atomic"
                + " migrations, which CLUSTER NODES does not show (CLUSTER NODES).")
        .gauge(
            "redis_cluster_slots_importing",
            unlessAtomic(whenUp(snapshot -> snapshot.sumOverPrimaries(Line::importing))))
        .help(
            "Slots on their way in, over all primaries; absent while slots are moved by atomic"
                + " migrations, which CLUSTER NODES does not show (CLUSTER NODES).")
        .gauge("redis_cluster_views", whenUp(ClusterSnapshot::distinctViews))
        .help(
            "Different opinions among the reachable nodes on who owns which slots; 1 is agreement,"
                + " more for some seconds is normal after a failover (CLUSTER NODES).")
        .gauge(
            "redis_cluster_failures_tolerated",
            List.of("unit"),
            (snapshot, points) -> {
              for (FailureDomain unit : FailureDomain.values()) {
                snapshot
                    .failuresTolerated(unit)
                    .ifPresent(tolerated -> points.add(tolerated, unit.label()));
              }
            })
        .help(
            "How many more of the unit may be lost, whichever they are, with a majority of the"
                + " primaries left and every slot served after failover; 0 when the next loss can"
                + " be an outage.")
        .build();
  }

  /** Omits numbers that do not include the slots that atomic migrations move. */
  private static Function<ClusterSnapshot, OptionalDouble> unlessAtomic(
      Function<ClusterSnapshot, OptionalDouble> number) {
    return snapshot ->
        snapshot.nodes().stream()
                .flatMap(node -> node.report().stream())
                .anyMatch(ServerState::isMovingSlotsAtomically)
            ? OptionalDouble.empty()
            : number.apply(snapshot);
  }

  /** Omits numbers that would be 0, or all slots, only because no node has replied. */
  private static Function<ClusterSnapshot, OptionalDouble> whenUp(
      ToDoubleFunction<ClusterSnapshot> reader) {
    return snapshot ->
        snapshot.isUp()
            ? OptionalDouble.of(reader.applyAsDouble(snapshot))
            : OptionalDouble.empty();
  }

  /** The failovers since the exporter started. */
  static Group<Failovers> failovers() {
    return Group.of("failovers", FAILOVERS)
        .counter(
            "redis_cluster_failovers_total",
            List.of("type"),
            (failovers, points) ->
                failovers.counts().forEach((type, count) -> points.add(count, type.label())))
        .help(
            "Promotions of a replica over slots of its primary, by what brought them about,"
                + " counted once however far scrapes are apart.")
        .gauge(
            "redis_cluster_last_failover_timestamp_seconds",
            failovers ->
                failovers
                    .lastDetected()
                    .map(instant -> OptionalDouble.of(instant.toEpochMilli() / MILLISECONDS))
                    .orElseGet(OptionalDouble::empty))
        .help("When the last failover was seen, in seconds since 1970; absent before the first.")
        .histogram(
            "redis_cluster_failover_duration_seconds",
            List.of(),
            Failovers.Outages.BOUNDS,
            (failovers, points) ->
                failovers
                    .outages()
                    .ifPresent(outages -> points.add(outages.counts(), outages.sum())))
        .help(
            "From when slots were last seen served before a failover to when they were first seen"
                + " served again, in seconds; too long by an interval of the watch at most.")
        .build();
  }

  /** Whether each shard is served, and its reserves. */
  static Group<Shard> shards() {
    return Group.of("shards", SHARDS)
        .gauge("redis_cluster_shard_serving", shard -> OptionalDouble.of(shard.isServing() ? 1 : 0))
        .help(
            "1 when a reachable primary serves all slots of the shard, 0 when its slots have no"
                + " reachable owner.")
        .gauge(
            "redis_cluster_shard_slots",
            shard -> shard.slots().stream().asDoubleStream().findFirst())
        .help("Slots that the shard holds; absent while nobody can tell.")
        .gauge(
            "redis_cluster_shard_healthy_replicas",
            shard -> OptionalDouble.of(shard.healthyReplicas()))
        .help(
            "Reachable replicas of the shard that can replace its primary: the link is up, no node"
                + " flags them as failed, and failover is not disabled for them.")
        .build();
  }
}
