package io.github.redisclusterexporter.cluster;

import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.node.ClusterNodes;
import io.github.redisclusterexporter.node.NodeReport;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Which replies of a scrape belong to the monitored cluster. A reply belongs to the node id in it,
 * never to the address that it came from: an address may have been given to a node of another
 * cluster, or to another kind of server.
 *
 * <p>Two nodes are in the same cluster if each lists the other. The monitored cluster is the one
 * with the most nodes of the scrape before; in the first scrape, that of the first seed. A node
 * that the cluster forgot (CLUSTER FORGET) is not informed and still lists all others: it is no
 * member any more, except at a configured address.
 */
public final class Attribution {
  private final List<HostPort> seeds;
  private final Set<String> seedIds;
  private final Set<String> known;
  private final boolean replaceable;

  /** The whole views, by the id of the node. */
  private final Map<String, ClusterNodes> views = new LinkedHashMap<>();

  /** The nodes that these views list, except the node itself and those that are joining. */
  private final Map<String, List<String>> others = new HashMap<>();

  /** Nodes that list no other node and own no slots: they have not joined a cluster yet. */
  private final Set<String> unused = new HashSet<>();

  private final Map<String, Integer> firstSeeds = new HashMap<>();
  private final List<Component> components;
  private final @Nullable Component monitored;
  private final List<ProbeResult> results = new ArrayList<>();
  private final List<Stranger> strangers = new ArrayList<>();

  /**
   * A reply of a server that is not the expected member, or not in the monitored cluster.
   *
   * @param expectedId empty for a seed
   * @param id of the node that answered; empty for a server without one
   * @param who answered: the rest of a sentence
   */
  public record Stranger(
      HostPort address, Optional<String> expectedId, Optional<String> id, String who) {}

  /** Nodes that list each other, and the nodes that they list. */
  private record Component(Set<String> nodes, Set<String> listed) {}

  private Attribution(
      Collection<ProbeResult> replies,
      List<HostPort> seeds,
      Set<String> seedIds,
      Set<String> known,
      boolean replaceable) {
    this.seeds = seeds;
    this.seedIds = seedIds;
    this.known = known;
    this.replaceable = replaceable;
    replies.forEach(this::addView);
    this.components = components();
    this.monitored = monitored(replies);
    replies.forEach(this::attribute);
    removeForgottenNodes();
    results.replaceAll(this::withIdOfAddress);
  }

  /**
   * Attributes the replies of one scrape.
   *
   * @param seeds the configured addresses, in their order
   * @param seedIds ids of the nodes that were found at configured addresses
   * @param known ids of the nodes of the scrape before
   * @param replaceable whether another cluster at the seeds may replace the one with these nodes
   */
  public static Attribution of(
      Collection<ProbeResult> replies,
      List<HostPort> seeds,
      Set<String> seedIds,
      Set<String> known,
      boolean replaceable) {
    return new Attribution(replies, seeds, seedIds, known, replaceable);
  }

  /**
   * The results with the replies of members only. For each other reply there is the same attempt
   * without a report.
   */
  public List<ProbeResult> results() {
    return Collections.unmodifiableList(results);
  }

  /** The replies that are not those of the nodes that were expected. */
  public List<Stranger> strangers() {
    return Collections.unmodifiableList(strangers);
  }

  private void addView(ProbeResult result) {
    Optional<String> id = result.report().flatMap(NodeReport::id);
    Optional<ClusterNodes> view = result.view().filter(ClusterNodes::whole);
    if (id.isPresent() && view.isPresent()) {
      if (views.putIfAbsent(id.get(), view.get()) == null) {
        others.put(id.get(), view.get().others());
      }
      if (view.get().isUnused()) {
        unused.add(id.get());
      }
      int seed = seeds.indexOf(result.address());
      firstSeeds.merge(id.get(), seed < 0 ? Integer.MAX_VALUE : seed, Math::min);
    }
  }

  private @Nullable Component monitored(Collection<ProbeResult> replies) {
    Component best =
        components.stream()
            .max(
                Comparator.<Component>comparingLong(
                        component -> component.listed().stream().filter(known::contains).count())
                    .thenComparing(component -> !isUnused(component))
                    .thenComparing(this::firstSeed, Comparator.reverseOrder()))
            .orElse(null);
    return best == null
            || known.isEmpty()
            || !Collections.disjoint(best.listed(), known)
            || (replaceable && replaces(best, replies))
        ? best
        : null;
  }

  private List<Component> components() {
    List<Component> components = new ArrayList<>();
    Set<String> left = new HashSet<>(views.keySet());
    for (String first : views.keySet()) {
      if (left.remove(first)) {
        components.add(component(first, left));
      }
    }
    return components;
  }

