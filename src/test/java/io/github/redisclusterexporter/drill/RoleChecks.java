package io.github.redisclusterexporter.drill;

import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.ServerWatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The checks of the failover monitor, which the servers count as calls of INFO. Nobody else may
 * call INFO meanwhile: no page is requested.
 */
final class RoleChecks implements AutoCloseable {
  /**
   * After a failed check of a primary, the monitor checks its replicas, and only then the primary
   * again. So if a primary was checked three times and no replica was, the second check succeeded.
   */
  private static final int ENOUGH = 3;

  private final Map<ServerWatch, Long> primaries = new LinkedHashMap<>();
  private final List<ServerWatch> replicas = new ArrayList<>();
  private final Duration longest;
  private long start;

  private RoleChecks(Duration longest) {
    this.longest = longest;
  }

  /**
   * Starts to count.
   *
   * @param nodes all running nodes
   * @param longest the time from the first to the last of the checks that count; if they take
   *     longer, counting starts again
   */
  static RoleChecks of(List<RedisServer> nodes, Duration longest) {
    RoleChecks checks = new RoleChecks(longest);
    for (RedisServer node : nodes) {
      boolean isPrimary = node.field("role", "INFO", "replication").equals(Optional.of("master"));
      ServerWatch watch = ServerWatch.on(node);
      if (isPrimary) {
        checks.primaries.put(watch, 0L);
      } else {
        checks.replicas.add(watch);
      }
    }
    return checks;
  }

  /** Whether the monitor has found each primary with a check after {@link #start}. */
  boolean haveFoundAllPrimaries() {
    long now = System.nanoTime();
    primaries.replaceAll((watch, count) -> count + checksOf(watch));
    // After the primaries: the check of a replica comes before the next one of its primary.
    long failed = replicas.stream().mapToLong(RoleChecks::checksOf).sum();
    boolean begun = primaries.values().stream().anyMatch(count -> count > 0);
    if (!begun || failed > 0 || now - start > longest.toNanos()) {
      primaries.replaceAll((watch, count) -> 0L);
      start = now;
      return false;
    }
    return primaries.values().stream().allMatch(count -> count >= ENOUGH);
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
    primaries.keySet().forEach(ServerWatch::close);
    replicas.forEach(ServerWatch::close);
  }
}
