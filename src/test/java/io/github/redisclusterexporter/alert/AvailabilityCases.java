package io.github.redisclusterexporter.alert;

import static io.github.redisclusterexporter.alert.Change.always;
import static io.github.redisclusterexporter.alert.Change.finds;
import static io.github.redisclusterexporter.alert.Change.hurt;
import static io.github.redisclusterexporter.alert.Change.label;
import static io.github.redisclusterexporter.alert.Change.lists;
import static io.github.redisclusterexporter.alert.Change.nodes;
import static io.github.redisclusterexporter.alert.Change.second;
import static io.github.redisclusterexporter.alert.Change.series;
import static io.github.redisclusterexporter.alert.Change.value;
import static io.github.redisclusterexporter.alert.Change.without;

import java.util.List;

/** Cases of the alerts about whether clients can use the cluster. */
final class AvailabilityCases {
  private static final String UP_PRIMARY = "redis_cluster_node_up{n#,role=\"primary\"}";
  private static final String UP_REPLICA = "redis_cluster_node_up{n#,role=\"replica\"}";

  private AvailabilityCases() {}

  static List<RuleSpec> all() {
    return List.of(
        unreachable(),
        refused(),
        quorumLost(),
        shardDown(),
        slotsUncovered(),
        slotsConflicting(),
        stateFail(),
        writesBlocked(),
        failoverStorm());
  }

  private static RuleSpec unreachable() {
    return RuleSpec.of("RedisClusterUnreachable")
        .nodes(1, 3, UP_PRIMARY, "1", "0")
        .nodes(4, 6, UP_REPLICA, "1", "0")
        .silent("while one node answers", hurt("redis_cluster_node_up{n6", "1"))
        .fires(
            "on time when the role of a node is told otherwise",
            hurt("redis_cluster_node_up{n1", "gone"),
            series("redis_cluster_node_up{n1,role=\"unknown\"}", "gone", "0"));
  }

  private static RuleSpec refused() {
    return RuleSpec.of("RedisClusterExporterRefused")
        .nodes(1, 2, UP_PRIMARY, "1", "0")
        .series(
            "redis_cluster_exporter_probe_errors_total{stage=\"auth\",code=\"WRONGPASS\"}",
            "5",
            "+3")
        .series(
            "redis_cluster_exporter_probe_errors_total{stage=\"connect\",code=\"refused\"}",
            "5",
            "+1")
        .silent(
            "when the nodes are gone",
            hurt("redis_cluster_exporter_probe_errors_total{stage=\"auth", "5"))
        .silent("while one node answers", hurt("redis_cluster_node_up{n2", "1"))
        .fires(
            "when one refusal in ten is counted",
            hurt("redis_cluster_exporter_probe_errors_total{stage=\"auth", "+0.1"))
        .fires(
            "on time when the role of a node is told otherwise",
            hurt("redis_cluster_node_up{n1", "gone"),
            series("redis_cluster_node_up{n1,role=\"unknown\"}", "gone", "0"));
  }

