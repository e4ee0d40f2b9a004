package io.github.redisclusterexporter;

import io.github.redisclusterexporter.config.Settings;
import io.github.redisclusterexporter.config.WebConfig;
import io.github.redisclusterexporter.config.WebSection;
import io.github.redisclusterexporter.metric.CollectorsConfig;
import io.github.redisclusterexporter.metric.CollectorsSection;
import io.github.redisclusterexporter.queue.QueuesConfig;
import io.github.redisclusterexporter.queue.QueuesSection;
import io.github.redisclusterexporter.redis.ClusterMode;
import io.github.redisclusterexporter.redis.RedisConfig;
import io.github.redisclusterexporter.redis.RedisSection;
import io.github.redisclusterexporter.scrape.ScrapeConfig;
import io.github.redisclusterexporter.scrape.ScrapeSection;

/** The whole configuration. Every key is described in {@code reference.conf}. */
public record ExporterConfig(
    RedisConfig redis,
    ScrapeConfig scrape,
    QueuesConfig queues,
    CollectorsConfig collectors,
    WebConfig web) {

  /** Reads and checks all sections. */
  public static ExporterConfig read(Settings settings) {
    RedisConfig redis = RedisSection.read(settings);
    return new ExporterConfig(
        redis,
        ScrapeSection.read(settings),
        QueuesSection.read(settings, redis.database(), redis.cluster() == ClusterMode.TRUE),
        CollectorsSection.read(settings),
        WebSection.read(settings));
  }
}
