package io.github.redisclusterexporter.fault;

import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.TcpProxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Predicate;
import redis.clients.jedis.exceptions.JedisException;

/**
 * Starts random faults and ends them. At most three nodes have a fault at the same time, or four
 * nodes or clusters. Not thread safe, unless a method says otherwise.
 */
final class Chaos {
  private static final int MAX_NODES = 3;
  private static final int MAX_GROUPS = 4;
  private static final int MAX_MILLIS = 4_000;

  /** How often a whole cluster is in the list of {@link #ofClusters}, next to each of its nodes. */
  private static final int CLUSTER_WEIGHT = 3;

  private static final Fault KILL =
      new Fault("a kill", (node, proxy) -> node.kill(), (node, proxy) -> node.restart());
  private static final Fault FREEZE =
      new Fault("a freeze", (node, proxy) -> node.freeze(), (node, proxy) -> node.thaw());
  private static final Fault REFUSAL =
      new Fault("a refusal", (node, proxy) -> proxy.refuse(), (node, proxy) -> proxy.forward());

  private final List<List<Target>> groups;
  private final List<Fault> faults;
  private final int maxConcurrent;
  private final Random random;
  private final Map<Target, Long> faultEnds = new ConcurrentHashMap<>();
  private final Set<Target> faulty = ConcurrentHashMap.newKeySet();
  private final List<Running> running = new ArrayList<>();
  private final Map<String, Integer> counts = new TreeMap<>();

  /** A fault of one node or of the connection to it. */
  private record Fault(String name, Step begin, Step end) {}

  private record Running(Fault fault, List<Target> targets, long until) {}

  /**
   * A node that can have a fault.
   *
   * @param proxy the proxy through which the exporter connects to the node
   */
  record Target(RedisServer node, TcpProxy proxy) {}

  private interface Step {
    void on(RedisServer node, TcpProxy proxy);
  }

  private Chaos(List<List<Target>> groups, List<Fault> faults, int maxConcurrent, long seed) {
    this.groups = groups;
    this.faults = faults;
    this.maxConcurrent = maxConcurrent;
    this.random = new Random(seed);
  }

  /** Every kind of fault, of single nodes. Makes the same choices for the same seed. */
  static Chaos ofNodes(List<Target> nodes, long seed) {
    return new Chaos(nodes.stream().map(List::of).toList(), allFaults(), MAX_NODES, seed);
  }

  /**
   * Nodes and whole clusters are killed, frozen or refuse connections. Makes the same choices for
   * the same seed.
   */
  static Chaos ofClusters(List<List<Target>> clusters, long seed) {
    List<List<Target>> groups = new ArrayList<>();
    for (List<Target> cluster : clusters) {
      cluster.forEach(node -> groups.add(List.of(node)));
      groups.addAll(Collections.nCopies(CLUSTER_WEIGHT, cluster));
    }
    return new Chaos(groups, List.of(KILL, FREEZE, REFUSAL), MAX_GROUPS, seed);
  }

  private static List<Fault> allFaults() {
    List<Fault> faults = new ArrayList<>();
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
    faults.add(KILL);
    faults.add(new Fault("a restart", (node, proxy) -> node.restart(), Chaos::nothing));
    faults.add(FREEZE);
    faults.add(new Fault("a failover", (node, proxy) -> failOver(node), Chaos::nothing));
    return faults;
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
    if (running.size() < maxConcurrent && random.nextInt(3) == 0) {
      List<Target> targets = groups.get(random.nextInt(groups.size()));
      Fault fault = faults.get(random.nextInt(faults.size()));
      Duration duration = Duration.ofMillis(random.nextInt(MAX_MILLIS));
      if (Collections.disjoint(faulty, targets)) {
        running.add(new Running(fault, targets, now + duration.toNanos()));
        counts.merge(
            targets.size() == 1 ? fault.name() : fault.name() + " of a cluster", 1, Integer::sum);
        faulty.addAll(targets);
        targets.forEach(target -> fault.begin().on(target.node(), target.proxy()));
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
      each.targets().forEach(target -> each.fault().end().on(target.node(), target.proxy()));
      long now = System.nanoTime();
      each.targets().forEach(target -> faultEnds.put(target, now));
      each.targets().forEach(faulty::remove);
    }
  }

  /**
   * Whether none of these nodes had a fault after this moment of {@link System#nanoTime}. Safe for
   * any thread.
   */
  boolean isQuiet(Collection<Target> nodes, long since) {
    return Collections.disjoint(faulty, nodes)
        && nodes.stream().allMatch(node -> faultEnds.getOrDefault(node, since) - since <= 0);
  }

  /** How often each fault was started. */
  Map<String, Integer> counts() {
    return counts;
  }
}
