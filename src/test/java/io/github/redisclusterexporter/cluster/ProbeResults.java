package io.github.redisclusterexporter.cluster;

import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.NodeReport;
import io.github.redisclusterexporter.node.ServerProfile;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.testing.Topology;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Builds the probe results of one scrape, and the snapshot of them. */
final class ProbeResults {
  static final Duration PROBE_DURATION = Duration.ofMillis(5);

  private static final ServerProfile SERVER =
      ServerProfile.of(new Reply.Text("redis_version:7.0.15\r\nredis_mode:cluster\r\n"));
  private static final ServerProfile STANDALONE =
      ServerProfile.of(new Reply.Text("redis_version:7.0.15\r\nredis_mode:standalone\r\n"));

  private static final Set<Collector> WANTED =
      Set.of(Collector.CLUSTER_NODES, Collector.INFO, Collector.CLUSTER_INFO);
  private static final String CLUSTER_INFO = "cluster_state:ok\r\ncluster_current_epoch:6\r\n";

  private static final List<HostPort> SEEDS = List.of(HostPort.parse("redis.example:6379"));

  private final List<ProbeResult> results = new ArrayList<>();
  private final Map<HostPort, Set<HostPort>> unknownSeeds = new HashMap<>();
  private final Set<String> seedIds = new HashSet<>();

  private ProbeResults() {}

  static ProbeResults empty() {
    return new ProbeResults();
  }

  /** All nodes of the cluster answer. */
  static ProbeResults ofAll(Topology topology) {
    return ofAllBut(0, topology);
  }

  /** All nodes of the cluster but one answer. */
  static ProbeResults ofAllBut(int number, Topology topology) {
    ProbeResults results = empty();
    for (int i = 1; i <= topology.members().size(); i++) {
      if (i != number) {
        results.from(i, topology);
      }
    }
    return results;
  }

  /** A known node answers with its view of the cluster. */
  ProbeResults from(int number, Topology topology) {
    return from(number, topology, CLUSTER_INFO);
  }

  ProbeResults from(int number, Topology topology, String clusterInfo) {
    return add(
        Topology.hostPort(number),
        Optional.of(Topology.idOf(number)),
        report(SERVER, replies(number, topology, clusterInfo)));
  }

  private static Reply[] replies(int number, Topology topology, String clusterInfo) {
    String role = topology.member(number).flags().contains("slave") ? "slave" : "master";
    return new Reply[] {
      new Reply.Text(topology.seenBy(number)),
      new Reply.Text("role:" + role + "\r\nmaster_link_status:up\r\n"),
      new Reply.Text(clusterInfo)
    };
  }

  /** A replica answers and reports that its link to the primary is down. */
  ProbeResults fromWithLinkDown(int number, Topology topology) {
    return add(
        Topology.hostPort(number),
        Optional.of(Topology.idOf(number)),
        report(
            SERVER,
            new Reply.Text(topology.seenBy(number)),
            new Reply.Text("role:slave\r\nmaster_link_status:down\r\n"),
            new Reply.Text("cluster_state:ok\r\n")));
  }

  /** A server of version 7.2 or later answers, which reports its shard id. */
  ProbeResults fromWithShard(int number, Topology topology, String shardId) {
    Set<Collector> wanted =
        Set.of(Collector.CLUSTER_NODES, Collector.INFO, Collector.CLUSTER_INFO, Collector.SHARD_ID);
    String role = topology.member(number).flags().contains("slave") ? "slave" : "master";
    return add(
        Topology.hostPort(number),
        Optional.of(Topology.idOf(number)),
        Optional.of(
            NodeReport.of(
                ServerProfile.of(new Reply.Text("redis_version:7.2.6\r\nredis_mode:cluster\r\n")),
                wanted,
                List.of(
                    new Reply.Text(topology.seenBy(number)),
                    new Reply.Text("role:" + role + "\r\nmaster_link_status:up\r\n"),
                    new Reply.Text("cluster_state:ok\r\n"),
                    new Reply.Text(shardId)),
                lines -> true)));
  }

