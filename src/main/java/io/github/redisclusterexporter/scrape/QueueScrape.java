package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.queue.QueueDefinition;
import io.github.redisclusterexporter.queue.QueueFacts;
import io.github.redisclusterexporter.queue.QueueReading;
import io.github.redisclusterexporter.queue.QueueReading.Measured;
import io.github.redisclusterexporter.queue.QueueReading.Redirected;
import io.github.redisclusterexporter.queue.Step;
import io.github.redisclusterexporter.redis.Fault;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The queues in one round. Each is read along with the probe of the node that served its slot in
 * the snapshot before; what that did not settle is read at the node that serves it in the new
 * snapshot. A value counts only when it came from there.
 *
 * <p>Nodes go by their id, or where they have none, by their name.
 */
final class QueueScrape {
  private final QueueRegistry registry;
  private final List<QueueDefinition> queues;

  /** Queues that nobody was asked about yet, by the node that should know. */
  private final Map<String, List<QueueDefinition>> assigned = new HashMap<>();

  private final Map<QueueDefinition, Result> results = new HashMap<>();
  private final Set<Attempt> attempts = new HashSet<>();

  private record Result(String node, QueueReading reading) {}

  private record Attempt(QueueDefinition queue, String node, boolean asking) {}

  /** Errands to one node. */
  record NodeReads(Node node, List<QueueRead> reads) {}

  /** The queues as far as they were read, and the faults that kept the others from being. */
  record End(List<QueueFacts> facts, List<Fault> faults) {}

  /**
   * Begins a scrape.
   *
   * @param queues those that are wanted
   * @param before the snapshot of the round before
   */
  QueueScrape(QueueRegistry registry, List<QueueDefinition> queues, ClusterSnapshot before) {
    this.registry = registry;
    this.queues = queues;
    for (QueueDefinition queue : queues) {
      before
          .serving(queue.slot())
          .ifPresent(
              node -> assigned.computeIfAbsent(keyOf(node), key -> new ArrayList<>()).add(queue));
    }
  }

  private static String keyOf(Node node) {
    return node.id().orElse(node.name());
  }

  private static String keyOf(ProbeTarget target) {
    return target.expected().orElse(target.address().toString());
  }

  /** What to read along with the probe of an address. Each queue is handed out once. */
  synchronized List<QueueRead> along(ProbeTarget target) {
    List<QueueDefinition> here = assigned.remove(keyOf(target));
    return here == null
        ? List.of()
        : here.stream()
            .map(queue -> read(queue, keyOf(target), false, target.expected().isEmpty()))
            .toList();
  }

  private QueueRead read(QueueDefinition queue, String node, boolean asking, boolean standalone) {
    attempts.add(new Attempt(queue, node, asking));
    int database = standalone ? queue.rules().database() : 0;
    return new QueueRead(queue, registry.begin(queue), asking, database);
  }

  /**
   * Errands are back from an address.
   *
   * @param who answered there, by its own word; empty where servers have no id
   */
  synchronized void bring(ProbeTarget from, Optional<String> who, List<QueueRead> reads) {
    if (!who.equals(from.expected())) {
      // A stranger's word counts for nothing.
      giveUp(from, reads);
      return;
    }
    for (QueueRead read : reads) {
      Optional<Step.Done> done = read.result();
      if (done.isPresent()) {
        registry.remember(read.queue(), done.get());
        results.put(read.queue(), new Result(keyOf(from), done.get().reading()));
      }
    }
  }

  /** Nothing came of the reads; the node may have been found at another of its addresses. */
  synchronized void giveUp(ProbeTarget from, List<QueueRead> reads) {
    reads.forEach(
        read ->
            attempts.removeIf(
                attempt ->
                    attempt.queue().equals(read.queue()) && attempt.node().equals(keyOf(from))));
  }

  /** What is still to be read, and where. */
  synchronized List<NodeReads> reads(ClusterSnapshot now) {
    Map<String, NodeReads> reads = new HashMap<>();
    for (QueueDefinition queue : queues) {
      Result result = results.get(queue);
      Optional<Node> serving = now.serving(queue.slot());
      if (serving.isEmpty() || isSettled(queue, result, serving.get())) {
        continue;
      }
      Optional<Node> asked = askedFor(result, now);
      Node node = asked.orElse(serving.get());
      Attempt attempt = new Attempt(queue, keyOf(node), asked.isPresent());
      if (!attempts.contains(attempt)) {
        reads
            .computeIfAbsent(keyOf(node), key -> new NodeReads(node, new ArrayList<>()))
            .reads()
            .add(read(queue, attempt.node(), attempt.asking(), node.id().isEmpty()));
      }
    }
    return List.copyOf(reads.values());
  }

  private boolean isSettled(QueueDefinition queue, @Nullable Result result, Node serving) {
    return result != null
        && !(result.reading() instanceof Redirected)
        && (result.node().equals(keyOf(serving)) || wasPointedTo(queue, result));
  }

  private boolean wasPointedTo(QueueDefinition queue, Result result) {
    return attempts.contains(new Attempt(queue, result.node(), true));
  }

  /** The node that the one that serves the slot has pointed to for a key that has moved already. */
  private static Optional<Node> askedFor(@Nullable Result result, ClusterSnapshot now) {
    if (result == null
        || !(result.reading() instanceof Redirected redirected)
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

  /** Ends the round. */
  synchronized End end(ClusterSnapshot now) {
    List<QueueFacts> facts = new ArrayList<>();
    List<Fault> faults = new ArrayList<>();
    for (QueueDefinition queue : queues) {
      Result result = results.get(queue);
      Optional<Node> serving = now.serving(queue.slot());
      boolean settled = serving.isPresent() && isSettled(queue, result, serving.get());
      if (settled && result != null && result.reading() instanceof Measured measured) {
        String node = find(now, result.node()).map(Node::name).orElse("");
        facts.add(QueueFacts.measured(queue, node, measured.values()));
      } else {
        Optional<Fault> fault = fault(result);
        facts.add(QueueFacts.unavailable(queue, fault));
        fault.ifPresent(faults::add);
      }
    }
    return new End(facts, faults);
  }

  private static Optional<Fault> fault(@Nullable Result result) {
    if (result == null) {
      return Optional.empty();
    }
    if (result.reading() instanceof QueueReading.Unavailable unavailable) {
      return Optional.of(unavailable.fault());
    }
    return result.reading() instanceof Redirected
        ? Optional.of(Fault.READ_REDIRECTED)
        : Optional.empty();
  }
}
