package io.github.redisclusterexporter.demo;

import io.github.redisclusterexporter.net.HostPort;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.RedisClusterClient;
import redis.clients.jedis.StreamEntryID;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.params.XAddParams;
import redis.clients.jedis.params.XAutoClaimParams;
import redis.clients.jedis.params.XReadGroupParams;
import redis.clients.jedis.resps.StreamEntry;

/** The operations on the streams of the task queue. Safe for use by many threads. */
final class TaskQueue implements AutoCloseable {
  static final String GROUP = "task_workers";
  static final String LOW = "tasks:low";
  static final String CHECKPOINTS = "tasks:checkpoints";
  static final String DEAD_LETTERS = "tasks:dlq";
  static final List<String> STREAMS =
      List.of("tasks:high", "tasks:medium", LOW, CHECKPOINTS, DEAD_LETTERS);

  private static final Duration PATIENCE = Duration.ofSeconds(3);
  private static final long MAX_LENGTH = 5000;
  private static final int BATCH = 10;

  private final RedisClusterClient redis;

  private TaskQueue(RedisClusterClient redis) {
    this.redis = redis;
  }

  static TaskQueue connect(Collection<HostPort> nodes) {
    return new TaskQueue(ClusterClients.connect(nodes, PATIENCE));
  }

  void createGroups() {
    STREAMS.forEach(this::createGroup);
  }

  private void createGroup(String stream) {
    try {
      redis.xgroupCreate(stream, GROUP, new StreamEntryID("0-0"), true);
    } catch (JedisDataException e) {
      if (!String.valueOf(e.getMessage()).startsWith("BUSYGROUP")) {
        throw e;
      }
    }
  }

  void add(String stream, Map<String, String> fields) {
    redis.xadd(stream, XAddParams.xAddParams().maxLen(MAX_LENGTH).approximateTrimming(), fields);
  }

  /** Reads the next new entries for this consumer; empty if there are none. */
  List<StreamEntry> next(String stream, String consumer) {
    Map<String, List<StreamEntry>> entries =
        redis.xreadGroupAsMap(
            GROUP,
            consumer,
            XReadGroupParams.xReadGroupParams().count(BATCH),
            Map.of(stream, StreamEntryID.XREADGROUP_UNDELIVERED_ENTRY));
    return entries == null ? List.of() : entries.getOrDefault(stream, List.of());
  }

  /** Claims entries that another consumer has not acknowledged for this time. */
  List<StreamEntry> claim(String stream, String consumer, Duration idle) {
    return redis
        .xautoclaim(
            stream,
            GROUP,
            consumer,
            idle.toMillis(),
            new StreamEntryID("0-0"),
            XAutoClaimParams.xAutoClaimParams().count(BATCH))
        .getValue();
  }

  void acknowledge(String stream, StreamEntry entry) {
    redis.xack(stream, GROUP, entry.getID());
  }

  long length(String stream) {
    return redis.xlen(stream);
  }

  @Override
  public void close() {
    redis.close();
  }
}
