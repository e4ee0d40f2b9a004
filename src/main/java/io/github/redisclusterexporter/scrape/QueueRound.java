package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.cluster.ClusterPicture;
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
 * the picture before; what that did not settle is read at the node that serves it in the new
 * picture. A value counts only when it came from there.
 *
 * <p>Nodes go by their id, or where they have none, by their name.
 */
final class QueueRound {
  private final QueueDesk desk;
  private final List<QueueDefinition> queues;

  /** Queues that nobody was asked about yet, by the node that should know. */
  private final Map<String, List<QueueDefinition>> assigned = new HashMap<>();

  private final Map<QueueDefinition, Result> results = new HashMap<>();
  private final Set<Attempt> attempts = new HashSet<>();

  private record Result(String node, QueueReading reading) {}

  private record Attempt(QueueDefinition queue, String node, boolean asking) {}

  /** Errands to one node. */
  record Trip(Node node, List<Errand> errands) {}

  /** The queues as far as they were read, and the faults that kept the others from being. */
  record End(List<QueueFacts> facts, List<Fault> faults) {}

  /**
   * Begins a round.
   *
   * @param queues those that are wanted
   * @param before the picture of the round before
   */
  QueueRound(QueueDesk desk, List<QueueDefinition> queues, ClusterPicture before) {
    this.desk = desk;
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

  private static String keyOf(Target target) {
    return target.expected().orElse(target.address().toString());
  }

  /** What to read along with the probe of an address. Each queue is handed out once. */
  synchronized List<Errand> along(Target target) {
    List<QueueDefinition> here = assigned.remove(keyOf(target));
    return here == null
        ? List.of()
        : here.stream()
            .map(queue -> errand(queue, keyOf(target), false, target.expected().isEmpty()))
            .toList();
  }

  private Errand errand(QueueDefinition queue, String node, boolean asking, boolean standalone) {
    attempts.add(new Attempt(queue, node, asking));
    int database = standalone ? queue.rules().database() : 0;
    return new Errand(queue, desk.begin(queue), asking, database);
  }

  /**
   * Errands are back from an address.
   *
   * @param who answered there, by its own word; empty where servers have no id
   */
  synchronized void bring(Target from, Optional<String> who, List<Errand> errands) {
    if (!who.equals(from.expected())) {
      // A stranger's word counts for nothing.
      giveUp(from, errands);
      return;
    }
    for (Errand errand : errands) {
      Optional<Step.Done> done = errand.result();
      if (done.isPresent()) {
        desk.remember(errand.queue(), done.get());
        results.put(errand.queue(), new Result(keyOf(from), done.get().reading()));
      }
    }
  }

  /** Nothing came of the errands; the node may have been found at another of its addresses. */
  synchronized void giveUp(Target from, List<Errand> errands) {
    errands.forEach(
        errand ->
            attempts.removeIf(
                attempt ->
                    attempt.queue().equals(errand.queue()) && attempt.node().equals(keyOf(from))));
  }

  /** What is still to be read, and where. */
  synchronized List<Trip> trips(ClusterPicture now) {
    Map<String, Trip> trips = new HashMap<>();
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
        trips
            .computeIfAbsent(keyOf(node), key -> new Trip(node, new ArrayList<>()))
            .errands()
            .add(errand(queue, attempt.node(), attempt.asking(), node.id().isEmpty()));
      }
    }
    return List.copyOf(trips.values());
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
  private static Optional<Node> askedFor(@Nullable Result result, ClusterPicture now) {
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

  private static Optional<Node> find(ClusterPicture picture, String key) {
    return picture.nodes().stream().filter(node -> keyOf(node).equals(key)).findFirst();
  }

  /** Ends the round. */
  synchronized End end(ClusterPicture now) {
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
