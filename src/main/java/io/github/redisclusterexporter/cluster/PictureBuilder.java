package io.github.redisclusterexporter.cluster;

import io.github.redisclusterexporter.address.HostPort;
import io.github.redisclusterexporter.node.ClusterNodes;
import io.github.redisclusterexporter.node.ClusterNodes.Line;
import io.github.redisclusterexporter.node.Info;
import io.github.redisclusterexporter.node.NodeReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * From the answers of one scrape to one picture. A node that the cluster knows stays in it while it
 * is dead; it leaves when nodes that knew it no longer do.
 */
public final class PictureBuilder {
  private static final String NO_ADDRESS = "noaddr";

  private final ClusterPicture previous;
  private final Map<HostPort, Set<HostPort>> unknownSeeds;
  private final Set<String> seedIds;
  private final List<NodeAnswer> answers;

  private final Map<String, NodeAnswer> byId = new LinkedHashMap<>();
  private final Map<String, Line> lines = new TreeMap<>();

  private PictureBuilder(
      List<NodeAnswer> answers,
      ClusterPicture previous,
      Map<HostPort, Set<HostPort>> unknownSeeds,
      Set<String> seedIds) {
    this.answers = answers;
    this.previous = previous;
    this.unknownSeeds = unknownSeeds;
    this.seedIds = seedIds;
  }

  /**
   * Puts the answers together.
   *
   * @param previous the picture of the scrape before
   * @param unknownSeeds configured addresses of which it is not known which node they lead to, each
   *     with the addresses that a node there would announce
   * @param seedIds the nodes that configured addresses led to
   */
  public static ClusterPicture build(
      List<NodeAnswer> answers,
      ClusterPicture previous,
      Map<HostPort, Set<HostPort>> unknownSeeds,
      Set<String> seedIds) {
    return new PictureBuilder(answers, previous, unknownSeeds, seedIds).build();
  }

  private ClusterPicture build() {
    answers.stream().filter(answer -> answer.report().isPresent()).forEach(this::file);
    dropForgotten();
    byId.values().forEach(answer -> view(answer).ifPresent(this::collect));

    List<Node> nodes = new ArrayList<>();
    lines.values().forEach(line -> nodes.add(member(line)));
    previous.nodes().stream().filter(this::isMissed).forEach(node -> nodes.add(missed(node)));
    Set<HostPort> placed =
        nodes.stream().flatMap(node -> node.addresses().stream()).collect(Collectors.toSet());
    unknownSeeds.forEach(
        (seed, names) -> {
          if (Collections.disjoint(names, placed)) {
            nodes.add(lone(seed));
          }
        });
    nodes.sort(Comparator.comparing(Node::name).thenComparing(node -> node.id().orElse("")));
    return new ClusterPicture(nodes, previous.isStandalone());
  }

  private void file(NodeAnswer answer) {
    // A node that is loading does not tell its id yet; the others know who lives at its address.
    answer
        .id()
        .or(() -> idAt(answer.address()))
        .ifPresent(
            id ->
                byId.merge(
                    id, answer, (first, second) -> view(first).isPresent() ? first : second));
  }

  private Optional<String> idAt(HostPort address) {
    return answers.stream()
        .flatMap(answer -> view(answer).stream())
        .flatMap(view -> view.lines().stream())
        .filter(line -> !line.isHandshake() && line.addresses("").contains(address))
        .map(Line::id)
        .findFirst();
  }

  /**
   * A node that was forgotten does not know it and goes on listing everyone. It counts only while
   * somebody else lists it, or the configuration names it, or it is alone.
   */
  private void dropForgotten() {
    Set<String> listed =
        byId.entrySet().stream()
            .flatMap(
                entry ->
                    view(entry.getValue()).stream()
                        .flatMap(view -> view.lines().stream())
                        .map(Line::id)
                        .filter(id -> !id.equals(entry.getKey())))
            .collect(Collectors.toSet());
    if (listed.stream().anyMatch(byId::containsKey)) {
      byId.keySet().removeIf(id -> !listed.contains(id) && !seedIds.contains(id));
    }
  }

  private void collect(ClusterNodes view) {
    for (Line line : view.lines()) {
      if (!line.isHandshake()) {
        lines.merge(line.id(), line, (first, second) -> second.isMyself() ? second : first);
      }
    }
    view.myself().ifPresent(line -> lines.put(line.id(), line));
  }

