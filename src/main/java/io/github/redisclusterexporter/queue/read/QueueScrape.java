package io.github.redisclusterexporter.queue.read;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.queue.QueueDefinition;
import io.github.redisclusterexporter.queue.QueueFacts;
import io.github.redisclusterexporter.queue.QueueRead;
import io.github.redisclusterexporter.queue.QueueReadPlan;
import io.github.redisclusterexporter.queue.QueueResult;
import io.github.redisclusterexporter.queue.QueueResult.Measured;
import io.github.redisclusterexporter.queue.QueueResult.Redirected;
import io.github.redisclusterexporter.queue.QueueResult.Unavailable;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.NodeClient;
import io.github.redisclusterexporter.redis.RedisException;
import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.scrape.ProbeTarget;
import io.github.redisclusterexporter.scrape.QueueScraper;
import java.time.Instant;
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

  /**
   * Reads that must not be repeated. A read with a probe is one of them when the node has replied:
   * before that, the node may still reply at another of its addresses.
   */
  private final Set<Attempt> attempts = new HashSet<>();

  private record NodeResult(Attempt attempt, QueueResult result) {}

  private record Attempt(QueueDefinition queue, String node, boolean asking) {}

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

  /** The reads for the pipeline of a probe. Each queue is assigned once. */
  synchronized Batch readsAt(ProbeTarget target) {
    String node = target.expectedId().orElse(target.address().toString());
    Batch batch = new Batch(target.expectedId());
    Optional.ofNullable(assigned.remove(node)).orElse(List.of()).stream()
        .map(queue -> new Attempt(queue, node, false))
        .forEach(batch::add);
    return batch;
  }

  private synchronized void completed(Map<Attempt, QueueRead> reads) {
    reads.forEach(
        (attempt, read) -> {
          attempts.add(attempt);
          read.result()
              .ifPresent(
                  result -> {
                    registry.remember(attempt.queue(), read.nextPlan());
                    results.put(attempt.queue(), new NodeResult(attempt, result));
                  });
        });
  }

  /** The reads that are still to be done, by node. */
  synchronized List<Remaining> remaining(ClusterSnapshot now) {
    Map<String, Remaining> remaining = new LinkedHashMap<>();
    for (QueueDefinition queue : queues) {
      NodeResult result = results.get(queue);
      Optional<Node> serving = now.servingNode(queue.slot());
      if (serving.isPresent() && !isSettled(result, serving.get())) {
        Optional<Node> redirected = redirectedTo(result, now);
        Node node = redirected.orElse(serving.get());
        Attempt attempt = new Attempt(queue, keyOf(node), redirected.isPresent());
        if (attempts.add(attempt)) {
          remaining
              .computeIfAbsent(attempt.node(), key -> new Remaining(node, new Batch(node.id())))
              .batch()
              .add(attempt);
        }
      }
    }
    return List.copyOf(remaining.values());
  }

  private static boolean isSettled(@Nullable NodeResult result, Node serving) {
    return result != null
        && !(result.result() instanceof Redirected)
        && (result.attempt().asking() || result.attempt().node().equals(keyOf(serving)));
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
            ? find(now, result.attempt()).map(Node::host).orElse("")
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

  private static Optional<Node> find(ClusterSnapshot snapshot, Attempt attempt) {
    return snapshot.nodes().stream().filter(node -> keyOf(node).equals(attempt.node())).findFirst();
  }

  /** Every queue once, with its value or why there is none. */
  synchronized List<QueueFacts> facts(ClusterSnapshot now) {
    return queues.stream().map(queue -> facts(queue, results.get(queue), now)).toList();
  }

  private static QueueFacts facts(
      QueueDefinition queue, @Nullable NodeResult result, ClusterSnapshot now) {
    if (result == null) {
      return QueueFacts.unavailable(queue, Optional.empty());
    }
    if (result.result() instanceof Measured measured) {
      return now.servingNode(queue.slot()).filter(node -> isSettled(result, node)).isPresent()
          ? QueueFacts.measured(
              queue, find(now, result.attempt()).map(Node::name).orElse(""), measured.values())
          : QueueFacts.unavailable(queue, Optional.empty());
    }
    return QueueFacts.unavailable(
        queue,
        Optional.of(
            result.result() instanceof Unavailable unavailable
                ? unavailable.fault()
                : Fault.READ_REDIRECTED));
  }

  /** Reads that are still to be done, and the node to read at. */
  record Remaining(Node node, Batch batch) {}

  /** The reads at one node; their commands share each pipeline. Used by one thread at a time. */
  final class Batch implements QueueScraper.NodeReads {
    /** Empty for a server without an id. */
    private final Optional<String> expectedId;

    private final Map<Attempt, QueueRead> reads = new LinkedHashMap<>();

    private Batch(Optional<String> expectedId) {
      this.expectedId = expectedId;
    }

    private void add(Attempt attempt) {
      QueueDefinition queue = attempt.queue();
      int database = expectedId.isEmpty() ? queue.rules().database() : 0;
      QueueReadPlan plan = registry.planFor(queue);
      reads.put(attempt, new QueueRead(queue, plan, registry.now(), attempt.asking(), database));
    }

    @Override
    public List<Command> commands() {
      return reads.values().stream().flatMap(read -> read.commands().stream()).toList();
    }

    @Override
    public void read(
        List<Reply> replies,
        Optional<Instant> serverTime,
        Optional<String> nodeId,
        NodeClient client,
        Deadline deadline)
        throws RedisException {
      // A reply belongs to the node id in it, never to the address.
      if (!nodeId.equals(expectedId)) {
        return;
      }
      try {
        accept(replies, serverTime);
        for (List<Command> next = commands(); !next.isEmpty(); next = commands()) {
          List<Command> commands = next;
          accept(client.execute(peer -> commands, deadline).replies(), serverTime);
        }
      } catch (RedisException e) {
        completed(reads);
        throw e;
      }
      // After any other exception, the reads are repeated at the nodes that serve the queues.
      completed(reads);
    }

    private void accept(List<Reply> replies, Optional<Instant> serverTime) {
      int from = 0;
      for (QueueRead read : reads.values()) {
        int to = from + read.commands().size();
        read.accept(replies.subList(from, to), serverTime);
        from = to;
      }
    }
  }
}