  /** At the address of one node another node answers. */
  ProbeResults fromOtherNode(int expected, int actual, Topology topology) {
    ProbeResult own = empty().from(actual, topology).results.get(0);
    return add(Topology.hostPort(expected), Optional.of(Topology.idOf(expected)), own.report());
  }

  /** The node answers at a configured address. */
  ProbeResults fromSeed(int number, Topology topology) {
    ProbeResult own = empty().from(number, topology).results.get(0);
    return add(own.address(), Optional.empty(), own.report());
  }

  List<ProbeResult> results() {
    return List.copyOf(results);
  }

  /** As a scrape uses them. */
  ProbeResults attributed(List<HostPort> seeds, Set<String> known) {
    List<ProbeResult> used = Attribution.of(results, seeds, seedIds, known, true).results();
    results.clear();
    results.addAll(used);
    return this;
  }

  /** As {@link #from(int, Topology)}, but only the node's line about itself is parsed. */
  ProbeResults fromOwnLine(int number, Topology topology) {
    return add(
        Topology.hostPort(number),
        Optional.of(Topology.idOf(number)),
        Optional.of(
            NodeReport.of(
                SERVER, WANTED, List.of(replies(number, topology, CLUSTER_INFO)), lines -> false)));
  }

  /** A node that is loading its dataset refuses CLUSTER commands. */
  ProbeResults fromLoading(HostPort address, Optional<String> expectedId) {
    Reply refusal = new Reply.Refused(Fault.READ_LOADING, "LOADING");
    return add(
        address,
        expectedId,
        report(SERVER, refusal, new Reply.Text("role:slave\r\nloading:1\r\n"), refusal));
  }

  /** Valkey 8.0 and later answer CLUSTER commands while they load their dataset. */
  ProbeResults fromLoading(int number, Topology topology) {
    return add(
        Topology.hostPort(number),
        Optional.of(Topology.idOf(number)),
        report(
            SERVER,
            new Reply.Text(topology.seenBy(number)),
            new Reply.Text("role:master\r\nloading:1\r\n"),
            new Reply.Text("cluster_state:ok\r\n")));
  }

  ProbeResults fromStandalone(HostPort address) {
    return add(
        address,
        Optional.empty(),
        Optional.of(
            NodeReport.of(
                STANDALONE,
                Set.of(Collector.INFO),
                List.of(new Reply.Text("role:master\r\n")),
                lines -> true)));
  }

  /** A known node does not answer. */
  ProbeResults unreachable(int number) {
    return add(Topology.hostPort(number), Optional.of(Topology.idOf(number)), Optional.empty());
  }

  /** A configured address does not answer. */
  ProbeResults unreachable(HostPort seed) {
    return add(seed, Optional.empty(), Optional.empty());
  }

  /** A configured address at which no node has been identified yet. */
  ProbeResults unknownSeed(HostPort seed, HostPort... resolved) {
    Set<HostPort> all = new HashSet<>(List.of(resolved));
    all.add(seed);
    unknownSeeds.put(seed, all);
    return this;
  }

  /** That node was found at a configured address. */
  ProbeResults seed(int number) {
    seedIds.add(Topology.idOf(number));
    return this;
  }

  ClusterSnapshot snapshot() {
    return snapshotAfter(ClusterSnapshot.EMPTY);
  }

  Membership membership() {
    return new Membership(results);
  }

  ClusterSnapshot snapshotAfter(ClusterSnapshot previous) {
    Set<String> known =
        previous.nodes().stream().flatMap(node -> node.id().stream()).collect(Collectors.toSet());
    Membership members =
        new Membership(Attribution.of(results, SEEDS, seedIds, known, true).results());
    return new SnapshotBuilder(members, previous, Map.of()).build(unknownSeeds);
  }

  private ProbeResults add(
      HostPort address, Optional<String> expectedId, Optional<NodeReport> report) {
    results.add(new ProbeResult(address, expectedId, report, 0, PROBE_DURATION.toNanos()));
    return this;
  }

  private static Optional<NodeReport> report(ServerProfile server, Reply... replies) {
    return Optional.of(NodeReport.of(server, WANTED, List.of(replies), lines -> true));
  }
}
