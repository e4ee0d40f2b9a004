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

/** The answers of one scrape, and the snapshot they make. */
final class ProbeResults {
  static final Duration TOOK = Duration.ofMillis(5);

  private static final ServerProfile SERVER =
      ServerProfile.of(new Reply.Text("redis_version:7.0.15\r\nredis_mode:cluster\r\n"));
  private static final ServerProfile STANDALONE =
      ServerProfile.of(new Reply.Text("redis_version:7.0.15\r\nredis_mode:standalone\r\n"));

  private static final Set<Collector> WANTED =
      Set.of(Collector.CLUSTER_NODES, Collector.INFO, Collector.CLUSTER_INFO);
  private static final String CLUSTER_INFO = "cluster_state:ok\r\ncluster_current_epoch:6\r\n";

  private final List<ProbeResult> answers = new ArrayList<>();
  private final Map<HostPort, Set<HostPort>> unknownSeeds = new HashMap<>();
  private final Set<String> seedIds = new HashSet<>();

  private ProbeResults() {}

  static ProbeResults none() {
    return new ProbeResults();
  }

  /** Every node of the cluster answers. */
  static ProbeResults ofAll(Topology topology) {
    return ofAllBut(0, topology);
  }

  /** All other nodes of the cluster answer. */
  static ProbeResults ofAllBut(int number, Topology topology) {
    ProbeResults answers = none();
    for (int i = 1; i <= topology.members().size(); i++) {
      if (i != number) {
        answers.from(i, topology);
      }
    }
    return answers;
  }

  /** A known node answers with its view. */
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

  /** It answers and says that its link to its primary is down. */
  ProbeResults fromUnlinked(int number, Topology topology) {
    return add(
        Topology.hostPort(number),
        Optional.of(Topology.idOf(number)),
        report(
            SERVER,
            new Reply.Text(topology.seenBy(number)),
            new Reply.Text("role:slave\r\nmaster_link_status:down\r\n"),
            new Reply.Text("cluster_state:ok\r\n")));
  }

  /** A server of 7.2 or later, which knows its shard. */
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

  /** Where one node is believed to be, another one answers. */
  ProbeResults fromStranger(int expected, int actual, Topology topology) {
    ProbeResult own = none().from(actual, topology).answers.get(0);
    return add(Topology.hostPort(expected), Optional.of(Topology.idOf(expected)), own.report());
  }

  /** As {@link #from(int, Topology)}, read only for what it says of itself. */
  ProbeResults fromOwnLine(int number, Topology topology) {
    return add(
        Topology.hostPort(number),
        Optional.of(Topology.idOf(number)),
        Optional.of(
            NodeReport.of(
                SERVER, WANTED, List.of(replies(number, topology, CLUSTER_INFO)), lines -> false)));
  }

  /** A node that is loading refuses to speak of the cluster. */
  ProbeResults fromLoading(HostPort address, Optional<String> expected) {
    Reply refusal = new Reply.Refused(Fault.READ_LOADING, "LOADING");
    return add(
        address,
        expected,
        report(SERVER, refusal, new Reply.Text("role:slave\r\nloading:1\r\n"), refusal));
  }

  /** Valkey 8.0 and later speak of the cluster while they load. */
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

  /** Nothing comes from a known node. */
  ProbeResults silence(int number) {
    return add(Topology.hostPort(number), Optional.of(Topology.idOf(number)), Optional.empty());
  }

  /** Nothing comes from a configured address. */
  ProbeResults silence(HostPort seed) {
    return add(seed, Optional.empty(), Optional.empty());
  }

  /** A configured address of which it is not known where it leads. */
  ProbeResults unknownSeed(HostPort seed, HostPort... names) {
    Set<HostPort> all = new HashSet<>(List.of(names));
    all.add(seed);
    unknownSeeds.put(seed, all);
    return this;
  }

  /** A configured address leads to that node. */
  ProbeResults seed(int number) {
    seedIds.add(Topology.idOf(number));
    return this;
  }

  ClusterSnapshot snapshot() {
    return snapshotAfter(ClusterSnapshot.EMPTY);
  }

  ClusterSnapshot snapshotAfter(ClusterSnapshot previous) {
    return SnapshotBuilder.build(
        new Membership(answers, seedIds), previous, Map.of(), unknownSeeds);
  }

  private ProbeResults add(
      HostPort address, Optional<String> expected, Optional<NodeReport> report) {
    answers.add(new ProbeResult(address, expected, report, 0, TOOK.toNanos()));
    return this;
  }

  private static Optional<NodeReport> report(ServerProfile server, Reply... replies) {
    return Optional.of(NodeReport.of(server, WANTED, List.of(replies), lines -> true));
  }
}
