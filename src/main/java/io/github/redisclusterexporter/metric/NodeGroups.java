package io.github.redisclusterexporter.metric;

import static io.github.redisclusterexporter.metric.InfoReaders.clusterInfo;
import static io.github.redisclusterexporter.metric.InfoReaders.info;
import static io.github.redisclusterexporter.metric.InfoReaders.labelled;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.cluster.Role;
import io.github.redisclusterexporter.node.ClusterNodes.Line;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.Info;
import io.github.redisclusterexporter.node.MalformedReplyException;
import io.github.redisclusterexporter.node.NodeReport;
import io.github.redisclusterexporter.node.NumberKind;
import io.github.redisclusterexporter.node.ServerState;
import io.github.redisclusterexporter.node.ServerState.WriteBlock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.function.ToIntFunction;
import java.util.stream.Stream;

/** Metrics of a node that are more than a field of INFO: its state, its slots, its probe. */
final class NodeGroups {
  private static final double NANOSECONDS = 1e9;

  private static final List<BusMessages> BUS_MESSAGES =
      Stream.of(
              "auth-ack",
              "auth-req",
              "fail",
              "meet",
              "mfstart",
              "module",
              "ping",
              "pong",
              "publish",
              "publishshard",
              "update")
          .flatMap(
              type -> Stream.of(new BusMessages(type, "received"), new BusMessages(type, "sent")))
          .toList();

  /**
   * Messages that a node counts together.
   *
   * @param field of CLUSTER INFO
   */
  private record BusMessages(String type, String direction, String field) {
    BusMessages(String type, String direction) {
      this(type, direction, "cluster_stats_messages_" + type + "_" + direction);
    }
  }

  private NodeGroups() {}

  static Group<Node> server() {
    return Group.of(
            "server", Group.NODES, Collector.CLUSTER_INFO, Collector.INFO, Collector.SHARD_ID)
        .gauge(
            "redis_cluster_node_up",
            List.of("role"),
            (node, points) -> points.add(node.isUp() ? 1 : 0, node.role().label()))
        .help(
            "1 when the node answered INFO in this scrape and is not loading its dataset, else 0."
                + " There is a series for every node that is in a view or in the configuration.")
        .info(
            "redis_cluster_node_info",
            List.of(
                "availability_zone",
                "host",
                "maxmemory_policy",
                "primary_id",
                "role",
                "shard",
                "version"),
            (node, points) ->
                points.add(
                    1,
                    node.infoText("availability_zone").orElse(""),
                    node.host(),
                    node.infoText("maxmemory_policy").orElse(""),
                    node.primaryId().orElse(""),
                    node.role().label(),
                    node.shard().orElse(""),
                    node.report().map(report -> report.server().version()).orElse("")))
        .help("Facts about the node to join other metrics with (CLUSTER NODES, INFO).")
        .gauge(
            "redis_cluster_node_state",
            node ->
                node.report()
                    .flatMap(NodeReport::clusterInfo)
                    .map(clusterInfo -> clusterInfo.is("cluster_state", "ok"))
                    .orElseGet(OptionalDouble::empty))
        .help(
            "1 when the node itself finds the cluster ok, 0 when it does not"
                + " (CLUSTER INFO cluster_state).")
        .gauge("redis_cluster_node_loading", info("loading", NumberKind.FLAG))
        .help("1 while the node loads its dataset and serves nothing (INFO loading).")
        .gauge("redis_cluster_uptime_seconds", info("uptime_in_seconds"))
        .help("Seconds since the server process started (INFO uptime_in_seconds).")
        .build();
  }

  static Group<Node> slots() {
    return Group.of("slots", Group.NODES, Collector.INFO, Collector.CLUSTER_INFO)
        .gauge("redis_cluster_node_slots", onPrimaries(line -> line.slots().size()))
        .help(
            "On primaries: slots that the node claims to own (CLUSTER NODES, its line about"
                + " itself).")
        .gauge("redis_cluster_node_slots_migrating", unlessAtomic(onPrimaries(Line::migrating)))
        .help(
            "On primaries: slots in the state migrating; absent during atomic migrations, which"
                + " CLUSTER NODES does not show (CLUSTER NODES, its line about itself).")
        .gauge("redis_cluster_node_slots_importing", unlessAtomic(onPrimaries(Line::importing)))
        .help(
            "On primaries: slots in the state importing; absent during atomic migrations, which"
                + " CLUSTER NODES does not show (CLUSTER NODES, its line about itself).")
        .gauge(
            "redis_cluster_node_flagged",
            List.of("flag"),
            (node, points) -> {
              if (node.id().isPresent() && node.role() != Role.UNKNOWN) {
                points.add(node.failureFlags().failedBy(), "fail");
                points.add(node.failureFlags().suspectedBy(), "pfail");
              }
            })
        .help(
            "Reachable other nodes that flag the node: pfail when they suspect it, fail when a"
                + " majority has agreed (CLUSTER NODES).")
        .build();
  }

  /** A number of the line in which a primary describes itself. */
  private static Function<Node, OptionalDouble> onPrimaries(ToIntFunction<Line> number) {
    return node ->
        node.ownLine().filter(Line::isPrimary).stream()
            .mapToInt(number)
            .asDoubleStream()
            .findFirst();
  }

