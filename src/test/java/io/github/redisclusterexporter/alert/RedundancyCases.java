package io.github.redisclusterexporter.alert;

import static io.github.redisclusterexporter.alert.Change.before;
import static io.github.redisclusterexporter.alert.Change.blur;
import static io.github.redisclusterexporter.alert.Change.ends;
import static io.github.redisclusterexporter.alert.Change.finds;
import static io.github.redisclusterexporter.alert.Change.hurt;
import static io.github.redisclusterexporter.alert.Change.instead;
import static io.github.redisclusterexporter.alert.Change.label;
import static io.github.redisclusterexporter.alert.Change.lasts;
import static io.github.redisclusterexporter.alert.Change.lead;
import static io.github.redisclusterexporter.alert.Change.second;
import static io.github.redisclusterexporter.alert.Change.series;
import static io.github.redisclusterexporter.alert.Change.value;
import static io.github.redisclusterexporter.alert.Change.without;

import java.util.List;

/** Cases of the alerts about the next failure. */
final class RedundancyCases {
  private static final String UP = "redis_cluster_node_up{n#,role=\"primary\"}";
  private static final String REPLICA_UP = "redis_cluster_node_up{n4,role=\"replica\"}";
  private static final String HOSTS = "redis_cluster_node_info{n#,host=\"h#\"}";

  private static final Change NO_REPLICAS =
      instead("redis_cluster_node_up", "redis_cluster_node_up{n1,role=\"primary\"}");

  /** It is no replica any more. */
  private static final Change DEAD_PRIMARY =
      instead("redis_cluster_node_up", "redis_cluster_node_up{n1,role=\"primary\"}", "1", "0");

  private RedundancyCases() {}

  static List<RuleSpec> all() {
    return List.of(
        hostDown(),
        nodeDown(),
        shardUnprotected(),
        manyShardsUnprotected(),
        hostQuorumRisk(),
        viewDisagreement(),
        partialPartition(),
        openSlotsStuck(),
        failover());
  }

  private static RuleSpec hostDown() {
    return RuleSpec.of("RedisClusterHostDown")
        .label("host", "h1")
        .value("2")
        .nodes(1, 4, UP, "1", "1")
        .hurt("redis_cluster_node_up{n1", "0")
        .hurt("redis_cluster_node_up{n2", "0")
        .series("redis_cluster_node_info{n1,host=\"h1\",shard=\"s1\"}", "1", "1")
        .series("redis_cluster_node_info{n2,host=\"h1\",shard=\"s2\"}", "1", "1")
        .series("redis_cluster_node_info{n3,host=\"h2\",shard=\"s1\"}", "1", "1")
        .series("redis_cluster_node_info{n4,host=\"h2\",shard=\"s2\"}", "1", "1")
        .silent("while one node of it answers", hurt("redis_cluster_node_up{n2", "1"))
        .silent(
            "while one of three nodes of it answers one exporter",
            series("redis_cluster_node_info{n5,host=\"h1\",shard=\"s3\"}", "1", "1"),
            series("redis_cluster_node_up{n5,role=\"primary\"}", "1", "1"),
            second("redis_cluster_node_up{n5", "1", "0"))
        .silent(
            "when its only node is down",
            without("redis_cluster_node_info{n2"),
            without("redis_cluster_node_up{n2"))
        .silent(
            "when all nodes are on one host",
            without("redis_cluster_node_info{n3"),
            without("redis_cluster_node_info{n4"))
        .silent(
            "about nodes without an address",
            without("redis_cluster_node_info{n1"),
            without("redis_cluster_node_info{n2"),
            series("redis_cluster_node_info{n1,host=\"\",shard=\"s1\"}", "1", "1"),
            series("redis_cluster_node_info{n2,host=\"\",shard=\"s2\"}", "1", "1"),
            series("redis_cluster_node_info{n5,host=\"h3\",shard=\"s3\"}", "1", "1"))
        .silent(
            "when the other host is a node without an address",
            without("redis_cluster_node_info{n3"),
            without("redis_cluster_node_info{n4"),
            series("redis_cluster_node_info{n3,host=\"\",shard=\"s1\"}", "1", "1"))
        .fires(
            "although a role is told otherwise",
            hurt("redis_cluster_node_up{n1", "gone"),
            series("redis_cluster_node_up{n1,role=\"unknown\"}", "gone", "0"));
  }

