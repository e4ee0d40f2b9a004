package io.github.redisclusterexporter.alert;

import static io.github.redisclusterexporter.alert.Change.always;
import static io.github.redisclusterexporter.alert.Change.before;
import static io.github.redisclusterexporter.alert.Change.hurt;
import static io.github.redisclusterexporter.alert.Change.instead;
import static io.github.redisclusterexporter.alert.Change.lasts;
import static io.github.redisclusterexporter.alert.Change.second;
import static io.github.redisclusterexporter.alert.Change.series;
import static io.github.redisclusterexporter.alert.Change.value;
import static io.github.redisclusterexporter.alert.Change.without;

import java.util.List;

/** Cases of the alerts about memory that runs out. */
final class MemoryCases {
  private static final String NODE = "10.0.0.1:7000";
  private static final String INFO =
      "redis_cluster_node_info{n1,role=\"primary\",maxmemory_policy=\"%s\"}";

  private static final Change REPLICA =
      instead(
          "redis_cluster_node_info",
          "redis_cluster_node_info{n1,role=\"replica\",maxmemory_policy=\"noeviction\"}");

  private MemoryCases() {}

  static List<RuleSpec> all() {
    return List.of(memoryExhausted(), memoryNearLimit(), memoryFillingUp(), machineMemoryLow());
  }

  private static RuleSpec memoryExhausted() {
    return memory("RedisClusterMemoryExhausted", "990", "98%")
        .oneIsEnough()
        .silent("at 97 percent", hurt("redis_cluster_memory_bytes", "980"))
        .fires("beyond it", value("100%"), hurt("redis_cluster_memory_bytes", "1010"))
        .silent(
            "while it is told that the primary refuses writes",
            series(blocked("n1", "memory_full", "firing"), "0", "1"))
        .fires(
            "before it is told that the primary refuses writes",
            series(blocked("n1", "memory_full", "pending"), "0", "1"))
        .fires(
            "while the primary refuses writes for another reason",
            series(blocked("n1", "save_failed", "firing"), "0", "1"))
        .fires(
            "while another primary refuses writes",
            series(blocked("n2", "memory_full", "firing"), "0", "1"))
        .silent("about a replica", REPLICA);
  }

  private static RuleSpec memoryNearLimit() {
    return memory("RedisClusterMemoryNearLimit", "870", "86%")
        .oneIsEnough()
        .silent("at 85 percent", hurt("redis_cluster_memory_bytes", "860"))
        .fires("beyond it", value("120%"), hurt("redis_cluster_memory_bytes", "1210"))
        .fires("about a replica as well", REPLICA);
  }

  /** It grows by 0.2 percent a minute. */
  private static RuleSpec memoryFillingUp() {
    return RuleSpec.of("RedisClusterMemoryFillingUp")
        .every(60)
        .before(0)
        .bridgesNothing()
        .label("node", NODE)
        .lead(60)
        .value("120.2%")
        .later("120.4%")
        .series("redis_cluster_memory_bytes{n1}", "400", "610+2")
        .series("redis_cluster_memory_not_counted_bytes{n1}", "10", "10")
        .series("redis_cluster_memory_max_bytes{n1}", "1000", "1000")
        .series(INFO.formatted("noeviction"), "1", "1")
        .series("redis_cluster_uptime_seconds{n1}", "100000+60", "100000+60")
        .oneIsEnough()
        .silent(
            "when it grows and there is much room", hurt("redis_cluster_memory_bytes", "300+3.2"))
        .silent("when it is high and steady", hurt("redis_cluster_memory_bytes", "900"))
        .silent("when it will not be full in time", hurt("redis_cluster_memory_bytes", "615+1"))
        .silent(
            "when it has filled up within 25 minutes and does not go on",
            before(25),
            lasts(5400),
            instead(
                "redis_cluster_memory_bytes", "redis_cluster_memory_bytes{n1}", "610+10", "870"))
        .silent(
            "when it begins to grow after three steady hours",
            before(180),
            instead(
                "redis_cluster_memory_bytes", "redis_cluster_memory_bytes{n1}", "630", "630+1.5"))
        .silent(
            "within three hours after the start", hurt("redis_cluster_uptime_seconds", "7000+60"))
        .fires("from three hours after the start", hurt("redis_cluster_uptime_seconds", "10801+60"))
        .silent(
            "when one exporter tells of a start",
            second("redis_cluster_uptime_seconds", "100+60", "100+60"))
        .silent("where keys are evicted", evicting("allkeys-lfu"));
  }