  private Node member(Line line) {
    Optional<NodeAnswer> answer = Optional.ofNullable(byId.get(line.id()));
    List<HostPort> addresses = line.addresses(answer.map(from -> from.address().host()).orElse(""));
    return new Node(
        Optional.of(line.id()),
        addresses.stream().findFirst().map(HostPort::toString).orElseGet(() -> lastName(line.id())),
        addresses,
        Role.of(line),
        line.primaryId(),
        shard(line),
        answer.flatMap(NodeAnswer::report),
        answer.map(NodeAnswer::took).or(() -> timeSpentOn(line.id())));
  }

  private String lastName(String id) {
    return previous.nodes().stream()
        .filter(node -> node.id().equals(Optional.of(id)))
        .map(Node::name)
        .findFirst()
        .orElse(NO_ADDRESS);
  }

  private Optional<String> shard(Line line) {
    Line owner = line.primaryId().map(lines::get).orElse(line);
    return owner.slots().lowest().stream().mapToObj(slot -> "slot-" + slot).findFirst();
  }

  private Optional<Duration> timeSpentOn(String id) {
    return answers.stream()
        .filter(answer -> answer.expected().equals(Optional.of(id)))
        .map(NodeAnswer::took)
        .max(Comparator.naturalOrder());
  }

  /** Known before, named by nobody now, not forgotten, and nobody else lives where it lived. */
  private boolean isMissed(Node node) {
    return node.id().filter(id -> !lines.containsKey(id) && !isForgotten(id)).isPresent()
        && lines.values().stream()
            .allMatch(line -> Collections.disjoint(line.addresses(""), node.addresses()));
  }

  /** Somebody who must know it answered with a view that does not have it. */
  private boolean isForgotten(String id) {
    return previous.nodes().stream().anyMatch(witness -> mustKnow(witness, id));
  }

  private boolean mustKnow(Node witness, String id) {
    Optional<ClusterNodes> view = witness.id().map(byId::get).flatMap(PictureBuilder::view);
    if (view.isEmpty()) {
      return false;
    }
    // What a node that did not answer before knew then is not known; it was no newcomer.
    boolean knewIt =
        witness.report().flatMap(NodeReport::view).map(before -> lists(before, id)).orElse(true);
    return knewIt || knowsOthers(view.get());
  }

  /** A node that is just joining knows nobody yet, and proves nothing. */
  private boolean knowsOthers(ClusterNodes view) {
    return previous.nodes().stream()
        .flatMap(node -> node.id().stream())
        .filter(id -> view.myself().filter(line -> line.id().equals(id)).isEmpty())
        .anyMatch(id -> lists(view, id));
  }

  private static boolean lists(ClusterNodes view, String id) {
    return view.lines().stream().anyMatch(line -> line.id().equals(id));
  }

  private Node missed(Node node) {
    NodeAnswer answer = node.id().map(byId::get).orElse(null);
    if (answer == null) {
      return node.unanswered(node.id().flatMap(this::timeSpentOn));
    }
    // It answered and said nothing of the cluster: it is loading, or may not be asked.
    return new Node(
        node.id(),
        node.name(),
        node.addresses(),
        role(answer.report()),
        Optional.empty(),
        node.shard(),
        answer.report(),
        Optional.of(answer.took()));
  }

  /** A server outside any cluster, or a configured address that has not answered yet. */
  private Node lone(HostPort seed) {
    Optional<NodeAnswer> answer =
        answers.stream().filter(candidate -> candidate.address().equals(seed)).findFirst();
    Optional<NodeReport> report = answer.flatMap(NodeAnswer::report);
    return new Node(
        Optional.empty(),
        seed.toString(),
        List.of(seed),
        role(report),
        Optional.empty(),
        Optional.empty(),
        report,
        answer.map(NodeAnswer::took));
  }

  private static Role role(Optional<NodeReport> report) {
    return report
        .flatMap(NodeReport::info)
        .flatMap((Info info) -> info.text("role"))
        .map(Role::ofInfo)
        .orElse(Role.UNKNOWN);
  }

  private static Optional<ClusterNodes> view(NodeAnswer answer) {
    return answer.report().flatMap(NodeReport::view);
  }
}
