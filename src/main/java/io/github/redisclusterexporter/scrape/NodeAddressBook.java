package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.cluster.Attribution;
import io.github.redisclusterexporter.cluster.ClusterHistory;
import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Membership;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.cluster.ProbeResult;
import io.github.redisclusterexporter.cluster.Role;
import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.node.ClusterNodes;
import io.github.redisclusterexporter.node.NodeReport;
import io.github.redisclusterexporter.redis.RedisConfig;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The addresses of each node, as far as scrapes have found them.
 *
 * <p>Seeds are used only for discovery. Once the node behind a seed is known, its announced
 * addresses are used, and the seed becomes a fallback.
 */
final class NodeAddressBook {
  private static final Logger logger = LoggerFactory.getLogger(NodeAddressBook.class);

  /**
   * How long no node of a known cluster replies before the seeds may lead to another cluster. In an
   * outage, the address of a seed may be given to a node of another cluster.
   */
  static final Duration REPLACEABLE_AFTER = Duration.ofMinutes(5);

  private final RedisConfig config;
  private final ClusterHistory history;
  private final Clock clock;

  /** The node that replied last at each seed. */
  private final Map<HostPort, String> seedIds = new HashMap<>();

  /** The addresses that a node behind a seed may announce. */
  private final Map<HostPort, Set<HostPort>> seedAliases = new LinkedHashMap<>();

  /**
   * The address that is tried first for a node that does not reply at its preferred one: a seed,
   * for a node behind NAT without an address map, or its IP when its host name cannot be resolved
   * here.
   */
  private final Map<String, HostPort> workingAddresses = new HashMap<>();

  /** Start of the scrapes in which no node of the cluster has replied; null if the last one did. */
  private @Nullable Instant silentSince;

  NodeAddressBook(RedisConfig config, ClusterHistory history, Clock clock) {
    this.config = config;
    this.history = history;
    this.clock = clock;
    config.seeds().forEach(seed -> setResolved(seed, List.of()));
  }

  /**
   * A node that can be probed, or a seed.
   *
   * @param id empty for a seed: the node there is not known
   * @param addresses in the order to try
   * @param primary the id of the primary of a replica; without cluster support its name
   */
  record Candidate(Optional<String> id, List<HostPort> addresses, Optional<String> primary) {
    static Candidate seed(HostPort address) {
      return new Candidate(Optional.empty(), List.of(address), Optional.empty());
    }
  }

  /**
   * The candidates that a scrape starts with: all known nodes, and the seeds without a known node.
   */
  synchronized List<Candidate> candidates() {
    Stream<Candidate> nodes =
        history.snapshot().nodes().stream()
            .filter(node -> node.id().isPresent())
            .map(node -> new Candidate(node.id(), addressesOf(node), node.primaryId()));
    Stream<Candidate> seeds =
        seedsWithoutNode().keySet().stream()
            .map(seed -> new Candidate(Optional.empty(), List.of(seed), primaryOf(seed)));
    return Stream.concat(nodes, seeds).toList();
  }

  /** The name of the primary, if the seed was a replica without cluster support. */
  private Optional<String> primaryOf(HostPort seed) {
    List<Node> servers =
        history.snapshot().nodes().stream().filter(node -> node.id().isEmpty()).toList();
    boolean replica =
        servers.stream()
            .anyMatch(node -> node.role() == Role.REPLICA && node.addresses().contains(seed));
    return servers.stream()
        .filter(node -> replica && node.role() == Role.PRIMARY)
        .map(Node::name)
        .findFirst();
  }

  /** The address of a node to try first; empty when none is known. */
  Optional<HostPort> addressOf(Node node) {
    return addressesOf(node).stream().findFirst();
  }

  /** The addresses of a node, in the order to try. */
  synchronized List<HostPort> addressesOf(Node node) {
    return node.id().map(id -> addresses(id, node.addresses())).orElse(node.addresses());
  }

  /** All seeds, for when no node replies. */
  List<Candidate> seeds() {
    return config.seeds().stream().map(Candidate::seed).toList();
  }

  HostPort firstSeed() {
    return config.seeds().get(0);
  }

  /** Ids of the nodes of the last snapshot. */
  Set<String> knownIds() {
    Set<String> ids = new HashSet<>();
    for (Node node : history.snapshot().nodes()) {
      node.id().ifPresent(ids::add);
    }
    return ids;
  }

  /** Determines which of the replies belong to the cluster. */
  synchronized Attribution attribute(List<ProbeResult> replies) {
    return Attribution.of(
        replies, config.seeds(), Set.copyOf(seedIds.values()), knownIds(), isReplaceable());
  }

  private boolean isReplaceable() {
    return silentSince != null && !clock.instant().isBefore(silentSince.plus(REPLACEABLE_AFTER));
  }

  /** The nodes that the reply to a probe lists. */
  synchronized List<Candidate> candidatesIn(ProbeResult result) {
    Optional<ClusterNodes> view = result.report().flatMap(NodeReport::view);
    if (view.isEmpty()) {
      return List.of();
    }
    String dialled = result.address().host();
    List<Candidate> candidates = new ArrayList<>(view.get().lines().size());
    for (ClusterNodes.Line line : view.get().lines()) {
      if (!line.isHandshake()) {
        candidates.add(
            new Candidate(
                Optional.of(line.id()),
                addresses(line.id(), line.addresses(dialled)),
                line.primaryId()));
      }
    }
    return candidates;
  }

