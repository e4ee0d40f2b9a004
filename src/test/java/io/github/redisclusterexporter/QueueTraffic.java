package io.github.redisclusterexporter;

import static io.github.redisclusterexporter.QueuePages.assertUnavailable;
import static io.github.redisclusterexporter.QueuePages.depth;
import static io.github.redisclusterexporter.QueuePages.length;
import static io.github.redisclusterexporter.QueuePages.up;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;
import redis.clients.jedis.CommandArguments;
import redis.clients.jedis.Connection;
import redis.clients.jedis.HostAndPort;
import redis.clients.jedis.exceptions.JedisAskDataException;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;
import redis.clients.jedis.exceptions.JedisException;
import redis.clients.jedis.exceptions.JedisMovedDataException;
import redis.clients.jedis.util.SafeEncoder;

/**
 * A producer and a worker of one queue of each type, all in one slot, that follow it wherever it
 * goes, and know between which bounds each number must be: what is certain was acknowledged by the
 * primary and its replica, what is possible was at least sent.
 */
final class QueueTraffic {
  static final String LIST = "list{t}";
  static final String ZSET = "zset{t}";
  static final String SET = "set{t}";
  static final String STREAM = "stream{t}";
  static final List<String> KEYS = List.of(LIST, ZSET, SET, STREAM);
  static final String[] QUEUES = {
    "\"" + LIST + "\"",
    "{ key = \"" + ZSET + "\", score = seconds }",
    "\"" + SET + "\"",
    "\"" + STREAM + "\""
  };

  /** More is only counted as a bound where the server does not tell. */
  private static final long MOST_WAITING = 40;

  private static final Duration BOUND = Duration.ofSeconds(60);

  private final QueueCluster redis;
  private final int slot;
  private final Map<HostAndPort, Connection> connections = new HashMap<>();
  private @Nullable HostAndPort owner;
  private int round;

  private final Map<String, Bounds> added = new HashMap<>();
  private final Bounds read = new Bounds();
  private final Bounds acknowledged = new Bounds();

  /** How often something was done. */
  private static final class Bounds {
    private final AtomicLong certain = new AtomicLong();
    private final AtomicLong possible = new AtomicLong();
  }

  /** What is certain before a scrape. */
  record Moment(Map<String, Long> added, long read, long acknowledged) {}

  QueueTraffic(QueueCluster redis) {
    this.redis = redis;
    this.slot = (int) redis.slotOf(LIST);
    KEYS.forEach(key -> added.put(key, new Bounds()));
  }

  /** Makes the keys, the list so long that it takes a while to move. */
  void begin() {
    RedisServer server = redis.ownerOf(LIST);
    for (String key : KEYS) {
      Object unused = server.command("DEL", key);
    }
    Object unused = server.command("XGROUP", "CREATE", STREAM, "g", "0", "MKSTREAM");
    int stored = 20_000;
    redis.script(LIST, "for i = 1, " + stored + " do redis.call('RPUSH', KEYS[1], i) end return 0");
    bounds(LIST).certain.set(stored);
    bounds(LIST).possible.set(stored);
    work();
  }

  /** A little of everything. */
  void work() {
    round++;
    String member = "m" + round;
    add(LIST, "RPUSH", LIST, member);
    add(ZSET, "ZADD", ZSET, "1700000000." + round, member);
    add(SET, "SADD", SET, member);
    if (bounds(STREAM).possible.get() - read.certain.get() < MOST_WAITING) {
      add(STREAM, "XADD", STREAM, "*", "task", "secret");
    }
    if (round % 3 != 0) {
      take();
    }
  }

  private Bounds bounds(String key) {
    return added.getOrDefault(key, new Bounds());
  }

  private void add(String key, String... words) {
    Optional<Object> reply = send(bounds(key), words);
    assertThat(reply.orElse("OK")).isNotNull();
  }

  private void take() {
    // Without a reply it is not known what was handed out, and it stays pending.
    Optional<Object> reply =
        send(read, "XREADGROUP", "GROUP", "g", "w", "COUNT", "1", "STREAMS", STREAM, ">");
    if (reply.isPresent() && reply.get() instanceof List<?> streams && round % 2 == 0) {
      List<?> entries = (List<?>) ((List<?>) streams.get(0)).get(1);
      String id = String.valueOf(((List<?>) entries.get(0)).get(0));
      Optional<Object> unused = send(acknowledged, "XACK", STREAM, "g", id);
    }
  }

