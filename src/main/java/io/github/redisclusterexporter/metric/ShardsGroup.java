package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.cluster.Shard;
import io.github.redisclusterexporter.node.Collector;
import java.util.OptionalDouble;

/** Each part of the slots: whether it is served, and how safe it is. */
final class ShardsGroup {
  private ShardsGroup() {}

  static Group<Shard> group() {
    return Group.ofShards(
            "shards",
            Collector.CLUSTER_NODES,
            Collector.CLUSTER_INFO,
            Collector.INFO,
            Collector.SHARD_ID)
        .gauge(
            "redis_cluster_shard_serving",
            "1 when a reachable primary serves all slots of the shard, 0 when its slots have no"
                + " reachable owner.",
            shard -> OptionalDouble.of(shard.isServing() ? 1 : 0))
        .gauge(
            "redis_cluster_shard_slots",
            "Slots that the shard holds; absent while nobody can tell.",
            shard ->
                shard.slots().isPresent()
                    ? OptionalDouble.of(shard.slots().getAsInt())
                    : OptionalDouble.empty())
        .gauge(
            "redis_cluster_shard_healthy_replicas",
            "Reachable replicas of the shard whose link is up and that no node flags as failed.",
            shard -> OptionalDouble.of(shard.healthyReplicas()))
        .build();
  }
}