  private static RuleSpec quorumLost() {
    return RuleSpec.of("RedisClusterQuorumLost")
        .value("1")
        .nodes(1, 1, UP_PRIMARY, "1", "1")
        .nodes(2, 3, UP_PRIMARY, "1", "0")
        .series("redis_cluster_node_slots{n1}", "5461", "5461")
        .nodes(2, 3, "redis_cluster_node_slots{n#}", "5461", "gone")
        .series("redis_cluster_shard_serving{shard=\"s1\"}", "1", "1")
        .series("redis_cluster_shard_serving{shard=\"s2\"}", "1", "0")
        .series("redis_cluster_shard_serving{shard=\"s3\"}", "1", "0")
        .series("redis_cluster_size", "3", "3")
        .optional("redis_cluster_node_slots", "redis_cluster_shard_serving")
        .silent(
            "with two of three primaries",
            hurt("redis_cluster_node_up{n2", "1"),
            hurt("redis_cluster_node_slots{n2", "5461"))
        .fires(
            "when only replicas are left",
            value("0"),
            hurt("redis_cluster_node_up{n1", "0"),
            hurt("redis_cluster_node_slots", "gone"),
            hurt("redis_cluster_shard_serving", "0"),
            series("redis_cluster_node_up{n4,role=\"replica\"}", "1", "1"))
        .fires(
            "although primaries without slots answer",
            series("redis_cluster_node_up{n7,role=\"primary\"}", "1", "1"),
            series("redis_cluster_node_slots{n7}", "0", "0"))
        .fires(
            "with two of four primaries left",
            value("2"),
            always("redis_cluster_size", "4"),
            series("redis_cluster_node_up{n5,role=\"primary\"}", "1", "1"),
            series("redis_cluster_node_slots{n5}", "4096", "4096"))
        .silent(
            "with three of four primaries left",
            always("redis_cluster_size", "4"),
            nodes(5, 6, UP_PRIMARY, "1", "1"),
            nodes(5, 6, "redis_cluster_node_slots{n#}", "4096", "4096"))
        .silent(
            "when six primaries are reported as three shards",
            always("redis_cluster_size", "6"),
            always("redis_cluster_node_up", "1"),
            always("redis_cluster_node_slots", "2730"),
            always("redis_cluster_shard_serving", "1"),
            nodes(4, 6, UP_PRIMARY, "1", "1"),
            nodes(4, 6, "redis_cluster_node_slots{n#}", "2730", "2730"))
        .fires(
            "with three of six primaries left when two exporters name the shards differently",
            value("3"),
            always("redis_cluster_size", "6"),
            nodes(4, 5, UP_PRIMARY, "1", "1"),
            nodes(4, 5, "redis_cluster_node_slots{n#}", "2730", "2730"),
            series("redis_cluster_shard_serving{shard=\"t1\"}", "1", "1"),
            series("redis_cluster_shard_serving{shard=\"t2\"}", "1", "1"),
            second("redis_cluster_shard_serving{shard=\"t", "1", "1"))
        .silent(
            "with two of three primaries, one of which has a single slot",
            hurt("redis_cluster_node_up{n2", "1"),
            hurt("redis_cluster_node_slots{n2", "1"))
        .silent(
            "when one exporter tells of no slots of a primary",
            hurt("redis_cluster_node_up{n2", "1"),
            hurt("redis_cluster_node_slots{n2", "5461"),
            second("redis_cluster_node_slots{n2", "5461", "0"))
        .silent(
            "when one exporter reaches two of three shards, without the slots of the nodes",
            without("redis_cluster_node_slots"),
            hurt("redis_cluster_shard_serving{shard=\"s2", "1"),
            second("redis_cluster_shard_serving{shard=\"s2", "1", "0"))
        .fires(
            "on time when the roles of the lost nodes are told otherwise",
            hurt("redis_cluster_node_up{n2", "gone"),
            hurt("redis_cluster_node_up{n3", "gone"),
            nodes(2, 3, "redis_cluster_node_up{n#,role=\"unknown\"}", "gone", "0"))
        .silent(
            "when no node answers at all and the roles are told otherwise",
            hurt("redis_cluster_node_up", "gone"),
            hurt("redis_cluster_node_slots", "gone"),
            hurt("redis_cluster_shard_serving", "0"),
            nodes(1, 3, "redis_cluster_node_up{n#,role=\"unknown\"}", "gone", "0"))
        .fires("when one exporter tells another size", second("redis_cluster_size", "1", "1"))
        .silent(
            "when no node answers at all",
            hurt("redis_cluster_node_up", "0"),
            hurt("redis_cluster_node_slots", "gone"),
            hurt("redis_cluster_shard_serving", "0"));
  }

  private static RuleSpec shardDown() {
    return RuleSpec.of("RedisClusterShardDown")
        .inTexts("redis_cluster_node_info")
        .label("shard", "s1")
        .lists(" 10.0.0.1:7000 10.0.0.4:7000")
        .series("redis_cluster_shard_serving{shard=\"s1\"}", "1", "0")
        .series("redis_cluster_shard_serving{shard=\"s2\"}", "1", "1")
        .series("redis_cluster_node_info{n1,shard=\"s1\"}", "1", "1")
        .series("redis_cluster_node_info{n4,shard=\"s1\"}", "1", "1")
        .series("redis_cluster_node_info{n2,shard=\"s2\"}", "1", "1")
        .fires(
            "without the nodes when they are not known",
            lists(""),
            without("redis_cluster_node_info"));
  }

  private static RuleSpec slotsUncovered() {
    return RuleSpec.of("RedisClusterSlotsUncovered")
        .inTexts("redis_cluster_node_up")
        .value("100")
        .finds("10.0.0.2:7000")
        .series("redis_cluster_slots_uncovered", "0", "100")
        .series("redis_cluster_node_up{n2,role=\"primary\"}", "1", "1")
        .series("redis_cluster_node_up{n3,role=\"primary\"}", "1", "1")
        .fires(
            "when every slot is uncovered",
            value("16.38k"),
            hurt("redis_cluster_slots_uncovered", "16384"))
        .fires("for one slot", value("1"), hurt("redis_cluster_slots_uncovered", "1"))
        .fires(
            "without a node for the command when none answers",
            finds(""),
            without("redis_cluster_node_up"));
  }

  private static RuleSpec slotsConflicting() {
    return RuleSpec.of("RedisClusterSlotsConflicting")
        .inTexts("redis_cluster_node_up")
        .value("5.461k")
        .finds("10.0.0.1:7000")
        .oneIsEnough()
        .series("redis_cluster_slots_conflicting", "0", "5461")
        .series("redis_cluster_node_up{n1,role=\"primary\"}", "1", "1")
        .fires("for one slot", value("1"), hurt("redis_cluster_slots_c", "1"));
  }

