package io.github.redisclusterexporter.metric;

import static io.github.redisclusterexporter.metric.NodeReaders.infoOf;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.cluster.Role;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.Info;
import io.github.redisclusterexporter.node.InfoPairs;
import java.util.List;
import java.util.Optional;

/** Why a primary that is up refuses to write. */
final class WritesGroup {
  private WritesGroup() {}

  static Group<Node> group() {
    return Group.ofNodes("writes", Collector.CLUSTER_NODES, Collector.INFO)
        .gauge(
            "redis_cluster_node_writes_blocked",
            List.of("reason"),
            "On primaries: 1 when writes are refused for that reason: save_failed (as long as"
                + " stop-writes-on-bgsave-error is on and save is set), aof_write_failed, replicas_missing (none of"
                + " the replicas that min-replicas-to-write asks for is left), memory_full"
                + " (INFO).",
            (node, points) -> {
              Optional<Info> info = infoOf(node).filter(any -> node.role() == Role.PRIMARY);
              info.ifPresent(
                  fields -> {
                    points.add(bit(saveFailed(fields)), "save_failed");
                    points.add(bit(aofWriteFailed(fields)), "aof_write_failed");
                    points.add(bit(replicasMissing(fields)), "replicas_missing");
                    points.add(bit(memoryFull(fields)), "memory_full");
                  });
            })
        .build();
  }

  private static double bit(boolean value) {
    return value ? 1 : 0;
  }

  private static boolean saveFailed(Info info) {
    return info.is("rdb_last_bgsave_status", "ok").orElse(1) == 0;
  }

  private static boolean aofWriteFailed(Info info) {
    return info.number("aof_enabled").orElse(0) == 1
        && info.is("aof_last_write_status", "ok").orElse(1) == 0;
  }

  /** The field is there only where min-replicas-to-write is set; its limit is nowhere in INFO. */
  private static boolean replicasMissing(Info info) {
    return info.number("min_slaves_good_slaves").orElse(1) == 0;
  }

  private static boolean memoryFull(Info info) {
    double max = info.number("maxmemory").orElse(0);
    double counted =
        info.number("used_memory").orElse(0) - info.number("mem_not_counted_for_evict").orElse(0);
    return max > 0 && counted > max && !canEvict(info);
  }

  private static boolean canEvict(Info info) {
    String policy = info.text("maxmemory_policy").orElse("");
    if (policy.startsWith("volatile-")) {
      return info.withPrefix("db").entrySet().stream()
          .anyMatch(
              db ->
                  InfoPairs.parse("db" + db.getKey(), db.getValue()).number("expires").orElse(0)
                      > 0);
    }
    return !policy.equals("noeviction");
  }
}
