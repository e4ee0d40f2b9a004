package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.RespClient;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redis.clients.jedis.Connection;

/**
 * A cluster with something to report in each section of INFO, and as few equal numbers as possible,
 * so that a value from the wrong field is noticed. Then it is quiet.
 */
final class BusyCluster implements AutoCloseable {
  /** Hash tags; the first is in a slot of the first primary, and so on. */
  private static final List<String> TAGS = List.of("{bar}", "{test}", "{foo}");

  private final RedisCluster cluster;

  /** Connections that stay open: a new one changes what INFO counts. */
  private final Map<RedisServer, Connection> connections = new LinkedHashMap<>();

  private final List<Connection> clients = new ArrayList<>();

  private BusyCluster(RedisCluster cluster) {
    this.cluster = cluster;
  }

  static BusyCluster start(RedisBinary binary) {
    RedisCluster.Builder builder =
        RedisCluster.builder()
            .binary(binary)
            .directive("appendonly yes")
            .directive("maxmemory 1gb")
            .directive("latency-monitor-threshold 1000");
    if (binary.isValkey()) {
      builder.directive("cluster-slot-stats-enabled yes");
    }
    BusyCluster busy = new BusyCluster(builder.start());
    try {
      busy.work();
      return busy;
    } catch (RuntimeException | Error e) {
      try (busy) {
        throw e;
      }
    }
  }

  RedisCluster cluster() {
    return cluster;
  }

  /** INFO and CLUSTER INFO. */
  InfoReply info(RedisServer node) {
    return InfoReply.parse(text(node, "INFO", "EVERYTHING"), text(node, "CLUSTER", "INFO"));
  }

  private String text(RedisServer node, String... words) {
    return String.valueOf(RespClient.command(connection(node), words));
  }

  private Connection connection(RedisServer node) {
    return connections.computeIfAbsent(node, each -> each.client().connect());
  }

  private Connection client(RedisServer node) {
    Connection client = node.client().connect();
    clients.add(client);
    return client;
  }

  private static void send(Connection connection, String... words) {
    Object unused = RespClient.command(connection, words);
  }

  private void run(RedisServer node, int times, String... words) {
    for (int i = 0; i < times; i++) {
      send(connection(node), words);
    }
  }

  private void work() {
    for (int i = 0; i < TAGS.size(); i++) {
      RedisServer node = cluster.node(i);
      write(node, TAGS.get(i), i);
      connectClients(node, TAGS.get(i), i);
      beDenied(node, TAGS.get(i), i);
    }
    run(cluster.node(0), 1, "XGROUP", "CREATE", "tasks:{bar}", "g", "0", "MKSTREAM");
    run(cluster.node(0), 3, "XADD", "tasks:{bar}", "*", "f", "v");
    run(
        cluster.node(0),
        1,
        "XREADGROUP",
        "GROUP",
        "g",
        "c",
        "COUNT",
        "2",
        "STREAMS",
        "tasks:{bar}",
        ">");
    run(cluster.node(1), 1, "ZADD", "tasks:{test}", "1700000000", "a");
    run(cluster.node(2), 2, "RPUSH", "tasks:{foo}", "a");
    cluster.nodes().forEach(this::save);
    for (int i = 0; i < TAGS.size(); i++) {
      RedisServer node = cluster.node(i);
      run(node, 2 + i, "SET", TAGS.get(i) + "not-saved", "1");
      run(node, 1, "CLIENT", "PAUSE", "300000", "WRITE");
    }
  }

  private void write(RedisServer node, String tag, int number) {
    run(node, 1, "SETRANGE", tag + "large", "8000000", "x");
    run(node, 1, "SET", "session:" + tag, "1");
    run(node, 1, "SET", tag + "expiring", "1", "EX", "1000");
    run(node, 3 + number, "GET", tag + "expiring");
    run(node, 7 + number, "GET", tag + "missing");
    run(node, 1, "SET", tag + "expired", "1", "PX", "1");
    run(node, 1, "EVAL", "return 1", "0");
    run(node, 1 + number, "EVAL", "return 2", "0");
    freeInBackground(node, tag, 6 + number);
    restore(node, tag, 9 + number);
    assertThatThrownBy(() -> run(node, 1, "LPUSH", tag + "expiring", "x"))
        .hasMessageStartingWith("WRONGTYPE");
    if (node.binary().isAtLeast(7)) {
      run(
          node,
          1,
          "FUNCTION",
          "LOAD",
          """
          #!lua name=library
          redis.register_function('one', function() return 1 end)
          redis.register_function('two', function() return 2 end)
          """);
    }
    Eventually.await(
        "the key has expired", () -> info(node).text("expired_keys").orElse("0").equals("1"));
  }

