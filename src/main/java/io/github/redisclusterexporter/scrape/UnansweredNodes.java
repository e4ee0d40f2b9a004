package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.cluster.Attribution;
import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.cluster.ProbeResult;
import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.node.ClusterNodes;
import io.github.redisclusterexporter.node.NodeReport;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.scrape.ClusterConnections.Failure;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Why nodes have no reply in a scrape, where that is not a failure of one of their addresses: a
 * node was not asked, or another one answered.
 */
record UnansweredNodes(
    NodeAddressBook addressBook, Attribution attribution, ClusterSnapshot snapshot) {

  /** By node id, or by name without an id. */
  Map<String, Failure> failures() {
    Map<String, Failure> failures = new HashMap<>();
    for (Node node : snapshot.nodes()) {
      if (node.report().isEmpty()) {
        failure(node).ifPresent(failure -> failures.put(keyOf(node), failure));
      }
    }
    return failures;
  }

  static String keyOf(Node node) {
    return node.id().orElse(node.name());
  }

  private Optional<Failure> failure(Node node) {
    List<HostPort> addresses = addressBook.addressesOf(node);
    Optional<Failure> other =
        attribution.strangers().stream()
            .filter(stranger -> isAt(stranger, node, addresses))
            .findFirst()
            .map(stranger -> otherAnswered(node, stranger));
    if (other.isPresent()) {
      return other;
    }
    if (addresses.isEmpty()) {
      return Optional.of(new Failure(Fault.CONNECT_NO_ADDRESS, withoutAddress(node)));
    }
    List<ProbeResult> asked =
        attribution.results().stream()
            .filter(result -> result.expectedId().equals(node.id()))
            .filter(result -> node.id().isPresent() || addresses.contains(result.address()))
            .toList();
    if (asked.isEmpty()) {
      return addresses.stream().flatMap(address -> shared(address).stream()).findFirst();
    }
    return asked.stream().allMatch(result -> result.duration().isZero())
        ? Optional.of(
            new Failure(
                Fault.CONNECT_NO_TIME, node.name() + " was not asked before the scrape ended"))
        : Optional.empty();
  }

  /**
   * Whether the node was expected there, or the address was asked as a seed. At a seed that is only
   * tried because all other addresses of a node failed, any node may answer.
   */
  private static boolean isAt(Attribution.Stranger stranger, Node node, List<HostPort> addresses) {
    boolean isExpected = stranger.expectedId().equals(node.id());
    return (isExpected && node.addresses().isEmpty())
        || ((isExpected || stranger.expectedId().isEmpty())
            && addresses.stream().limit(1).anyMatch(stranger.address()::equals));
  }

  private Failure otherAnswered(Node node, Attribution.Stranger stranger) {
    if (node.id().isPresent() && !stranger.id().equals(node.id())) {
      return otherNode(stranger.address(), stranger.who());
    }
    int clusters = attribution.clustersOfSeeds();
    String message =
        stranger.address()
            + " leads to "
            + stranger.who()
            + (clusters > 1
                ? "; the seeds lead to "
                    + clusters
                    + " clusters that do not know each other, and only one is monitored"
                : "");
    return new Failure(Fault.READ_OTHER_CLUSTER, message);
  }

  private static Failure otherNode(HostPort address, String who) {
    return new Failure(Fault.READ_OTHER_NODE, address + " answered as another node: " + who);
  }

  /** An address of two nodes is asked once. */
  private Optional<Failure> shared(HostPort address) {
    return attribution.results().stream()
        .filter(result -> result.address().equals(address) && result.report().isPresent())
        .flatMap(result -> result.id().stream())
        .map(id -> otherNode(address, "node " + id))
        .findFirst();
  }

  private String withoutAddress(Node node) {
    String id = node.id().orElse(node.name());
    Optional<ClusterNodes.Line> line =
        snapshot.nodes().stream()
            .flatMap(other -> other.report().flatMap(NodeReport::view).stream())
            .flatMap(view -> view.line(id).stream())
            .filter(known -> !known.host().isEmpty())
            .findFirst();
    return line.isPresent()
        ? "node " + id + " announces port 0 on " + line.get().host() + ": it cannot be asked there"
        : "no address is known for node " + id + " (" + node.name() + ")";
  }
}
