package io.github.redisclusterexporter.alert;

import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import java.util.List;
import java.util.stream.IntStream;
import redis.clients.jedis.Connection;
import redis.clients.jedis.Protocol.Command;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.util.SafeEncoder;

/** Moves slots with their keys from one primary to another, as {@code redis-cli} does. */
final class Resharding implements AutoCloseable {
  /** So many slots are open at a time; fewer than have half of the keys of a node. */
  private static final int BATCH = 10;

  private static final String KEYS_IN_SLOT = "1000";
  private static final String TIMEOUT_MILLIS = "5000";

  private final RedisServer to;
  private final Connection source;
  private final Connection target;
  private final String sourceId;
  private final String targetId;

  private Resharding(RedisCluster cluster, RedisServer from, RedisServer to) {
    this.to = to;
    this.sourceId = cluster.id(from);
    this.targetId = cluster.id(to);
    this.source = from.client().connect();
    this.target = to.client().connect();
  }

  /** Moves the slots from the first one to the last one, both included. */
  static void move(RedisCluster cluster, RedisServer from, RedisServer to, int first, int last) {
    try (Resharding resharding = new Resharding(cluster, from, to)) {
      for (int start = first; start <= last; start += BATCH) {
        resharding.move(start, Math.min(last, start + BATCH - 1));
      }
    }
  }

  private void move(int first, int last) {
    setSlots(target, first, last, "IMPORTING", sourceId);
    setSlots(source, first, last, "MIGRATING", targetId);
    for (int slot = first; slot <= last; slot++) {
      moveKeys(slot);
    }
    setSlots(target, first, last, "NODE", targetId);
    try {
      setSlots(source, first, last, "NODE", targetId);
    } catch (JedisDataException e) {
      // Without slots it becomes a replica.
      if (!String.valueOf(e.getMessage()).contains("only with masters")) {
        throw e;
      }
    }
  }

  /** One round trip for all slots. */
  private static void setSlots(Connection on, int first, int last, String state, String node) {
    for (int slot = first; slot <= last; slot++) {
      on.sendCommand(Command.CLUSTER, "SETSLOT", Integer.toString(slot), state, node);
    }
    IntStream.rangeClosed(first, last).forEach(slot -> on.getStatusCodeReply());
  }

  private void moveKeys(int slot) {
    source.sendCommand(Command.CLUSTER, "GETKEYSINSLOT", Integer.toString(slot), KEYS_IN_SLOT);
    for (Object key : (List<?>) source.getOne()) {
      source.sendCommand(
          Command.MIGRATE,
          to.address().host(),
          Integer.toString(to.address().port()),
          SafeEncoder.encode((byte[]) key),
          "0",
          TIMEOUT_MILLIS);
      source.getStatusCodeReply();
    }
  }

  @Override
  public void close() {
    source.close();
    target.close();
  }
}