  /**
   * Sends one command to whoever has the slot, until it is known that it was carried out, or that
   * this cannot be known.
   */
  private Optional<Object> send(Bounds bounds, String... words) {
    boolean counted = false;
    boolean asking = false;
    HostAndPort to = owner == null ? find() : owner;
    while (true) {
      Optional<Connection> connection = connect(to);
      if (connection.isEmpty()) {
        to = find();
        continue;
      }
      if (!counted) {
        // Before it is sent: a scrape may see it before the reply is here.
        bounds.possible.incrementAndGet();
        counted = true;
      }
      try {
        if (asking) {
          Object unused = call(connection.get(), "ASKING");
        }
        Object reply = call(connection.get(), words);
        if (reply == null) {
          // There was nothing to hand out.
          bounds.possible.decrementAndGet();
        } else if (isReplicated(connection.get())) {
          bounds.certain.incrementAndGet();
        }
        return Optional.ofNullable(reply);
      } catch (JedisMovedDataException e) {
        to = e.getTargetNode();
        owner = to;
        asking = false;
      } catch (JedisAskDataException e) {
        to = e.getTargetNode();
        asking = true;
      } catch (JedisDataException e) {
        assertThat(e).hasMessageMatching("(CLUSTERDOWN|LOADING|READONLY|MASTERDOWN).*");
        to = find();
        asking = false;
      } catch (JedisConnectionException e) {
        drop(to);
        return Optional.empty();
      }
    }
  }

  private HostAndPort find() {
    AtomicReference<HostAndPort> found = new AtomicReference<>();
    Eventually.await(
        BOUND,
        "somebody has the slot",
        () -> {
          redis.cluster().nodes().stream()
              .filter(this::hasTheSlot)
              .map(server -> new HostAndPort(server.address().host(), server.address().port()))
              .forEach(found::set);
          return found.get() != null;
        });
    HostAndPort now = Objects.requireNonNull(found.get());
    owner = now;
    return now;
  }

  private boolean hasTheSlot(RedisServer server) {
    try {
      return RedisCluster.ownerOf(slot, List.of(server)).isPresent();
    } catch (JedisException e) {
      // It is frozen, or is just being killed.
      return false;
    }
  }

  private Optional<Connection> connect(HostAndPort to) {
    Connection kept = connections.get(to);
    if (kept != null) {
      return Optional.of(kept);
    }
    try {
      Connection fresh =
          redis.cluster().nodes().stream()
              .filter(node -> node.address().port() == to.getPort())
              .findFirst()
              .orElseThrow()
              .client()
              .connect();
      connections.put(to, fresh);
      return Optional.of(fresh);
    } catch (JedisConnectionException e) {
      return Optional.empty();
    }
  }

  private void drop(HostAndPort to) {
    Connection broken = connections.remove(to);
    if (broken != null) {
      broken.close();
    }
    owner = null;
  }

  private static boolean isReplicated(Connection connection) {
    try {
      return Objects.requireNonNull((Long) call(connection, "WAIT", "1", "1000")) > 0;
    } catch (JedisDataException e) {
      // The server stopped being a primary while it waited for its replica.
      assertThat(e).hasMessageStartingWith("UNBLOCKED");
      return false;
    }
  }

  private static @Nullable Object call(Connection connection, String... words) {
    CommandArguments arguments = new CommandArguments(() -> SafeEncoder.encode(words[0]));
    for (int i = 1; i < words.length; i++) {
      arguments.add(words[i]);
    }
    connection.sendCommand(arguments);
    Object reply = connection.getOne();
    return reply == null ? null : SafeEncoder.encodeObject(reply);
  }

  /** To be taken before a scrape. */
  Moment now() {
    Map<String, Long> certain = new HashMap<>();
    added.forEach((key, bounds) -> certain.put(key, bounds.certain.get()));
    return new Moment(certain, read.certain.get(), acknowledged.certain.get());
  }

  /**
   * Each number is what it was at some moment during the scrape, or is not there.
   *
   * @param before the scrape
   * @return how many queues were measured
   */
  int assertRightOrAbsent(ScrapedPage page, Moment before) {
    assertThat(page.status()).as(page.body()).isEqualTo(200);
    int measured = 0;
    for (String key : KEYS) {
      if (up(page, key) == 0) {
        assertUnavailable(page, key);
      } else {
        measured++;
        assertThat(length(page, key))
            .as("length of " + key)
            .isBetween((double) certainly(before, key), (double) bounds(key).possible.get());
        if (!key.equals(STREAM)) {
          assertThat(depth(page, key)).as("depth of " + key).isEqualTo(length(page, key));
        }
      }
    }
    if (up(page, ZSET) == 1) {
      assertThat(page.value("redis_cluster_queue_scheduled", "queue", ZSET)).isZero();
    }
    if (up(page, STREAM) == 1) {
      assertStream(page, before);
    }
    return measured;
  }

  private void assertStream(ScrapedPage page, Moment before) {
    long added = bounds(STREAM).possible.get();
    long taken = read.possible.get();
    assertThat(page.value("redis_cluster_queue_depth_exact", "queue", STREAM)).isEqualTo(1);
    assertThat(depth(page, STREAM))
        .as("depth of the stream")
        .isBetween(
            (double) Math.max(0, certainly(before, STREAM) - taken),
            (double) added - before.read());
    assertThat(page.value("redis_cluster_queue_pending", "queue", STREAM))
        .as("pending")
        .isBetween(
            (double) Math.max(0, before.read() - acknowledged.possible.get()),
            (double) taken - before.acknowledged());
  }

  private static long certainly(Moment before, String key) {
    return before.added().getOrDefault(key, 0L);
  }
}
