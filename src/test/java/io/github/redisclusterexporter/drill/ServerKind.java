package io.github.redisclusterexporter.drill;

import io.github.redisclusterexporter.testing.RedisBinary;

/** Servers that behave differently in a drill. */
enum ServerKind {
  REDIS_62,
  REDIS,
  /**
   * Answers CLUSTER NODES and CLUSTER INFO while it loads its dataset. Finds a node failed as soon
   * as another one answers at its address; Redis only forgets the address.
   */
  VALKEY;

  static ServerKind of(RedisBinary binary) {
    return binary.isValkey() ? VALKEY : binary.isAtLeast(7) ? REDIS : REDIS_62;
  }
}
