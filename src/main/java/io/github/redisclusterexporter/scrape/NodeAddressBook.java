package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.cluster.ClusterHistory;
import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.cluster.ProbeResult;
import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.node.ClusterNodes.Line;
import io.github.redisclusterexporter.redis.RedisConfig;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Which address leads to which node, as far as scrapes have found out.
 *
 * <p>A seed is a way in. Once it has led to a node it is that node under another name, or a load
 * balancer, and is asked again only when the nodes cannot be reached under their own addresses.
 */
final class NodeAddressBook {
  private final RedisConfig config;
  private final ClusterHistory history;

  /** Which node a seed led to last. */
  private final Map<HostPort, String> seedIds = new HashMap<>();

  /** The addresses that a node behind a seed would announce. */
  private final Map<HostPort, Set<HostPort>> seedNames = new LinkedHashMap<>();

  /**
   * Nodes that answer at another address than the one they prefer: a seed's, as behind NAT without
   * a map, or their IP where their host name means nothing here. It is tried first from then on.
   */
  private final Map<String, HostPort> detours = new HashMap<>();

  NodeAddressBook(RedisConfig config, ClusterHistory history) {
    this.config = config;
    this.history = history;
    config.seeds().forEach(seed -> noteNames(seed, List.of()));
  }

  /** Where a scrape begins: all known nodes, and the seeds that have not led anywhere yet. */
  synchronized List<ProbeCandidate> start() {
    List<ProbeCandidate> places = new ArrayList<>();
    for (Node node : history.snapshot().nodes()) {
      node.id()
          .ifPresent(
              id ->
                  places.add(
                      ProbeCandidate.node(id, candidates(id, node.addresses()), node.primaryId())));
    }
    unknownSeeds().keySet().forEach(seed -> places.add(ProbeCandidate.seed(seed)));
    return places;
  }

  /** Where a node is asked first; empty when nobody knows. */
  Optional<HostPort> addressOf(Node node) {
    return addressesOf(node).stream().findFirst();
  }

  /** Everywhere a node is asked, in that order. */
  synchronized List<HostPort> addressesOf(Node node) {
    return node.id()
        .map(id -> List.copyOf(candidates(id, node.addresses())))
        .orElse(node.addresses());
  }

  /** All seeds, for when nothing else leads anywhere. */
  List<ProbeCandidate> seeds() {
    return config.seeds().stream().map(ProbeCandidate::seed).toList();
  }

  /** The nodes that an answer names. */
  synchronized List<ProbeCandidate> named(ProbeResult answer) {
    String dialled = answer.address().host();
    return lines(answer).stream()
        .filter(line -> !line.isHandshake())
        .map(
            line ->
                ProbeCandidate.node(
                    line.id(), candidates(line.id(), line.addresses(dialled)), line.primaryId()))
        .toList();
  }

  /** A seed's host name was looked up. */
  synchronized void noteNames(HostPort seed, List<HostPort> names) {
    Set<HostPort> all = new HashSet<>(names);
    all.add(seed);
    config
        .addressMap()
        .forEach(
            (announced, reachable) -> {
              if (all.contains(reachable)) {
                all.add(announced);
              }
            });
    seedNames.put(seed, Set.copyOf(all));
  }

  /** Ends a scrape: remembers what the answers taught and puts them together. */
  synchronized ClusterSnapshot conclude(List<ProbeResult> answers) {
    for (ProbeResult answer : answers) {
      ownId(answer)
          .ifPresent(
              id -> {
                if (seedNames.containsKey(answer.address())) {
                  seedIds.put(answer.address(), id);
                }
              });
    }
    ClusterSnapshot concluded = history.add(answers, unknownSeeds(), Set.copyOf(seedIds.values()));
    noteDetours(concluded, answers);
    // A seed whose node has left the cluster leads nowhere any more.
    seedIds.values().removeIf(id -> concluded.node(id).isEmpty());
    return concluded;
  }

  /** The addresses whose connections are worth keeping. */
  synchronized Set<HostPort> worthKeeping() {
    Set<HostPort> addresses = new HashSet<>();
    start().forEach(place -> place.addresses().stream().findFirst().ifPresent(addresses::add));
    return addresses;
  }

  /** Every address that a scrape may dial. */
  synchronized Set<HostPort> known() {
    Set<HostPort> addresses = new HashSet<>(config.seeds());
    start().forEach(place -> addresses.addAll(place.addresses()));
    return addresses;
  }

  private void noteDetours(ClusterSnapshot concluded, List<ProbeResult> answers) {
    Map<String, Set<HostPort>> whereTheyAnswered = new HashMap<>();
    Map<String, Set<HostPort>> whereTheyWereExpected = new HashMap<>();
    for (ProbeResult answer : answers) {
      note(whereTheyAnswered, ownId(answer), answer.address());
      note(whereTheyWereExpected, answer.expectedId(), answer.address());
    }
    for (Node node : concluded.nodes()) {
      if (node.id().isEmpty()) {
        continue;
      }
      String id = node.id().get();
      Optional<HostPort> preferred = node.addresses().stream().findFirst().map(config::reachable);
      Set<HostPort> worked = whereTheyAnswered.getOrDefault(id, Set.of());
      Set<HostPort> tried = whereTheyWereExpected.getOrDefault(id, Set.of());
      if (preferred.filter(worked::contains).isPresent()) {
        detours.remove(id);
      } else if (preferred.filter(tried::contains).isPresent() || detours.containsKey(id)) {
        worked.stream().findFirst().ifPresent(address -> detours.put(id, address));
      }
    }
    detours
        .keySet()
        .retainAll(
            concluded.nodes().stream()
                .flatMap(node -> node.id().stream())
                .collect(Collectors.toSet()));
  }

  private static void note(
      Map<String, Set<HostPort>> addresses, Optional<String> id, HostPort address) {
    id.ifPresent(node -> addresses.computeIfAbsent(node, unused -> new HashSet<>()).add(address));
  }

  private Set<HostPort> candidates(String id, List<HostPort> announced) {
    Set<HostPort> candidates = new LinkedHashSet<>();
    Optional.ofNullable(detours.get(id)).ifPresent(candidates::add);
    announced.forEach(address -> candidates.add(config.reachable(address)));
    seedIds.forEach(
        (seed, seedId) -> {
          if (seedId.equals(id)) {
            candidates.add(seed);
          }
        });
    return candidates;
  }

  private Map<HostPort, Set<HostPort>> unknownSeeds() {
    Map<HostPort, Set<HostPort>> unknown = new LinkedHashMap<>(seedNames);
    unknown.keySet().removeAll(seedIds.keySet());
    return unknown;
  }

  private static Optional<String> ownId(ProbeResult answer) {
    return answer.report().flatMap(report -> report.id());
  }

  private static List<Line> lines(ProbeResult answer) {
    return answer
        .report()
        .flatMap(report -> report.view())
        .map(view -> view.lines())
        .orElse(List.of());
  }
}
