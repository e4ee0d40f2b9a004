package io.github.redisclusterexporter.alert;

import static io.github.redisclusterexporter.alert.Change.always;
import static io.github.redisclusterexporter.alert.Change.before;
import static io.github.redisclusterexporter.alert.Change.hurt;
import static io.github.redisclusterexporter.alert.Change.instead;
import static io.github.redisclusterexporter.alert.Change.lasts;
import static io.github.redisclusterexporter.alert.Change.second;
import static io.github.redisclusterexporter.alert.Change.value;

import java.util.List;

/** Cases of the alert about a server that lost its keys in a restart. */
final class DatasetLostCases {
  private static final String UP_PRIMARY = "redis_cluster_node_up{n#,role=\"primary\"}";

  private DatasetLostCases() {}

  static List<RuleSpec> all() {
    return List.of(datasetLost());
  }

  private static RuleSpec datasetLost() {
    return RuleSpec.of("RedisClusterDatasetLost")
        .every(60)
        .before(20)
        .bridgesNothing()
        .label("node", "10.0.0.1:7000")
        .value("450")
        .lasts(10 * 60)
        .series("redis_cluster_keys{n1,db=\"0\"}", "700", "400")
        .series("redis_cluster_keys{n1,db=\"1\"}", "300", "50")
        .series("redis_cluster_keys{n2,db=\"0\"}", "1000", "1000")
        .series("redis_cluster_uptime_seconds{n1}", "100000+60", "20+60")
        .series("redis_cluster_uptime_seconds{n2}", "100000+60", "+60")
        .nodes(1, 2, UP_PRIMARY, "1", "1")
        .nodes(1, 2, "redis_cluster_node_slots{n#}", "5461", "5461")
        .optional("redis_cluster_node_slots")
        .silent("when half is left", hurt("redis_cluster_keys{n1,db=\"0", "450"))
        .fires("when nothing is left", value("0"), hurt("redis_cluster_keys{n1", "0"))
        .fires(
            "from a hundred keys on",
            value("49"),
            instead("redis_cluster_keys{n1", "redis_cluster_keys{n1,db=\"0\"}", "100", "49"))
        .silent(
            "when six queues of a restarted node drain to two",
            instead("redis_cluster_keys{n1", "redis_cluster_keys{n1,db=\"0\"}", "6", "2"))
        .silent(
            "when there were only 99 keys",
            instead("redis_cluster_keys{n1", "redis_cluster_keys{n1,db=\"0\"}", "99", "0"))
        .silent(
            "when the keys left a restarted node with its slots",
            hurt("redis_cluster_node_slots{n1", "2000"))
        .silent(
            "when the keys left a node that was promoted and restarted with its slots",
            DatasetLostCases::promoted,
            instead("redis_cluster_keys{n1", "redis_cluster_keys{n1,db=\"0\"}", "1000", "1000-90"),
            hurt("redis_cluster_node_slots{n1", "5461-480"))
        .silent(
            "when the keys left such a node with its slots, and one exporter knows few of them",
            DatasetLostCases::promoted,
            instead("redis_cluster_keys{n1", "redis_cluster_keys{n1,db=\"0\"}", "1000", "1000-90"),
            hurt("redis_cluster_node_slots{n1", "5461-480"),
            second("redis_cluster_node_slots{n1", "0", "400"))
        .silent(
            "when its slots left while it was down for long",
            DatasetLostCases::downForLong,
            hurt("redis_cluster_node_slots{n1", "2000"))
        .fires("when it was down for long", DatasetLostCases::downForLong)
        .fires(
            "when one exporter tells of no slots",
            second("redis_cluster_node_slots{n1", "5461", "0"))
        .silent(
            "about a former replica without slots",
            DatasetLostCases::promoted,
            hurt("redis_cluster_node_slots{n1", "0"))
        .fires("when a node was promoted and restarted", DatasetLostCases::promoted)
        .fires(
            "when slots had left long before the restart",
            before(70),
            always("redis_cluster_node_slots{n1", "5461 20 2000"))
        .silent(
            "when slots left a quarter of an hour ago",
            before(32),
            lasts(120),
            always("redis_cluster_node_slots{n1", "5461 20 2000"))
        .silent(
            "when its slots left while it was down for long, as one of two exporters tells",
            DatasetLostCases::downForLong,
            hurt("redis_cluster_node_slots{n1", "2000"),
            second("redis_cluster_node_slots{n1", "2000 10 gone", "2000"))
        .silent(
            "when keys were deleted and nothing was restarted",
            hurt("redis_cluster_uptime_seconds{n1", "+60"))
        .silent(
            "when it was restarted before that", hurt("redis_cluster_uptime_seconds{n1", "901+60"))
        .fires(
            "until a quarter of an hour after the restart",
            lasts(120),
            hurt("redis_cluster_uptime_seconds{n1", "600+60"))
        .silent(
            "when a replica is restarted empty",
            instead("redis_cluster_node_up{n1", "redis_cluster_node_up{n1,role=\"replica\"}"))
        .silent("while the node loads", hurt("redis_cluster_node_up{n1", "0"))
        .fires("while one exporter does not reach it", second("redis_cluster_node_up{n1", "1", "0"))
        .fires(
            "when one exporter told of fewer keys before",
            second("redis_cluster_keys{n1,db=\"0", "100", "400"))
        .silent(
            "when one exporter tells that nothing was restarted",
            second("redis_cluster_uptime_seconds{n1", "100000+60", "+60"))
        .silent(
            "when one exporter tells of more keys",
            second("redis_cluster_keys{n1,db=\"0", "700", "700"));
  }

  /** Nobody knows anything of node 1 for 22 minutes before it is back. */
  private static RuleSpec downForLong(RuleSpec spec) {
    return spec.before(32)
        .lasts(120)
        .without("redis_cluster_keys{n1")
        .without("redis_cluster_node_slots{n1")
        .series("redis_cluster_keys{n1,db=\"0\"}", "1000 10 gone", "450")
        .series("redis_cluster_node_slots{n1}", "5461 10 gone", "5461");
  }

  /** Node 1 was a replica, without slots. */
  private static RuleSpec promoted(RuleSpec spec) {
    return spec.always("redis_cluster_node_slots{n1", "0")
        .hurt("redis_cluster_node_slots{n1", "5461")
        .without("redis_cluster_node_up{n1")
        .series("redis_cluster_node_up{n1,role=\"replica\"}", "1", "gone")
        .series("redis_cluster_node_up{n1,role=\"primary\"}", "gone", "1");
  }
}
