package io.github.redisclusterexporter.cluster;

import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.NodeReport;
import io.github.redisclusterexporter.node.ServerProfile;
import io.github.redisclusterexporter.node.SlotRanges;
import io.github.redisclusterexporter.redis.Reply;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Fuzzes the snapshot of a cluster. The input contains the replies of its nodes one after the
 * other: CLUSTER NODES, INFO and CLUSTER INFO of each, separated by zero bytes. Each input makes
 * three scrapes of the same cluster.
 */
public final class SnapshotFuzz {
  private static final Set<Collector> WANTED =
      Set.of(Collector.CLUSTER_NODES, Collector.INFO, Collector.CLUSTER_INFO);
  private static final ServerProfile SERVER =
      ServerProfile.of(new Reply.Text("redis_version:7.0.15\r\nredis_mode:cluster\r\n"));
  private static final int MAX_NODES = 12;

  private SnapshotFuzz() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    String[] parts = new String(bytes, StandardCharsets.UTF_8).split("\0", -1);
    List<ProbeResult> results = new ArrayList<>();
    for (int i = 0; i + 2 < parts.length && results.size() < MAX_NODES; i += 3) {
      results.add(answer(results.size(), parts[i], parts[i + 1], parts[i + 2]));
    }
    ClusterHistory history = new ClusterHistory(Clock.systemUTC(), true, false);
    check(history.add(new Membership(results), Map.of()));
    check(history.add(new Membership(results.subList(0, results.size() / 2)), Map.of()));
    check(history.add(new Membership(results), Map.of()));
  }

  private static ProbeResult answer(int number, String nodes, String info, String clusterInfo) {
    NodeReport report =
        NodeReport.of(
            SERVER,
            WANTED,
            List.of(new Reply.Text(nodes), new Reply.Text(info), new Reply.Text(clusterInfo)),
            lines -> true);
    long now = System.nanoTime();
    return new ProbeResult(
        new HostPort("10.0.0.1", 7000 + number), Optional.empty(), Optional.of(report), now, now);
  }

  private static void check(ClusterSnapshot snapshot) {
    requireSlots(snapshot.slotsUncovered());
    requireSlots(snapshot.slotsConflicting());
    for (FailureDomain domain : FailureDomain.values()) {
      snapshot.failuresTolerated(domain);
    }
    snapshot.distinctViews();
    snapshot.isUp();
    long ids = snapshot.nodes().stream().flatMap(node -> node.id().stream()).distinct().count();
    if (ids != snapshot.nodes().stream().filter(node -> node.id().isPresent()).count()) {
      throw new AssertionError("a node twice in " + snapshot.nodes());
    }
  }

  private static void requireSlots(int count) {
    if (count < 0 || count > SlotRanges.SLOTS) {
      throw new AssertionError(count + " slots");
    }
  }
}
