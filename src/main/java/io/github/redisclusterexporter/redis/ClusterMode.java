package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.config.Scalars;
import java.util.Optional;

/** Whether the servers form a cluster; {@code AUTO} asks each of them. */
public enum ClusterMode {
  TRUE,
  FALSE,
  AUTO;

  static Optional<ClusterMode> parse(String text) {
    return text.equalsIgnoreCase("auto")
        ? Optional.of(AUTO)
        : Scalars.bool(text).map(yes -> yes ? TRUE : FALSE);
  }
}
