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
 * Makes faults at random, and ends them. At most three nodes have one at a time. Not for threads.
 */
final class Chaos {
  private static final int MOST_AT_ONCE = 3;
  private static final int LONGEST_MILLIS = 4_000;

  private final List<Place> places;
  private final Random random;
  private final List<Fault> faults = new ArrayList<>();
  private final List<Running> running = new ArrayList<>();
  private final Map<String, Integer> made = new TreeMap<>();

  /** A fault of one node or of the way to it. */
  private record Fault(String name, Step begin, Step end) {}

  private record Running(Fault fault, Place place, long until) {}

  /**
   * Where a fault can be.
   *
   * @param proxy the exporter's way to the node
   */
  record Place(RedisServer node, TcpProxy proxy) {}

  private interface Step {
    void on(RedisServer node, TcpProxy proxy);
  }

  /** The same choices for the same seed. */
  Chaos(List<Place> places, long seed) {
    this.places = List.copyOf(places);
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
      // It is a primary, or its primary is not there: then it is none.
    }
  }

  /** Ends what has lasted long enough and perhaps makes one more. */
  void step() {
    long now = System.nanoTime();
    end(each -> each.until() - now < 0);
    if (running.size() < MOST_AT_ONCE && random.nextInt(3) == 0) {
      Place place = places.get(random.nextInt(places.size()));
      Fault fault = faults.get(random.nextInt(faults.size()));
      Duration lasting = Duration.ofMillis(random.nextInt(LONGEST_MILLIS));
      if (running.stream().noneMatch(each -> each.place().equals(place))) {
        running.add(new Running(fault, place, now + lasting.toNanos()));
        made.merge(fault.name(), 1, Integer::sum);
        fault.begin().on(place.node(), place.proxy());
      }
    }
  }

  /** Ends everything. */
  void calm() {
    end(each -> true);
  }

  private void end(Predicate<Running> which) {
    for (Running each : running.stream().filter(which).toList()) {
      running.remove(each);
      each.fault().end().on(each.place().node(), each.place().proxy());
    }
  }

  /** How often each fault was made. */
  Map<String, Integer> made() {
    return made;
  }
}
