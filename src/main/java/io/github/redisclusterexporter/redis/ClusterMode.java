package io.github.redisclusterexporter.redis;

/** Whether the servers form a cluster; {@code AUTO} asks each of them. */
public enum ClusterMode {
  TRUE,
  FALSE,
  AUTO
}
