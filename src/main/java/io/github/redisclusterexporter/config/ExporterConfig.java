package io.github.redisclusterexporter.config;

/** The whole configuration. Every key is described in {@code reference.conf}. */
public record ExporterConfig(
    RedisConfig redis,
    ScrapeConfig scrape,
    QueuesConfig queues,
    CollectorsConfig collectors,
    WebConfig web) {}
