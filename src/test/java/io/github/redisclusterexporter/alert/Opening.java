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

  /** Three primaries, nodes 0 to 2, and their replicas, nodes 3 to 5. */
  Scene cluster() {
    return Scene.of(name, RedisCluster.builder().nodeTimeout(scale.of(NODE_TIMEOUT)).start());
  }

  /** One server that is no cluster. */
  Scene single() {
    return Scene.of(name, RedisServer.start(RedisBinary.v70()));
  }
}