  private static RuleSpec machineMemoryLow() {
    return RuleSpec.of("RedisClusterMachineMemoryLow")
        .label("host", "h1")
        .value("95%")
        .series("redis_cluster_memory_rss_bytes{n1}", "300", "450")
        .series("redis_cluster_memory_rss_bytes{n2}", "300", "500")
        .series("redis_cluster_memory_rss_bytes{n3}", "300", "800")
        .nodes(1, 3, "redis_cluster_memory_system_bytes{n#}", "1000", "1000")
        .series("redis_cluster_node_info{n1,host=\"h1\",role=\"primary\"}", "1", "1")
        .series("redis_cluster_node_info{n2,host=\"h1\",role=\"primary\"}", "1", "1")
        .series("redis_cluster_node_info{n3,host=\"h2\",role=\"primary\"}", "1", "1")
        .oneIsEnough()
        .silent("at 90 percent", hurt("redis_cluster_memory_rss_bytes{n1", "400"))
        .silent(
            "when the nodes have no addresses",
            without("redis_cluster_node_info{n1"),
            without("redis_cluster_node_info{n2"),
            series("redis_cluster_node_info{n1,host=\"\"}", "1", "1"),
            series("redis_cluster_node_info{n2,host=\"\"}", "1", "1"))
        .silent(
            "when the machine's memory is not known",
            always("redis_cluster_memory_system_bytes", "0"))
        .fires(
            "although a node has changed its role",
            series("redis_cluster_node_info{n1,host=\"h1\",role=\"replica\"}", "1", "1"))
        .silent(
            "when one exporter tells of more memory",
            second("redis_cluster_memory_system_bytes", "2000", "2000"));
  }

  private static RuleSpec memory(String alert, String hurt, String value) {
    return RuleSpec.of(alert)
        .value(value)
        .label("node", NODE)
        .series("redis_cluster_memory_bytes{n1}", "410", hurt)
        .series("redis_cluster_memory_not_counted_bytes{n1}", "10", "10")
        .series("redis_cluster_memory_max_bytes{n1}", "1000", "1000")
        .series(INFO.formatted("noeviction"), "1", "1")
        .silent("without a limit", always("redis_cluster_memory_max_bytes", "0"))
        .silent("where all keys can be evicted", evicting("allkeys-lru"))
        .silent(
            "where keys with a time to live can be evicted",
            evicting("volatile-lru"),
            keys("1000", "51"))
        .fires(
            "where hardly any key has a time to live", evicting("volatile-lru"), keys("1000", "50"))
        .fires(
            "where keys of one database have a time to live, and more have none",
            evicting("volatile-ttl"),
            series("redis_cluster_keys{n1,db=\"0\"}", "20", "20"),
            series("redis_cluster_keys{n1,db=\"1\"}", "980", "980"),
            series("redis_cluster_keys_expiring{n1,db=\"0\"}", "20", "20"),
            series("redis_cluster_keys_expiring{n1,db=\"1\"}", "0", "0"))
        .fires("where nothing is evicted, although keys have a time to live", keys("1000", "900"))
        .fires(
            "when one exporter tells of no memory that is not counted",
            second("redis_cluster_memory_not_counted_bytes", "0", "0"))
        .silent(
            "when one exporter tells of no key with a time to live",
            evicting("volatile-lru"),
            keys("1000", "51"),
            second("redis_cluster_keys_expiring", "0", "0"))
        .fires(
            "where hardly any key has a time to live, and one exporter tells of fewer keys",
            evicting("volatile-lru"),
            keys("1000", "50"),
            second("redis_cluster_keys{", "100", "100"))
        .silent(
            "when one exporter tells of another limit",
            second("redis_cluster_memory_max_bytes", "2000", "2000"));
  }

  private static Change evicting(String policy) {
    return instead("redis_cluster_node_info", INFO.formatted(policy));
  }

  private static Change keys(String all, String expiring) {
    return spec ->
        spec.series("redis_cluster_keys{n1,db=\"0\"}", all, all)
            .series("redis_cluster_keys_expiring{n1,db=\"0\"}", expiring, expiring);
  }

  private static String blocked(String node, String reason, String state) {
    return "ALERTS{%s,alertname=\"RedisClusterWritesBlocked\",reason=\"%s\",alertstate=\"%s\"}"
        .formatted(node, reason, state);
  }
}