  /** Omits a number that does not include the slots that atomic migrations move. */
  private static Function<Node, OptionalDouble> unlessAtomic(
      Function<Node, OptionalDouble> number) {
    return node ->
        node.report().filter(ServerState::isMovingSlotsAtomically).isPresent()
            ? OptionalDouble.empty()
            : number.apply(node);
  }

  /** Reasons for which a primary that is up refuses writes. */
  static Group<Node> writes() {
    return Group.of("writes", Group.NODES, Collector.INFO)
        .gauge(
            "redis_cluster_node_writes_blocked",
            List.of("reason"),
            (node, points) -> {
              if (node.role() == Role.PRIMARY && node.info().isPresent()) {
                Info info = node.info().get();
                for (WriteBlock reason : WriteBlock.values()) {
                  points
                      .attempt(
                          () -> Optional.of(ServerState.isBlocked(info, reason)),
                          Optional.<Boolean>empty())
                      .ifPresent(isBlocked -> points.add(isBlocked ? 1 : 0, reason.label()));
                }
              }
            })
        .help(
            "On primaries: 1 when writes are refused for that reason: save_failed (as long as"
                + " stop-writes-on-bgsave-error is on and save is set), aof_write_failed,"
                + " replicas_missing (none of the replicas that min-replicas-to-write asks for is"
                + " left), memory_full (INFO).")
        .build();
  }

  /** Atomic migrations; the others are in CLUSTER NODES. */
  static Group<Node> slotMigrations() {
    return Group.of(
            "slot-migrations", Group.NODES, Collector.CLUSTER_INFO, Collector.SLOT_MIGRATIONS)
        .gauge("redis_cluster_slot_migrations", List.of("state"), NodeGroups::addMigrations)
        .help(
            "Atomic migrations of slots in which the node takes part, so that each is counted on"
                + " both nodes; failed: those that the server still lists, Valkey only"
                + " (CLUSTER GETSLOTMIGRATIONS of Valkey 9.0,"
                + " CLUSTER INFO cluster_slot_migration_active_tasks of Redis 8.4).")
        .build();
  }

  private static void addMigrations(Node node, DataPoints points) {
    node.report()
        .flatMap(report -> report.get(Collector.SLOT_MIGRATIONS))
        .ifPresentOrElse(
            migrations -> {
              points.add(migrations.running(), "running");
              points.add(migrations.failed(), "failed");
            },
            () ->
                node.report()
                    .flatMap(NodeReport::clusterInfo)
                    .map(
                        info ->
                            info.number("cluster_slot_migration_active_tasks", NumberKind.COUNT))
                    .orElseGet(OptionalDouble::empty)
                    .ifPresent(running -> points.add(running, "running")));
  }

  static Group<Node> bus() {
    return Group.of("bus", Group.NODES, Collector.CLUSTER_INFO)
        .counter(
            "redis_cluster_bus_messages_total",
            List.of("direction", "type"),
            (node, points) ->
                node.report()
                    .flatMap(NodeReport::clusterInfo)
                    .ifPresent(clusterInfo -> addBusMessages(clusterInfo, points)))
        .help(
            "Messages of the cluster bus, sent once for each link and received once"
                + " (CLUSTER INFO cluster_stats_messages_*).")
        .counter(
            "redis_cluster_bus_bytes_total",
            List.of("direction"),
            labelled(
                Map.of(
                    "received", clusterInfo("cluster_stats_bytes_received"),
                    "sent", clusterInfo("cluster_stats_bytes_sent"))))
        .help(
            "Bytes of the cluster bus (CLUSTER INFO cluster_stats_bytes_sent,"
                + " cluster_stats_bytes_received).")
        .counter(
            "redis_cluster_bus_links_over_limit_total",
            clusterInfo("total_cluster_links_buffer_limit_exceeded"))
        .help(
            "Links of the cluster bus that were closed because of"
                + " cluster-link-sendbuf-limit (CLUSTER INFO"
                + " total_cluster_links_buffer_limit_exceeded).")
        .build();
  }

  private static void addBusMessages(Info clusterInfo, DataPoints points) {
    for (BusMessages messages : BUS_MESSAGES) {
      try {
        // The server omits counts that are still 0.
        double count = clusterInfo.number(messages.field(), NumberKind.COUNT).orElse(0);
        points.add(count, messages.direction(), messages.type());
      } catch (MalformedReplyException e) {
        points.omit(e);
      }
    }
  }

  static Group<Node> probe() {
    return Group.of("probe", Group.NODES)
        .gauge(
            "redis_cluster_exporter_probe_duration_seconds",
            node ->
                node.probeDuration()
                    .map(duration -> OptionalDouble.of(duration.toNanos() / NANOSECONDS))
                    .orElseGet(OptionalDouble::empty))
        .help("How long this scrape waited for the node, in seconds, connecting included.")
        .gauge(
            "redis_cluster_exporter_collector_success",
            List.of("collector"),
            (node, points) ->
                node.report().stream()
                    .flatMap(report -> report.collected().entrySet().stream())
                    .forEach(each -> points.add(each.getValue() ? 1 : 0, each.getKey().label())))
        .help(
            "1 when the node answered what the collector asked; 0 when it refused or failed; absent"
                + " where the server does not know the command.")
        .build();
  }
}