  private static RuleSpec nodeDown() {
    return RuleSpec.of("RedisClusterNodeDown")
        .label("node", "10.0.0.4:7000")
        .label("node_id", "n4")
        .label("shard", "s1")
        .label("host", "h4")
        .finds("10.0.0.1:7000")
        .series(REPLICA_UP, "1", "0")
        .series("redis_cluster_node_up{n1,role=\"primary\"}", "1", "1")
        .series("redis_cluster_node_info{n4,shard=\"s1\",host=\"h4\",role=\"replica\"}", "1", "1")
        .series("redis_cluster_node_info{n1,shard=\"s1\",role=\"primary\"}", "1", "1")
        .series("redis_cluster_node_flagged{n4,flag=\"fail\"}", "0", "2")
        .series("redis_cluster_node_flagged{n1,flag=\"fail\"}", "0", "0")
        .silent("when no node flags it", hurt("redis_cluster_node_flagged{n4", "0"))
        .silent("when it answers", hurt("redis_cluster_node_up{n4", "1"))
        .fires("when only one node flags it", hurt("redis_cluster_node_flagged{n4", "1"))
        .fires(
            "when it has been loading for longer",
            lead(600),
            before(1),
            blur(1),
            without("redis_cluster_node_flagged"),
            series("redis_cluster_node_loading{n4}", "0", "1"))
        .fires(
            "on time when its role is told otherwise",
            hurt("redis_cluster_node_up{n4", "gone"),
            series("redis_cluster_node_up{n4,role=\"unknown\"}", "gone", "0"))
        .fires(
            "when some nodes flag it and none flags it in another way",
            series("redis_cluster_node_flagged{n4,flag=\"pfail\"}", "0", "0"))
        .fires(
            "when it has been loading for longer, as one of two exporters tells",
            lead(600),
            before(1),
            blur(1),
            without("redis_cluster_node_flagged"),
            series("redis_cluster_node_loading{n4}", "0", "1"),
            second("redis_cluster_node_loading{n4", "0", "0"))
        .silent(
            "when a short load interrupts it",
            without("redis_cluster_node_flagged"),
            series("redis_cluster_node_loading{n4}", "0", "1"));
  }

  private static RuleSpec shardUnprotected() {
    return RuleSpec.of("RedisClusterShardUnprotected")
        .inTexts("redis_cluster_nothing")
        .label("shard", "s1")
        .finds("10.0.0.4:7000")
        .series("redis_cluster_shard_healthy_replicas{shard=\"s1\"}", "1", "0")
        .series("redis_cluster_shard_healthy_replicas{shard=\"s2\"}", "1", "1")
        .series("redis_cluster_shard_serving{shard=\"s1\"}", "1", "1")
        .series("redis_cluster_shard_serving{shard=\"s2\"}", "1", "1")
        .series(REPLICA_UP, "1", "1")
        .silent("when nobody serves it", hurt("redis_cluster_shard_serving{shard=\"s1", "0"))
        .silent("when the cluster has no replicas", NO_REPLICAS)
        .fires(
            "when the dead replica was a primary before",
            finds("10.0.0.2:7000"),
            DEAD_PRIMARY,
            series("redis_cluster_node_up{n2,role=\"primary\"}", "1", "1"))
        .fires(
            "when one exporter sees no primary of it",
            second("redis_cluster_shard_serving{shard=\"s1", "1", "0"))
        .fires(
            "for a second shard as well",
            label("shard", "s2"),
            hurt("redis_cluster_shard_healthy_replicas{shard=\"s1", "1"),
            hurt("redis_cluster_shard_healthy_replicas{shard=\"s2", "0"));
  }