  /** Sets the addresses to which the host name of a seed resolves. */
  synchronized void setResolved(HostPort seed, List<HostPort> resolved) {
    Set<HostPort> all = new HashSet<>(resolved);
    all.add(seed);
    config
        .addressMap()
        .forEach(
            (announced, reachable) -> {
              if (all.contains(reachable)) {
                all.add(announced);
              }
            });
    seedAliases.put(seed, Set.copyOf(all));
  }

  /** Takes the members that a scrape has found: updates the addresses, and builds the snapshot. */
  synchronized ClusterSnapshot update(Membership members) {
    List<ProbeResult> results = members.results();
    for (ProbeResult result : results) {
      ownId(result)
          .filter(id -> seedAliases.containsKey(result.address()))
          .ifPresent(id -> seedIds.put(result.address(), id));
    }
    Set<String> knownBefore = knownIds();
    ClusterSnapshot snapshot = history.add(members, seedsWithoutNode());
    if (results.stream().anyMatch(result -> result.report().isPresent())) {
      if (!knownBefore.isEmpty() && isReplaceable() && isAnother(snapshot, knownBefore)) {
        logger.warn(
            "No node of the monitored cluster has replied for {}, and the configured addresses"
                + " lead to another cluster, which is monitored from now on",
            REPLACEABLE_AFTER);
      }
      silentSince = null;
    } else if (silentSince == null) {
      silentSince = clock.instant();
    }
    updateWorkingAddresses(snapshot, results);
    // A seed whose node has left the cluster has no known node any more.
    seedIds.values().removeIf(id -> snapshot.node(id).isEmpty());
    return snapshot;
  }

  private static boolean isAnother(ClusterSnapshot snapshot, Set<String> knownBefore) {
    return snapshot.nodes().stream()
        .filter(Node::isUp)
        .noneMatch(node -> node.id().filter(knownBefore::contains).isPresent());
  }

  /** The address of each candidate that is tried first. */
  synchronized Set<HostPort> firstAddresses() {
    return candidates().stream()
        .flatMap(candidate -> candidate.addresses().stream().limit(1))
        .collect(Collectors.toSet());
  }

  /** Every address that a scrape may try. */
  synchronized Set<HostPort> allAddresses() {
    Set<HostPort> addresses = new HashSet<>(config.seeds());
    candidates().forEach(candidate -> addresses.addAll(candidate.addresses()));
    return addresses;
  }

  private void updateWorkingAddresses(ClusterSnapshot snapshot, List<ProbeResult> results) {
    Map<String, Set<HostPort>> repliedAt = new HashMap<>();
    Map<String, Set<HostPort>> expectedAt = new HashMap<>();
    for (ProbeResult result : results) {
      add(repliedAt, ownId(result), result.address());
      add(expectedAt, result.expectedId(), result.address());
    }
    Set<String> known = new HashSet<>();
    for (Node node : snapshot.nodes()) {
      String id = node.id().orElse("");
      Optional<HostPort> preferred = node.addresses().stream().findFirst().map(config::reachable);
      Set<HostPort> worked = repliedAt.getOrDefault(id, Set.of());
      Set<HostPort> tried = expectedAt.getOrDefault(id, Set.of());
      if (preferred.filter(worked::contains).isPresent()) {
        workingAddresses.remove(id);
      } else if (preferred.filter(tried::contains).isPresent()
          || workingAddresses.containsKey(id)) {
        worked.stream().findFirst().ifPresent(address -> workingAddresses.put(id, address));
      }
      known.add(id);
    }
    workingAddresses.keySet().retainAll(known);
  }

  private static void add(
      Map<String, Set<HostPort>> addresses, Optional<String> id, HostPort address) {
    id.ifPresent(node -> addresses.computeIfAbsent(node, unused -> new HashSet<>()).add(address));
  }

  private List<HostPort> addresses(String id, List<HostPort> announced) {
    List<HostPort> addresses = new ArrayList<>(announced.size() + 1);
    HostPort working = workingAddresses.get(id);
    if (working != null) {
      addresses.add(working);
    }
    for (HostPort address : announced) {
      addIfNew(addresses, config.reachable(address));
    }
    for (Map.Entry<HostPort, String> seed : seedIds.entrySet()) {
      if (seed.getValue().equals(id)) {
        addIfNew(addresses, seed.getKey());
      }
    }
    return List.copyOf(addresses);
  }

  private static void addIfNew(List<HostPort> addresses, HostPort address) {
    if (!addresses.contains(address)) {
      addresses.add(address);
    }
  }

  private Map<HostPort, Set<HostPort>> seedsWithoutNode() {
    Map<HostPort, Set<HostPort>> unknown = new LinkedHashMap<>(seedAliases);
    unknown.keySet().removeAll(seedIds.keySet());
    return unknown;
  }

  private static Optional<String> ownId(ProbeResult result) {
    return result.report().flatMap(NodeReport::id);
  }
}