  /** Sets of so many members are not freed at once. */
  private void freeInBackground(RedisServer node, String tag, int times) {
    String script =
        "for i = 1, 1000 do redis.call('SADD', KEYS[1], 'm' .. i) end"
            + " redis.call('UNLINK', KEYS[1])";
    run(node, times, "EVAL", script, "1", tag + "unlinked");
    Eventually.await(
        "the memory of all sets is free",
        () -> Integer.parseInt(info(node).text("lazyfreed_objects").orElse("0")) >= times);
  }

  /** The server counts values that it checks; Valkey 9.1 checks all, and has no setting for it. */
  private void restore(RedisServer node, String tag, int times) {
    String script =
        "redis.call('SADD', KEYS[1], 1, 2, 3)"
            + " local value = redis.call('DUMP', KEYS[1])"
            + " for i = 1, ARGV[1] do redis.call('RESTORE', KEYS[1], 0, value, 'REPLACE') end";
    String setting = "sanitize-dump-payload";
    if (!List.of().equals(RespClient.command(connection(node), "CONFIG", "GET", setting))) {
      run(node, 1, "CONFIG", "SET", setting, "yes");
    }
    run(node, 1, "EVAL", script, "1", tag + "restored", String.valueOf(times));
  }

  private void connectClients(RedisServer node, String tag, int number) {
    Connection subscriber = client(node);
    String id = String.valueOf(RespClient.command(subscriber, "CLIENT", "ID"));
    for (int i = 0; i <= number; i++) {
      send(subscriber, "SUBSCRIBE", "channel" + i);
    }
    send(client(node), "PSUBSCRIBE", "pattern*");
    if (node.binary().isAtLeast(7)) {
      send(client(node), "SSUBSCRIBE", tag);
    }
    Connection tracking = client(node);
    send(tracking, "CLIENT", "TRACKING", "ON", "REDIRECT", id);
    for (int i = 0; i < 4; i++) {
      send(tracking, "GET", tag + "tracked" + i);
    }
    send(client(node), "WATCH", tag + "a", tag + "b", tag + "c", tag + "d");
    RespClient.block(client(node), "BLPOP", tag + "queue", tag + "other-queue", "0");
    for (int i = 0; i < 2; i++) {
      RespClient.block(client(node), "BLPOP", tag + "queue", "1000");
    }
    String stream = tag + "stream";
    run(node, 1, "XGROUP", "CREATE", stream, "g", "$", "MKSTREAM");
    RespClient.block(
        client(node), "XREADGROUP", "GROUP", "g", "c", "BLOCK", "0", "STREAMS", stream, ">");
    run(node, 3 + number, "PUBLISH", "news", "x");
    Eventually.await(
        "clients are blocked", () -> info(node).text("blocked_clients").orElse("0").equals("4"));
  }

  /** Leaves no entry in the log of the access control list. */
  private void beDenied(RedisServer node, String tag, int number) {
    run(
        node,
        1,
        "ACL SETUSER guest on >pa55word resetchannels ~open:* +get +publish".split(" ", -1));
    Connection guest = client(node);
    assertThatThrownBy(() -> send(guest, "AUTH", "guest", "wrong"))
        .hasMessageStartingWith("WRONGPASS");
    send(guest, "AUTH", "guest", "pa55word");
    for (int i = 0; i < 2 + number; i++) {
      assertDenied(guest, "SET", "open:a", "1");
    }
    for (int i = 0; i < 5 + number; i++) {
      assertDenied(guest, "GET", tag + "expiring");
    }
    for (int i = 0; i < 8 + number; i++) {
      assertDenied(guest, "PUBLISH", "news", "x");
    }
    run(node, 1, "ACL", "LOG", "RESET");
  }

  private static void assertDenied(Connection guest, String... words) {
    assertThatThrownBy(() -> send(guest, words)).hasMessageStartingWith("NOPERM");
  }

  private void save(RedisServer node) {
    awaitNoChild(node);
    run(node, 1, "BGSAVE");
    awaitNoChild(node);
    run(node, 1, "BGREWRITEAOF");
    awaitNoChild(node);
  }

  private void awaitNoChild(RedisServer node) {
    Eventually.await(
        "nothing is saved on " + node,
        () -> {
          Map<String, String> fields = info(node).fields();
          return "0".equals(fields.get("rdb_bgsave_in_progress"))
              && "0".equals(fields.get("aof_rewrite_in_progress"))
              && "0".equals(fields.get("aof_rewrite_scheduled"));
        });
  }

  @Override
  public void close() {
    clients.forEach(Connection::close);
    connections.values().forEach(Connection::close);
    cluster.close();
  }
}
