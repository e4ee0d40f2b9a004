package io.github.redisclusterexporter.queue.read;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.queue.QueueDefinition;
import io.github.redisclusterexporter.queue.QueueFacts;
import io.github.redisclusterexporter.queue.QueueRead;
import io.github.redisclusterexporter.queue.QueueReadPlan;
import io.github.redisclusterexporter.queue.QueueResult;
import io.github.redisclusterexporter.queue.QueueResult.Measured;
import io.github.redisclusterexporter.queue.QueueResult.Redirected;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.scrape.ProbeTarget;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The reads of one scrape. Each queue is read in the pipeline of the node that served its slot in
 * the previous snapshot. If that does not settle it, it is read again at the node that serves the
 * slot in the new snapshot. Only a value from the node that serves the slot is used, or from the
 * node to which that one redirected.
 *
 * <p>Nodes are identified by their id, or by their name when they have no id.
 */
final class QueueScrape {
  private final QueueRegistry registry;
  private final List<QueueDefinition> queues;

  /** Queues that are not read yet, by the node that served them in the previous snapshot. */
  private final Map<String, List<QueueDefinition>> assigned = new HashMap<>();

  private final Map<QueueDefinition, NodeResult> results = new HashMap<>();
  private final Set<Attempt> attempts = new HashSet<>();

  private record NodeResult(String node, QueueResult result) {}

  private record Attempt(QueueDefinition queue, String node, boolean asking) {}

  /** Reads that are still to be done, and the node to read at. */
  record Remaining(Node node, QueueReadBatch batch) {}

  /**
   * Starts the reads of a scrape.
   *
   * @param queues those that are wanted
   * @param previous the snapshot of the previous scrape
   */
  QueueScrape(QueueRegistry registry, List<QueueDefinition> queues, ClusterSnapshot previous) {
    this.registry = registry;
    this.queues = queues;
    for (QueueDefinition queue : queues) {
      previous
          .servingNode(queue.slot())
          .ifPresent(
              node -> assigned.computeIfAbsent(keyOf(node), key -> new ArrayList<>()).add(queue));
    }
  }

  private static String keyOf(Node node) {
    return node.id().orElse(node.name());
  }

  private static String keyOf(ProbeTarget target) {
    return target.expectedId().orElse(target.address().toString());
  }

  /** The reads for the pipeline of a probe. Each queue is assigned once. */
  synchronized QueueReadBatch readsAt(ProbeTarget target) {
    String node = keyOf(target);
    List<QueueDefinition> here = assigned.remove(node);
    List<QueueRead> reads =
        here == null
            ? List.of()
            : here.stream()
                .map(queue -> read(new Attempt(queue, node, false), target.expectedId().isEmpty()))
                .toList();
    return new QueueReadBatch(this, node, target.expectedId(), reads);
  }

  private QueueRead read(Attempt attempt, boolean standalone) {
    attempts.add(attempt);
    QueueDefinition queue = attempt.queue();
    QueueReadPlan plan = registry.planFor(queue);
    if (standalone) {
      return QueueRead.standalone(queue, plan, registry.now());
    }
    return attempt.asking()
        ? QueueRead.afterAsk(queue, plan, registry.now())
        : QueueRead.inCluster(queue, plan, registry.now());
  }

  /** The node has replied; reads that are not done have no result. */
  synchronized void completed(String node, List<QueueRead> reads) {
    for (QueueRead read : reads) {
      Optional<QueueResult> result = read.result();
      if (result.isPresent()) {
        registry.remember(read);
        results.put(read.queue(), new NodeResult(node, result.get()));
      }
    }
  }

  /** The reads failed; they may be repeated, as the node may reply at another of its addresses. */
  synchronized void failed(String node, List<QueueRead> reads) {
    reads.forEach(
        read ->
            attempts.removeIf(
                attempt -> attempt.queue().equals(read.queue()) && attempt.node().equals(node)));
  }

  /** The reads that are still to be done, by node. */
  synchronized List<Remaining> remaining(ClusterSnapshot now) {
    Map<String, Node> nodes = new LinkedHashMap<>();
    Map<String, List<QueueRead>> reads = new HashMap<>();
    for (QueueDefinition queue : queues) {
      NodeResult result = results.get(queue);
      Optional<Node> serving = now.servingNode(queue.slot());
      if (serving.isEmpty() || isSettled(queue, result, serving.get())) {
        continue;
      }
      Optional<Node> redirected = redirectedTo(result, now);
      Node node = redirected.orElse(serving.get());
      Attempt attempt = new Attempt(queue, keyOf(node), redirected.isPresent());
      if (!attempts.contains(attempt)) {
        nodes.put(attempt.node(), node);
        reads
            .computeIfAbsent(attempt.node(), key -> new ArrayList<>())
            .add(read(attempt, node.id().isEmpty()));
      }
    }
    List<Remaining> remaining = new ArrayList<>();
    nodes.forEach(
        (key, node) ->
            remaining.add(
                new Remaining(
                    node,
                    new QueueReadBatch(this, key, node.id(), reads.getOrDefault(key, List.of())))));
    return remaining;
  }

  private boolean isSettled(QueueDefinition queue, @Nullable NodeResult result, Node serving) {
    return result != null
        && !(result.result() instanceof Redirected)
        && (result.node().equals(keyOf(serving)) || wasRedirectedTo(queue, result));
  }

  private boolean wasRedirectedTo(QueueDefinition queue, NodeResult result) {
    return attempts.contains(new Attempt(queue, result.node(), true));
  }

  /** The node named in -ASK: the slot is being migrated, and the key has moved already. */
  private static Optional<Node> redirectedTo(@Nullable NodeResult result, ClusterSnapshot now) {
    if (result == null
        || !(result.result() instanceof Redirected redirected)
        || redirected.kind() != Redirected.Kind.ASK) {
      return Optional.empty();
    }
    String host =
        redirected.host().isEmpty()
            ? find(now, result.node()).map(Node::host).orElse("")
            : redirected.host();
    return now.nodes().stream()
        .filter(
            node ->
                node.addresses().stream()
                    .anyMatch(
                        address ->
                            address.host().equals(host) && address.port() == redirected.port()))
        .findFirst();
  }

  private static Optional<Node> find(ClusterSnapshot snapshot, String key) {
    return snapshot.nodes().stream().filter(node -> keyOf(node).equals(key)).findFirst();
  }

  /** Every queue once, with its value or why there is none. */
  synchronized List<QueueFacts> facts(ClusterSnapshot now) {
    List<QueueFacts> facts = new ArrayList<>();
    for (QueueDefinition queue : queues) {
      NodeResult result = results.get(queue);
      Optional<Node> serving = now.servingNode(queue.slot());
      boolean settled = serving.isPresent() && isSettled(queue, result, serving.get());
      if (settled && result != null && result.result() instanceof Measured measured) {
        String node = find(now, result.node()).map(Node::name).orElse("");
        facts.add(QueueFacts.measured(queue, node, measured.values()));
      } else {
        facts.add(QueueFacts.unavailable(queue, fault(result)));
      }
    }
    return facts;
  }

  private static Optional<Fault> fault(@Nullable NodeResult result) {
    if (result == null) {
      return Optional.empty();
    }
    if (result.result() instanceof QueueResult.Unavailable unavailable) {
      return Optional.of(unavailable.fault());
    }
    return result.result() instanceof Redirected
        ? Optional.of(Fault.READ_REDIRECTED)
        : Optional.empty();
  }
}
