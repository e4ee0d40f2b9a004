package io.github.redisclusterexporter.key.read;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.key.KeyRead;
import io.github.redisclusterexporter.key.KeyResult.Measured;
import io.github.redisclusterexporter.key.KeyResult.Redirected;
import io.github.redisclusterexporter.key.KeyResult.Unavailable;
import io.github.redisclusterexporter.key.read.KeyTask.NodeResult;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.NodeClient;
import io.github.redisclusterexporter.redis.RedisException;
import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.scrape.KeyScraper;
import io.github.redisclusterexporter.scrape.ProbeTarget;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The reads of one scrape. Each key is read in the pipeline of the node that served its slot in the
 * previous snapshot. If that does not settle it, it is read again at the node that serves the slot
 * in the new snapshot. Only a value from the node that serves the slot is used, or from the node to
 * which that one redirected.
 *
 * <p>Nodes are identified by their id, or by their name when they have no id.
 */
final class KeyScrape {
  private final List<KeyTask<?>> tasks;

  /** Keys that are not read yet, by the node that served them in the previous snapshot. */
  private final Map<String, List<KeyTask<?>>> assigned = new HashMap<>();

  /**
   * Reads that must not be repeated. A read with a probe is one of them when the node has replied:
   * before that, the node may still reply at another of its addresses.
   */
  private final Set<Attempt> attempts = new HashSet<>();

  private record Attempt(KeyTask<?> task, String node, boolean asking) {}

  /**
   * The outcome for a key.
   *
   * @param node the name of the server that has the key; empty without values
   * @param values empty when the key could not be read
   * @param fault why it could not be read; empty when no node serves its slot
   */
  record Outcome<V>(Optional<String> node, Optional<V> values, Optional<Fault> fault) {}

  KeyScrape(Collection<? extends KeyTask<?>> tasks, ClusterSnapshot previous) {
    this.tasks = List.copyOf(tasks);
    for (KeyTask<?> task : this.tasks) {
      previous
          .servingNode(task.slot())
          .ifPresent(
              node -> assigned.computeIfAbsent(keyOf(node), key -> new ArrayList<>()).add(task));
    }
  }

  private static String keyOf(Node node) {
    return node.id().orElse(node.name());
  }

  /** The reads for the pipeline of a probe. Each key is assigned once. */
  synchronized Batch readsAt(ProbeTarget target) {
    String node = target.expectedId().orElse(target.address().toString());
    Batch batch = new Batch(target.expectedId());
    Optional.ofNullable(assigned.remove(node)).orElse(List.of()).stream()
        .map(task -> new Attempt(task, node, false))
        .forEach(batch::add);
    return batch;
  }

  private synchronized void completed(Collection<Reading<?>> readings) {
    for (Reading<?> reading : readings) {
      attempts.add(reading.attempt);
      reading.complete();
    }
  }

  /** The reads that are still to be done, by node. */
  synchronized List<Remaining> remaining(ClusterSnapshot now) {
    Map<String, Remaining> remaining = new LinkedHashMap<>();
    for (KeyTask<?> task : tasks) {
      Optional<? extends NodeResult<?>> last = task.last();
      Optional<Node> serving = now.servingNode(task.slot());
      if (serving.isPresent()
          && last.filter(result -> isSettled(result, serving.get())).isEmpty()) {
        Optional<Node> redirected = last.flatMap(result -> redirectedTo(result, now));
        Node node = redirected.orElse(serving.get());
        Attempt attempt = new Attempt(task, keyOf(node), redirected.isPresent());
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

  private static boolean isSettled(NodeResult<?> last, Node serving) {
    return !(last.result() instanceof Redirected)
        && (last.asking() || last.node().equals(keyOf(serving)));
  }

  /** The node named in -ASK: the slot is being migrated, and the key has moved already. */
  private static Optional<Node> redirectedTo(NodeResult<?> last, ClusterSnapshot now) {
    if (!(last.result() instanceof Redirected<?> redirected)
        || redirected.kind() != Redirected.Kind.ASK) {
      return Optional.empty();
    }
    String host =
        redirected.host().isEmpty()
            ? find(now, last.node()).map(Node::host).orElse("")
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

  /** The values of a key, or why there are none. */
  synchronized <V> Outcome<V> outcome(KeyTask<V> task, ClusterSnapshot now) {
    Optional<NodeResult<V>> last = task.last();
    if (last.isEmpty()) {
      return unavailable(Optional.empty());
    }
    if (last.get().result() instanceof Measured<V> measured) {
      return now.servingNode(task.slot()).filter(node -> isSettled(last.get(), node)).isPresent()
          ? new Outcome<>(
              Optional.of(find(now, last.get().node()).map(Node::name).orElse("")),
              Optional.of(measured.values()),
              Optional.empty())
          : unavailable(Optional.empty());
    }
    return unavailable(
        Optional.of(
            last.get().result() instanceof Unavailable<V> unavailable
                ? unavailable.fault()
                : Fault.READ_REDIRECTED));
  }

  private static <V> Outcome<V> unavailable(Optional<Fault> fault) {
    return new Outcome<>(Optional.empty(), Optional.empty(), fault);
  }

  /** Reads that are still to be done, and the node to read at. */
  record Remaining(Node node, Batch batch) {}

  /** One read of one key at one node. */
  private static final class Reading<V> {
    private final KeyTask<V> task;
    private final Attempt attempt;
    private final KeyTask.Started<V> started;

    private Reading(KeyTask<V> task, Attempt attempt, boolean isClusterNode) {
      this.task = task;
      this.attempt = attempt;
      this.started = task.start(attempt.asking(), isClusterNode);
    }

    private KeyRead<V> read() {
      return started.read();
    }

    private void complete() {
      read()
          .result()
          .ifPresent(
              result -> {
                started.remember().run();
                task.complete(new NodeResult<>(result, attempt.node(), attempt.asking()));
              });
    }
  }

  /** The reads at one node; their commands share each pipeline. Used by one thread at a time. */
  final class Batch implements KeyScraper.NodeReads {
    /** Empty for a server without an id. */
    private final Optional<String> expectedId;

    private final List<Reading<?>> readings = new ArrayList<>();

    private Batch(Optional<String> expectedId) {
      this.expectedId = expectedId;
    }

    private void add(Attempt attempt) {
      readings.add(new Reading<>(attempt.task(), attempt, expectedId.isPresent()));
    }

    @Override
    public List<Command> commands() {
      return readings.stream().flatMap(reading -> reading.read().commands().stream()).toList();
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
        completed(readings);
        throw e;
      }
      // After any other exception, the reads are repeated at the nodes that serve the keys.
      completed(readings);
    }

    private void accept(List<Reply> replies, Optional<Instant> serverTime) {
      int from = 0;
      for (Reading<?> reading : readings) {
        KeyRead<?> read = reading.read();
        int to = from + read.commands().size();
        read.accept(replies.subList(from, to), serverTime);
        from = to;
      }
    }
  }
}
