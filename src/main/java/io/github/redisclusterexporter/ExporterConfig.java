package io.github.redisclusterexporter;

import io.github.redisclusterexporter.config.ConfigNode;
import io.github.redisclusterexporter.metric.MetricGroupsConfig;
import io.github.redisclusterexporter.queue.QueuesConfig;
import io.github.redisclusterexporter.redis.ClusterMode;
import io.github.redisclusterexporter.redis.RedisConfig;
import io.github.redisclusterexporter.scrape.ScrapeConfig;
import io.github.redisclusterexporter.web.WebConfig;

/** The whole configuration. Every key is described in {@code reference.conf}. */
public record ExporterConfig(
    RedisConfig redis,
    ScrapeConfig scrape,
    QueuesConfig queues,
    MetricGroupsConfig collectors,
    WebConfig web) {

  ExporterConfig withRedis(RedisConfig other) {
    return new ExporterConfig(other, scrape, queues, collectors, web);
  }

  /** Reads and checks all sections. */
  public static ExporterConfig read(ConfigNode root) {
    RedisConfig redis = RedisConfig.read(root.at("redis"));
    return new ExporterConfig(
        redis,
        ScrapeConfig.read(root.at("scrape")),
        QueuesConfig.read(
            root.at("queues"),
            root.at("queue-search"),
            redis.database(),
            redis.cluster() == ClusterMode.TRUE),
        MetricGroupsConfig.read(root.at("collectors"), root.at("limits")),
        WebConfig.read(root.at("web")));
  }
}