  private static RuleSpec manyShardsUnprotected() {
    return RuleSpec.of("RedisClusterManyShardsUnprotected")
        .value("75%")
        .series("redis_cluster_shard_healthy_replicas{shard=\"s1\"}", "1", "1")
        .series("redis_cluster_shard_healthy_replicas{shard=\"s2\"}", "1", "0")
        .series("redis_cluster_shard_healthy_replicas{shard=\"s3\"}", "1", "0")
        .series("redis_cluster_shard_healthy_replicas{shard=\"s4\"}", "1", "0")
        .nodes(1, 4, "redis_cluster_shard_serving{shard=\"s#\"}", "1", "1")
        .series(REPLICA_UP, "1", "1")
        .silent(
            "when no shard is served, as while no node answers",
            hurt("redis_cluster_shard_healthy_replicas", "0"),
            hurt("redis_cluster_shard_serving", "0"),
            hurt("redis_cluster_node_up", "0"))
        .silent(
            "when two of three unprotected shards are down",
            hurt("redis_cluster_shard_serving{shard=\"s2", "0"),
            hurt("redis_cluster_shard_serving{shard=\"s3", "0"))
        .fires(
            "when one of three unprotected shards is down",
            value("50%"),
            hurt("redis_cluster_shard_serving{shard=\"s2", "0"))
        .fires(
            "when one exporter sees no primary of a shard",
            second("redis_cluster_shard_serving{shard=\"s2", "1", "0"))
        .fires(
            "at half of them",
            value("50%"),
            hurt("redis_cluster_shard_healthy_replicas{shard=\"s2", "1"))
        .silent(
            "at a third",
            without("redis_cluster_shard_healthy_replicas{shard=\"s4"),
            hurt("redis_cluster_shard_healthy_replicas{shard=\"s3", "1"))
        .silent(
            "in a cluster of two shards",
            without("redis_cluster_shard_healthy_replicas{shard=\"s3"),
            without("redis_cluster_shard_healthy_replicas{shard=\"s4"))
        .fires(
            "in a cluster of three shards",
            value("66.67%"),
            without("redis_cluster_shard_healthy_replicas{shard=\"s4"))
        .silent("when the cluster has no replicas", NO_REPLICAS)
        .fires("when the dead replicas were primaries before", DEAD_PRIMARY)
        .silent(
            "when one exporter sees the replicas of one more",
            hurt("redis_cluster_shard_healthy_replicas{shard=\"s2", "1"),
            second("redis_cluster_shard_healthy_replicas{shard=\"s3", "1", "1"));
  }

  private static RuleSpec hostQuorumRisk() {
    return RuleSpec.of("RedisClusterHostQuorumRisk")
        .finds("10.0.0.4:7000")
        .series("redis_cluster_failures_tolerated{unit=\"host\"}", "1", "0")
        .series("redis_cluster_failures_tolerated{unit=\"node\"}", "1", "1")
        .series("redis_cluster_failures_tolerated{unit=\"zone\"}", "0", "0")
        .nodes(1, 3, HOSTS, "1", "1")
        .series(REPLICA_UP, "1", "1")
        .silent("with two hosts", without("redis_cluster_node_info{n3"))
        .silent(
            "with two hosts and a node without an address",
            instead("redis_cluster_node_info{n3", "redis_cluster_node_info{n3,host=\"\"}"))
        .fires(
            "when the dead replica was a primary before",
            finds("10.0.0.2:7000"),
            DEAD_PRIMARY,
            series("redis_cluster_node_up{n2,role=\"primary\"}", "1", "1"))
        .fires("with four hosts", series("redis_cluster_node_info{n5,host=\"h5\"}", "1", "1"))
        .silent("when the cluster has no replicas", NO_REPLICAS);
  }

