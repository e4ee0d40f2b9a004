package io.github.redisclusterexporter.status;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.cluster.Role;
import io.github.redisclusterexporter.cluster.Shard;
import io.github.redisclusterexporter.node.Info;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** The nodes, by shard, with role, state, lag and memory. */
final class NodeTable {
  /** Of a larger cluster only the shards with a problem are unfolded. */
  private static final int MOST_UNFOLDED = 12;

  private static final int MOST_NODES = 500;
  private static final String NOTHING = "–";

  private final String cluster;
  private final ClusterSnapshot snapshot;
  private final SlotBar bar;
  private final Map<String, List<Node>> byShard;

  NodeTable(String cluster, ClusterSnapshot snapshot, SlotBar bar) {
    this.cluster = cluster;
    this.snapshot = snapshot;
    this.bar = bar;
    this.byShard =
        snapshot.nodes().stream()
            .sorted(Comparator.comparing(Node::role).thenComparing(Node::name))
            .collect(Collectors.groupingBy(node -> node.shard().orElse("")));
  }

  void write(Html html) {
    if (snapshot.isStandalone() || snapshot.shards().isEmpty()) {
      html.element("h3", "Servers");
      begin(html, "Servers of ");
      html.begin("tbody");
      snapshot.nodes().stream().limit(MOST_NODES).forEach(node -> row(html, node));
      html.end().end().end();
      return;
    }
    html.element("h3", "Shards and their nodes");
    List<Shard> shards = bar.shards();
    if (shards.size() <= MOST_UNFOLDED) {
      table(html, "Shards of ", shards, true);
      return;
    }
    List<Shard> unwell = shards.stream().filter(Predicate.not(this::isWell)).toList();
    List<Shard> well = shards.stream().filter(this::isWell).toList();
    boolean hasOthers = !others().isEmpty();
    if (!unwell.isEmpty() || hasOthers) {
      table(html, "Shards with a problem of ", unwell, true);
    }
    if (!well.isEmpty()) {
      html.begin("details")
          .element("summary", Format.count(well.size(), "shard") + " without a problem");
      table(html, "Shards without a problem of ", well, false);
      html.end();
    }
  }

  private boolean isWell(Shard shard) {
    List<Node> nodes = byShard.getOrDefault(shard.id(), List.of());
    return shard.isServing()
        && nodes.stream().allMatch(node -> NodeState.of(node) == NodeState.UP)
        && shard.healthyReplicas() == shard.replicas().size();
  }

  /** Nodes that belong to no shard with slots. */
  private List<Node> others() {
    List<String> shards = snapshot.shards().stream().map(Shard::id).toList();
    List<Node> others = new ArrayList<>();
    byShard.forEach(
        (shard, nodes) -> {
          if (!shards.contains(shard)) {
            others.addAll(nodes);
          }
        });
    return others;
  }

  private void table(Html html, String name, List<Shard> shards, boolean withOthers) {
    begin(html, name);
    int nodes = 0;
    for (Shard shard : shards) {
      List<Node> members = byShard.getOrDefault(shard.id(), List.of());
      nodes += members.size();
      if (nodes > MOST_NODES) {
        break;
      }
      html.begin("tbody");
      heading(html, shard);
      members.forEach(node -> row(html, node));
      html.end();
    }
    if (withOthers && !others().isEmpty()) {
      html.begin("tbody")
          .begin("tr")
          .element("th", "Nodes without slots", "scope", "rowgroup", "colspan", "4")
          .end();
      others().stream().limit(MOST_NODES).forEach(node -> row(html, node));
      html.end();
    }
    html.end().end();
    if (nodes > MOST_NODES) {
      html.element("p", "More shards are on the page with the metrics.", "class", "note");
    }
  }

  private void begin(Html html, String name) {
    html.beginTable("nodes", name + cluster, List.of("Node", "Role", "Lag", "Memory"));
  }

  private void heading(Html html, Shard shard) {
    html.begin("tr").begin("th", "scope", "rowgroup", "colspan", "4");
    html.element("span", "", "class", "chip " + bar.colour(shard), "aria-hidden", "true");
    html.text("Shard ").name(Format.shard(shard.id())).text(" ");
    html.begin("span", "class", "facts");
    int slots = bar.slots(shard).size();
    html.text(slots == 0 ? "" : Format.count(slots, "slot") + ", ");
    if (!shard.isServing()) {
      html.element("strong", "not served", "class", "bad");
    } else if (shard.healthyReplicas() > 0) {
      html.text(Format.count(shard.healthyReplicas(), "replica") + " can take over");
    } else {
      html.element("strong", "no replica can take over", "class", "care");
    }
    html.end().end().end();
  }

  private void row(Html html, Node node) {
    html.begin("tr").begin("th", "scope", "row").name(node.name()).end().begin("td");
    NodeState state = NodeState.of(node);
    boolean knowsRole = node.role() != Role.UNKNOWN;
    html.text(knowsRole ? node.role().label() : "");
    if (state != NodeState.UP) {
      html.text(knowsRole ? ", " : "")
          .element("strong", state.words(), "class", state == NodeState.SILENT ? "bad" : "care");
    }
    html.end().element("td", lag(node)).element("td", memory(node)).end();
  }

  private static String lag(Node node) {
    return node.lag()
        .map(
            lag ->
                lag.seconds().isPresent()
                    ? Format.seconds(lag.seconds().getAsDouble())
                    : Format.bytes(lag.bytes()))
        .orElse(NOTHING);
  }

  private static String memory(Node node) {
    return node.info().map(NodeTable::memory).orElse(NOTHING);
  }

  private static String memory(Info info) {
    double used = info.readable("used_memory").orElse(-1);
    double max = info.readable("maxmemory").orElse(0);
    if (used < 0) {
      return NOTHING;
    }
    return max > 0
        ? Format.bytes(used) + " of " + Format.bytes(max) + " (" + Format.percent(used / max) + ")"
        : Format.bytes(used);
  }
}
