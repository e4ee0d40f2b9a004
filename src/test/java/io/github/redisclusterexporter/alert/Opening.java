package io.github.redisclusterexporter.alert;

import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import java.time.Duration;

/**
 * Starts the servers of one scene.
 *
 * @param name of the scene
 * @param scale of its times
 */
record Opening(String name, TimeScale scale) {
  /** The servers' own default; what the times of the rules are made for. */
  static final Duration NODE_TIMEOUT = Duration.ofSeconds(15);

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** Three primaries, nodes 0 to 2, and their replicas, nodes 3 to 5. */
  Scene cluster() {
    return Scene.of(this, builder().start());
  }

  /** Three primaries, nodes 0 to 2, and nothing else. */
  Scene withoutReplicas() {
    return Scene.of(this, builder().replicasPerPrimary(0).start());
  }

  /** One server that is no cluster. */
  Scene single() {
    return Scene.of(this, RedisServer.start(RedisBinary.v70()));
  }

  private RedisCluster.Builder builder() {
    return RedisCluster.builder().nodeTimeout(scale.of(NODE_TIMEOUT)).patience(PATIENCE);
  }
}
