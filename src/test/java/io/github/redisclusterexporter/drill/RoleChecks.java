package io.github.redisclusterexporter.drill;

import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.ServerWatch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * The checks of one shard by the failover monitor, which the servers count as calls of INFO. Nobody
 * else may call INFO meanwhile: no page is requested.
 */
final class RoleChecks implements AutoCloseable {
  /**
   * After a failed check of a primary, the monitor checks its replicas, and only then the primary
   * again. So if a primary was checked three times and no replica was, the second check succeeded.
   */
  private static final int ENOUGH = 3;

  private final ServerWatch primary;
  private final List<ServerWatch> replicas;
  private final Duration longest;
  private long count;
  private long start;

  private RoleChecks(RedisServer primary, List<RedisServer> replicas, Duration longest) {
    this.primary = ServerWatch.on(primary);
    this.replicas = replicas.stream().map(ServerWatch::on).toList();
    this.longest = longest;
  }

  /**
   * Starts to count the checks of each of these primaries.
   *
   * @param nodes all running nodes
   * @param longest the time from the first to the last of the checks that count; if they take
   *     longer, counting starts again
   */
  static List<RoleChecks> ofEach(
      List<RedisServer> primaries, List<RedisServer> nodes, Duration longest) {
    // Before counting starts, because this calls INFO.
    Map<String, List<RedisServer>> replicas =
        nodes.stream().collect(Collectors.groupingBy(RoleChecks::portOfPrimary));
    return primaries.stream()
        .map(
            primary -> {
              String port = Integer.toString(primary.address().port());
              return new RoleChecks(primary, replicas.getOrDefault(port, List.of()), longest);
            })
        .toList();
  }

  private static String portOfPrimary(RedisServer node) {
    return node.field("master_port", "INFO", "replication").orElse("");
  }

  /** Whether the monitor has found the primary, with a check after {@link #start}. */
  boolean haveSucceeded() {
    if (count >= ENOUGH) {
      return true;
    }
    long now = System.nanoTime();
    count += checksOf(primary);
    // After the primary: the check of a replica comes before the next one of the primary.
    long failed = replicas.stream().mapToLong(RoleChecks::checksOf).sum();
    if (count == 0 || failed > 0 || now - start > longest.toNanos()) {
      count = 0;
      start = now;
    }
    return count >= ENOUGH;
  }

  /** Of {@link System#nanoTime}. */
  long start() {
    return start;
  }

  private static long checksOf(ServerWatch watch) {
    return watch.doings().calls().getOrDefault("info", 0L);
  }

  @Override
  public void close() {
    primary.close();
    replicas.forEach(ServerWatch::close);
  }
}