  private Component component(String first, Set<String> left) {
    Set<String> nodes = new HashSet<>();
    Set<String> listed = new HashSet<>();
    Deque<String> open = new ArrayDeque<>(List.of(first));
    while (!open.isEmpty()) {
      String id = open.remove();
      nodes.add(id);
      listed.add(id);
      listed.addAll(others(id));
      for (String other : others(id)) {
        if (left.contains(other) && others(other).contains(id)) {
          left.remove(other);
          open.add(other);
        }
      }
    }
    return new Component(nodes, listed);
  }

  private List<String> others(String id) {
    return others.getOrDefault(id, List.of());
  }

  private boolean isUnused(Component component) {
    return unused.containsAll(component.nodes());
  }

  private int firstSeed(Component component) {
    return component.nodes().stream()
        .mapToInt(id -> firstSeeds.getOrDefault(id, Integer.MAX_VALUE))
        .min()
        .orElse(Integer.MAX_VALUE);
  }

  /**
   * A cluster that was created anew has new ids. It replaces the known one if no known node
   * answered, and most seeds lead to it.
   */
  private boolean replaces(Component component, Collection<ProbeResult> replies) {
    Set<HostPort> addresses = new HashSet<>();
    for (ProbeResult result : replies) {
      if (result.report().isPresent() && result.id().filter(known::contains).isPresent()) {
        return false;
      }
      if (result.id().filter(component.nodes()::contains).isPresent()) {
        addresses.add(result.address());
      }
    }
    return 2 * seeds.stream().filter(addresses::contains).count() > seeds.size();
  }

  private void attribute(ProbeResult result) {
    Optional<NodeReport> report = result.report();
    if (report.isEmpty()) {
      results.add(result);
      return;
    }
    Optional<String> expected = result.expectedId();
    boolean isExpected = expected.isEmpty() || result.id().equals(expected);
    boolean isMember = isMember(result, report.get());
    if (isMember) {
      results.add(result);
    }
    if (!isMember || !isExpected) {
      results.add(result.withoutReport());
      strangers.add(
          new Stranger(result.address(), expected, report.get().id(), who(report.get(), isMember)));
    }
  }

  private boolean isMember(ProbeResult result, NodeReport report) {
    Optional<String> id = report.id();
    if (id.isEmpty()) {
      // Without a cluster, servers without an id are what is monitored.
      return report.hidesId()
          || (result.expectedId().isEmpty() && monitored == null && known.isEmpty());
    }
    if (monitored == null) {
      return known.isEmpty() || known.contains(id.get());
    }
    if (monitored.nodes().contains(id.get())) {
      return true;
    }
    boolean isListed = monitored.listed().contains(id.get());
    if (others(id.get()).isEmpty()) {
      return isListed
          || known.contains(id.get())
          || (unused.contains(id.get()) && result.expectedId().isEmpty());
    }
    // A node that is joining may know only a node that is down.
    Set<String> members = isListed ? monitored.listed() : monitored.nodes();
    return !Collections.disjoint(members, others(id.get()));
  }

  /**
   * A node is forgotten if other nodes have whole views and none lists it, although they list nodes
   * that answered.
   */
  private void removeForgottenNodes() {
    Set<String> members = new HashSet<>();
    for (ProbeResult result : results) {
      if (result.report().isPresent()) {
        result.id().ifPresent(members::add);
      }
    }
    List<String> withView = new ArrayList<>(views.keySet());
    withView.retainAll(members);
    Set<String> listed = new HashSet<>();
    withView.forEach(id -> listed.addAll(others(id)));
    if (!Collections.disjoint(listed, members)) {
      results.replaceAll(
          result -> {
            String id = result.id().orElse("");
            boolean isForgotten =
                members.contains(id)
                    && !listed.contains(id)
                    && !seedIds.contains(id)
                    && !seeds.contains(result.address())
                    && withView.stream().anyMatch(other -> !other.equals(id));
            return isForgotten ? result.withoutReport() : result;
          });
    }
  }

  /**
   * A node does not report its id while it is loading; the other nodes know who is at its address.
   */
  private ProbeResult withIdOfAddress(ProbeResult result) {
    return result.id().isEmpty() && result.report().filter(NodeReport::hidesId).isPresent()
        ? views.values().stream()
            .flatMap(view -> view.lines().stream())
            .filter(line -> !line.isHandshake() && line.addresses("").contains(result.address()))
            .findFirst()
            .map(line -> result.expecting(line.id()))
            .orElse(result)
        : result;
  }

  private String who(NodeReport report, boolean isMember) {
    Optional<String> id = report.id();
    if (id.isEmpty()) {
      return "a server without cluster support";
    }
    if (isMember) {
      return "node " + id.get();
    }
    return "node "
        + id.get()
        + (others(id.get()).isEmpty() ? ", which knows no other node" : " of another cluster");
  }

  /** The number of clusters to which the seeds lead; nodes that know no other node do not count. */
  public int clustersOfSeeds() {
    return (int)
        components.stream()
            .filter(
                component ->
                    component.equals(monitored)
                        || (!isUnused(component) && firstSeed(component) < seeds.size()))
            .count();
  }
}
