package io.github.redisclusterexporter.fault;

import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.function.Predicate;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Starts random faults and ends them. At most three nodes have a fault at the same time. Not thread
 * safe.
 */
final class Chaos {
  private static final int MAX_CONCURRENT = 3;
  private static final int MAX_MILLIS = 4_000;

  private final List<Target> targets;
  private final Random random;
  private final List<Fault> faults = new ArrayList<>();
  private final List<Running> running = new ArrayList<>();
  private final Map<String, Integer> counts = new TreeMap<>();

  /** A fault of one node or of the connection to it. */
  private record Fault(String name, Step begin, Step end) {}

  private record Running(Fault fault, Target target, long until) {}

  /**
   * A node that can have a fault.
   *
   * @param proxy the proxy through which the exporter connects to the node
   */
  record Target(RedisServer node, TcpProxy proxy) {}

  private interface Step {
    void on(RedisServer node, TcpProxy proxy);
  }

  /** Makes the same choices for the same seed. */
  Chaos(List<Target> targets, long seed) {
    this.targets = List.copyOf(targets);
    this.random = new Random(seed);
    for (NetworkFault fault : NetworkFaults.all()) {
      faults.add(
          new Fault(
              fault.name(),
              (node, proxy) -> fault.begin().accept(proxy),
              (node, proxy) -> proxy.forward()));
    }
    faults.add(
        new Fault(
            "a delay",
            (node, proxy) -> proxy.delay(Duration.ofMillis(200)),
            (node, proxy) -> proxy.forward()));
    faults.add(
        new Fault("a lost connection", (node, proxy) -> proxy.dropConnections(), Chaos::nothing));
    faults.add(new Fault("a kill", (node, proxy) -> node.kill(), (node, proxy) -> node.restart()));
    faults.add(new Fault("a restart", (node, proxy) -> node.restart(), Chaos::nothing));
    faults.add(new Fault("a freeze", (node, proxy) -> node.freeze(), (node, proxy) -> node.thaw()));
    faults.add(new Fault("a failover", (node, proxy) -> failOver(node), Chaos::nothing));
  }

  private static void nothing(RedisServer node, TcpProxy proxy) {}

  private static void failOver(RedisServer node) {
    try {
      node.command("CLUSTER", "FAILOVER");
    } catch (JedisException e) {
      // The node is a primary, or its primary is unreachable: then there is no failover.
    }
  }

  /** Ends the faults whose time is over, and may start a new one. */
  void step() {
    long now = System.nanoTime();
    end(each -> each.until() - now < 0);
    if (running.size() < MAX_CONCURRENT && random.nextInt(3) == 0) {
      Target target = targets.get(random.nextInt(targets.size()));
      Fault fault = faults.get(random.nextInt(faults.size()));
      Duration duration = Duration.ofMillis(random.nextInt(MAX_MILLIS));
      if (running.stream().noneMatch(each -> each.target().equals(target))) {
        running.add(new Running(fault, target, now + duration.toNanos()));
        counts.merge(fault.name(), 1, Integer::sum);
        fault.begin().on(target.node(), target.proxy());
      }
    }
  }

  /** Ends all faults. */
  void endAll() {
    end(each -> true);
  }

  private void end(Predicate<Running> which) {
    for (Running each : running.stream().filter(which).toList()) {
      running.remove(each);
      each.fault().end().on(each.target().node(), each.target().proxy());
    }
  }

  /** How often each fault was started. */
  Map<String, Integer> counts() {
    return counts;
  }
}
