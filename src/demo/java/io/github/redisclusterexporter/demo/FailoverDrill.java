package io.github.redisclusterexporter.demo;

import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import redis.clients.jedis.util.JedisClusterCRC16;

/**
 * Kills a primary under traffic, observes the promotion of its replica, and starts the old primary
 * again as a replica.
 */
final class FailoverDrill {
  private static final Duration EVENT_BOUND = Duration.ofSeconds(60);
  private static final Duration TRAFFIC_BOUND = Duration.ofSeconds(20);
  private static final long ENOUGH = 500;

  private final RedisCluster cluster;
  private final URI exporter;
  private final PrintStream out;
  private final Duration bound;

  FailoverDrill(RedisCluster cluster, URI exporter, PrintStream out) {
    this(cluster, exporter, out, EVENT_BOUND);
  }

  /**
   * @param exporter the address of the exporter's page
   * @param bound time limit for each step
   */
  FailoverDrill(RedisCluster cluster, URI exporter, PrintStream out, Duration bound) {
    this.cluster = cluster;
    this.exporter = exporter;
    this.out = out;
    this.bound = bound;
  }

  DrillResult run() throws IOException, InterruptedException {
    RedisServer victim = cluster.node(0);
    try (Traffic traffic = Traffic.start(cluster.addresses(), tagOf(victim))) {
      Eventually.await(
          TRAFFIC_BOUND, "clients write and read", () -> traffic.acknowledged() > ENOUGH);
      Timeline before = new Timeline(exporter, bound, out);
      // The exporter can report the failure only of nodes that it has seen up.
      Eventually.await(
          TRAFFIC_BOUND,
          "the exporter sees all nodes up",
          () -> before.scrape().shows(cluster.nodes().size(), "redis_cluster_node_up"));
      out.println("Clients write and read keys of the shard of primary " + victim.address() + ".");
      out.println("It is now killed with SIGKILL. The exporter reports:");
      out.println();
      traffic.mark();
      boolean complete = killAndFollow(victim, traffic);
      traffic.stop();
      // Lost writes can be counted only when the slot has an owner.
      long lost = complete ? traffic.lost() : 0;
      return new DrillResult(
          complete,
          traffic.withoutWrites(),
          traffic.withoutReads(),
          traffic.acknowledged(),
          traffic.failed(),
          lost);
    }
  }

  private boolean killAndFollow(RedisServer victim, Traffic traffic)
      throws IOException, InterruptedException {
    String old = "node=\"" + victim.address() + "\"";
    String heir = "node=\"" + cluster.replicaOf(victim).address() + "\"";
    Timeline timeline = new Timeline(exporter, bound, out);
    victim.kill();
    timeline.note(victim.address() + " is killed");
    boolean served =
        timeline.await("detected: it is down", page -> page.shows(0, "redis_cluster_node_up", old))
            && timeline.await(
                "flagged: the other primaries agree that it has failed",
                page -> page.sum("redis_cluster_node_flagged", old, "flag=\"fail\"").orElse(0) > 0)
            && timeline.await(
                "promoted: " + cluster.replicaOf(victim).address() + " is a primary",
                page -> page.shows(1, "redis_cluster_node_up", heir, "role=\"primary\""))
            && timeline.await(
                "serving again: all slots have an owner, all primaries report the cluster as ok",
                page ->
                    page.shows(0, "redis_cluster_slots_uncovered")
                        && page.shows(1, "redis_cluster_state"));
    if (!served) {
      return false;
    }
    long before = traffic.acknowledged();
    Eventually.await(
        TRAFFIC_BOUND, "clients write again", () -> traffic.acknowledged() > before + ENOUGH);
    victim.restart();
    timeline.note(victim.address() + " is restarted");
    boolean rejoined =
        timeline.await(
                "rejoined: it is up, as a replica",
                page -> page.shows(1, "redis_cluster_node_up", old, "role=\"replica\""))
            && timeline.await(
                "in sync: it replicates from the new primary",
                page -> page.shows(1, "redis_cluster_replication_link_up", old));
    out.println();
    out.println(counted(timeline.scrape()));
    return rejoined;
  }

  private static String counted(ExporterPage page) {
    long failovers = Math.round(page.sum("redis_cluster_failovers_total").orElse(0));
    OptionalDouble unserved = page.sum("redis_cluster_failover_duration_seconds_sum");
    return "The exporter counted "
        + failovers
        + (failovers == 1 ? " failover" : " failovers")
        + (unserved.isPresent()
            ? String.format(
                Locale.ROOT,
                "; it observed slots without a primary for %.1f s.",
                unserved.getAsDouble())
            : ".");
  }

  /** A hash tag whose keys belong to a slot of this primary. */
  private String tagOf(RedisServer primary) {
    for (int i = 0; i < RedisCluster.SLOTS; i++) {
      Optional<RedisServer> owner = cluster.ownerOf(JedisClusterCRC16.getSlot("{" + i + "}"));
      if (owner.equals(Optional.of(primary))) {
        return Integer.toString(i);
      }
    }
    throw new IllegalStateException(primary + " owns no slot");
  }
}