  private static RuleSpec stateFail() {
    return RuleSpec.of("RedisClusterStateFail")
        .value("25%")
        .nodes(1, 3, "redis_cluster_node_state{n#}", "1", "0")
        .series("redis_cluster_node_state{n4}", "1", "1")
        .silent("when half of the nodes find it failed", hurt("redis_cluster_node_state{n3", "1"))
        .fires("when all do", value("0%"), hurt("redis_cluster_node_state{n4", "0"));
  }

  private static RuleSpec writesBlocked() {
    return RuleSpec.of("RedisClusterWritesBlocked")
        .oneIsEnough()
        .label("node", "10.0.0.1:7000")
        .label("reason", "memory_full")
        .series("redis_cluster_node_writes_blocked{n1,reason=\"memory_full\"}", "0", "1")
        .series("redis_cluster_node_writes_blocked{n1,reason=\"save_failed\"}", "0", "0")
        .series("redis_cluster_node_writes_blocked{n2,reason=\"memory_full\"}", "0", "0")
        .silent(
            "when a snapshot failed and every write succeeds",
            hurt("redis_cluster_node_writes_blocked{n1,reason=\"memory_full\"", "0"),
            hurt("redis_cluster_node_writes_blocked{n1,reason=\"save_failed\"", "1"),
            series("redis_cluster_errors_total{n1,error=\"MISCONF\"}", "0", "0"),
            series("redis_cluster_errors_total{n1,error=\"MOVED\"}", "0", "+9"),
            series("redis_cluster_errors_total{n2,error=\"MISCONF\"}", "0", "+9"))
        .fires(
            "when a snapshot failed and writes are refused",
            label("reason", "save_failed"),
            hurt("redis_cluster_node_writes_blocked{n1,reason=\"memory_full\"", "0"),
            hurt("redis_cluster_node_writes_blocked{n1,reason=\"save_failed\"", "1"),
            series("redis_cluster_errors_total{n1,error=\"MISCONF\"}", "0", "+1"))
        .fires(
            "when a snapshot failed and writes are refused, as one of two exporters tells",
            label("reason", "save_failed"),
            hurt("redis_cluster_node_writes_blocked{n1,reason=\"memory_full\"", "0"),
            hurt("redis_cluster_node_writes_blocked{n1,reason=\"save_failed\"", "1"),
            series("redis_cluster_errors_total{n1,error=\"MISCONF\"}", "0", "+1"),
            second("redis_cluster_node_writes_blocked{n1,reason=\"save_failed\"", "0", "0"),
            second("redis_cluster_errors_total", "0", "0"))
        .silent(
            "when writes were refused and no snapshot fails",
            hurt("redis_cluster_node_writes_blocked", "0"),
            series("redis_cluster_errors_total{n1,error=\"MISCONF\"}", "0", "+1"));
  }

  private static RuleSpec failoverStorm() {
    return RuleSpec.of("RedisClusterFailoverStorm")
        .every(60)
        .before(32)
        .blur(1)
        .oneIsEnough()
        .bridgesNothing()
        .value("3")
        .lasts(40 * 60)
        .ends(30 * 60)
        .series("redis_cluster_up", "1", "1")
        .series("redis_cluster_failovers_total{type=\"automatic\"}", "+0", "2")
        .series("redis_cluster_failovers_total{type=\"unknown\"}", "+0", "1")
        .series("redis_cluster_failovers_total{type=\"manual\"}", "+0", "5")
        .nodes(1, 6, "redis_cluster_uptime_seconds{n#}", "100000+60", "+60")
        .nodes(1, 6, UP_PRIMARY, "1", "1")
        .optional("redis_cluster_uptime_seconds", "redis_cluster_node_up")
        .silent("at two in half an hour", hurt("redis_cluster_failovers_total{type=\"unknown", "0"))
        .silent(
            "when somebody asked for every one",
            without("redis_cluster_failovers_total{type=\"u"),
            without("redis_cluster_failovers_total{type=\"a"))
        .silent(
            "when a restart explains one of three",
            hurt("redis_cluster_uptime_seconds{n2", "10+60"))
        .silent(
            "when three nodes of a lost zone are down",
            hurt("redis_cluster_node_up{n1", "0"),
            hurt("redis_cluster_node_up{n2", "0"),
            hurt("redis_cluster_node_up{n3", "0"))
        .silent(
            "when three nodes of a lost zone are down and their roles are told otherwise",
            hurt("redis_cluster_node_up{n1", "gone"),
            hurt("redis_cluster_node_up{n2", "gone"),
            hurt("redis_cluster_node_up{n3", "gone"),
            nodes(1, 3, "redis_cluster_node_up{n#,role=\"unknown\"}", "gone", "0"))
        .fires(
            "although one exporter does not reach a node",
            second("redis_cluster_node_up{n1", "1", "0"))
        .fires(
            "although a node was restarted more than half an hour ago",
            hurt("redis_cluster_uptime_seconds{n2", "1801+60"))
        .fires(
            "when one node that is restarted again and again explains one of four",
            hurt("redis_cluster_failovers_total{type=\"automatic", "3"),
            hurt("redis_cluster_uptime_seconds{n2", "10+0"));
  }
}