  private static RuleSpec viewDisagreement() {
    return RuleSpec.of("RedisClusterViewDisagreement")
        .value("2")
        .series("redis_cluster_views", "1", "2");
  }

  private static RuleSpec partialPartition() {
    return RuleSpec.of("RedisClusterPartialPartition")
        .label("node", "10.0.0.4:7000")
        .series(REPLICA_UP, "1", "1")
        .series("redis_cluster_node_flagged{n4,flag=\"fail\"}", "0", "0")
        .series("redis_cluster_node_flagged{n4,flag=\"pfail\"}", "0", "1")
        .silent("when it is down", hurt("redis_cluster_node_up{n4", "0"))
        .silent(
            "from when it goes down and its role is told otherwise",
            hurt("redis_cluster_node_up{n4", "1 26 gone"),
            series("redis_cluster_node_up{n4,role=\"unknown\"}", "gone", "gone 26 0"))
        .fires("while one exporter does not reach it", second("redis_cluster_node_up{n4", "1", "0"))
        .fires(
            "although a role is told otherwise",
            hurt("redis_cluster_node_up{n4", "gone"),
            series("redis_cluster_node_up{n4,role=\"primary\"}", "gone", "1"));
  }

  private static RuleSpec openSlotsStuck() {
    return RuleSpec.of("RedisClusterOpenSlotsStuck")
        .every(60)
        .before(32)
        .bridgesNothing()
        .value("2")
        .series("redis_cluster_slots_migrating", "0", "1")
        .series("redis_cluster_slots_importing", "0", "1")
        .nodes(1, 2, "redis_cluster_shard_slots{shard=\"s#\"}", "5461", "5461")
        .silent("while slots move", hurt("redis_cluster_shard_slots{shard=\"s1", "5461-1"))
        .silent(
            "when a slot has moved every 25 minutes",
            hurt("redis_cluster_shard_slots{shard=\"s1", "5461-0.04"))
        .fires("for one end", value("1"), hurt("redis_cluster_slots_importing", "0"));
  }

  private static RuleSpec failover() {
    return RuleSpec.of("RedisClusterFailover")
        .every(60)
        .before(12)
        .blur(1)
        .oneIsEnough()
        .bridgesNothing()
        .label("type", "automatic")
        .lasts(20 * 60)
        .ends(10 * 60)
        .series("redis_cluster_failovers_total{type=\"automatic\"}", "+0", "1")
        .series("redis_cluster_failovers_total{type=\"manual\"}", "+0", "0")
        .series("redis_cluster_last_failover_timestamp_seconds", "0", "720")
        .optional("redis_cluster_last_failover_timestamp_seconds")
        .fires("when the counter begins with it", lasts(120), ends(0), counterBegins("1"))
        .fires(
            "when the counter begins six minutes after it, as one of two exporters tells",
            lasts(120),
            ends(0),
            counterBegins("1"),
            hurt("redis_cluster_last_failover_timestamp_seconds", "360"),
            second("redis_cluster_failovers_total", "gone", "0"),
            second("redis_cluster_last_failover_timestamp_seconds", "0", "0"))
        .fires(
            "about the type that has a new one",
            label("type", "manual"),
            without("redis_cluster_failovers_total"),
            series("redis_cluster_failovers_total{type=\"automatic\"}", "5", "5"),
            series("redis_cluster_failovers_total{type=\"manual\"}", "+0", "1"))
        .silent("when the counter begins with an old one", before(60), counterBegins("1"))
        .silent("when the counter begins eleven minutes after it", before(23), counterBegins("1"))
        .silent("when a new counter is 0", counterBegins("0"));
  }

  private static Change counterBegins(String value) {
    return instead(
        "redis_cluster_failovers_total",
        "redis_cluster_failovers_total{type=\"automatic\"}",
        "gone",
        value);
  }
}
