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
            "1 when every reachable primary with slots reports the cluster as ok, 0 when one of"
                + " them does not or none is reachable. Demoted primaries are excluded, also if"
                + " they do not know yet that a replica has replaced them. Absent when a primary"
                + " does not report it and none reports a failure (CLUSTER INFO cluster_state).")
        .gauge("redis_cluster_known_nodes", newest("cluster_known_nodes"))
        .help(
            "Nodes in the view with the highest epoch, including failed nodes and nodes that are"
                + " joining (CLUSTER INFO cluster_known_nodes).")
        .gauge("redis_cluster_size", newest("cluster_size"))
        .help(
            "Primaries with slots in the view with the highest epoch (CLUSTER INFO cluster_size).")
        .gauge("redis_cluster_slots_assigned", lowest("cluster_slots_assigned", NumberKind.SLOTS))
        .help(
            "Slots with an owner: the lowest number that a reachable node reports (CLUSTER INFO"
                + " cluster_slots_assigned).")
        .gauge("redis_cluster_slots_ok", lowest("cluster_slots_ok", NumberKind.SLOTS))
        .help(
            "Slots whose owner is not flagged: the lowest number that a reachable node reports"
                + " (CLUSTER INFO cluster_slots_ok).")
        .gauge("redis_cluster_slots_pfail", highest("cluster_slots_pfail", NumberKind.SLOTS))
        .help(
            "Slots whose owner is suspected to have failed: the highest number that a reachable"
                + " node reports (CLUSTER INFO cluster_slots_pfail).")
        .gauge("redis_cluster_slots_fail", highest("cluster_slots_fail", NumberKind.SLOTS))
        .help(
            "Slots whose owner has failed: the highest number that a reachable node reports"
                + " (CLUSTER INFO cluster_slots_fail).")
        .gauge("redis_cluster_current_epoch", highest("cluster_current_epoch", NumberKind.COUNT))
        .help(
            "Highest epoch that a reachable node reports; elections and slot migrations increase"
                + " it (CLUSTER INFO cluster_current_epoch).")
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
            "Slots that no reachable primary claims to own, confirmed by a second query: their"
                + " keys cannot be used (CLUSTER NODES of every node, its line about itself).")
        .gauge("redis_cluster_slots_conflicting", whenUp(ClusterSnapshot::slotsConflicting))
        .help(
            "Slots that more than one reachable primary serves, confirmed by a second query, and"
                + " that are not migrating between them (CLUSTER NODES of every node, its line"
                + " about itself).")
        .gauge(
            "redis_cluster_slots_migrating",
            unlessAtomic(whenUp(snapshot -> snapshot.sumOverPrimaries(Line::migrating))))
        .help(
            "Slots in the state migrating, on all primaries; absent during atomic migrations,"
                + " which CLUSTER NODES does not show (CLUSTER NODES).")
        .gauge(
            "redis_cluster_slots_importing",
            unlessAtomic(whenUp(snapshot -> snapshot.sumOverPrimaries(Line::importing))))
        .help(
            "Slots in the state importing, on all primaries; absent during atomic migrations,"
                + " which CLUSTER NODES does not show (CLUSTER NODES).")
        .gauge("redis_cluster_views", whenUp(ClusterSnapshot::distinctViews))
        .help(
            "Number of different views of the slot owners among the reachable nodes: 1 if all"
                + " agree; more for some seconds is normal after a failover (CLUSTER NODES).")
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
            "Number of nodes or hosts, by unit, that may fail in the worst case while a majority"
                + " of the primaries remains and every slot is served after failovers; 0 when the"
                + " next failure can be an outage.")
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
            "Promotions of a replica that took over slots of its primary, by cause. Each is"
                + " counted once, regardless of the scrape interval.")
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
            "Time from the last check in which slots were served before a failover to the first"
                + " check in which they were served again, in seconds; too long by at most one"
                + " watch interval.")
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
        .help("Slots that the shard holds; absent while no node reports them.")
        .gauge(
            "redis_cluster_shard_healthy_replicas",
            shard -> OptionalDouble.of(shard.healthyReplicas()))
        .help(
            "Reachable replicas of the shard that can replace its primary: the link is up, no node"
                + " flags them as failed, and failover is not disabled for them.")
        .build();
  }
}
