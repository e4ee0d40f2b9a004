package io.github.redisclusterexporter;

import io.github.redisclusterexporter.config.ConfigNode;
import io.github.redisclusterexporter.key.KeysConfig;
import io.github.redisclusterexporter.metric.MetricGroupsConfig;
import io.github.redisclusterexporter.queue.QueuesConfig;
import io.github.redisclusterexporter.redis.RedisConfig;

/** What is monitored of one cluster, and how to reach it. */
public record ClusterConfig(
    RedisConfig redis, QueuesConfig queues, KeysConfig keys, MetricGroupsConfig collectors) {

  /** The only cluster, from {@code redis} and the sections at the top. */
  static ClusterConfig readOnly(ConfigNode root) {
    return read(root, RedisConfig.read(root.at("redis")));
  }

  /** A cluster among several, from its section in {@code clusters}. */
  static ClusterConfig readNamed(ConfigNode section) {
    return read(section, RedisConfig.readNamed(section));
  }

  private static ClusterConfig read(ConfigNode sections, RedisConfig redis) {
    QueuesConfig queues =
        QueuesConfig.read(sections.at("queues"), sections.at("queue-search"), redis.database());
    KeysConfig keys =
        KeysConfig.read(sections.at("keys"), sections.at("key-groups"), redis.database());
    MetricGroupsConfig groups =
        MetricGroupsConfig.read(sections.at("collectors"), sections.at("limits"));
    return new ClusterConfig(
        redis, groups.hasQueueConsumers() ? queues.withConsumers() : queues, keys, groups);
  }

  ClusterConfig withRedis(RedisConfig other) {
    return new ClusterConfig(other, queues, keys, collectors);
  }
}
