package io.github.redisclusterexporter.key.read;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.ClusterNodes;
import io.github.redisclusterexporter.node.SlotRanges;
import io.github.redisclusterexporter.queue.QueuesConfig;
import io.github.redisclusterexporter.redis.Reply;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scans between scrapes for keys that match the configured patterns: one pattern and one primary
 * after the other, a thousand keys at a time, with pauses between.
 *
 * <p>A pass is incomplete when a primary was down or refused, when slots moved, or when there were
 * too many keys.
 */
final class KeyScanner {
  private static final Logger logger = LoggerFactory.getLogger(KeyScanner.class);

  /** Keys that a server scans per command, which takes about a millisecond. */
  static final int BATCH = 1000;

  /** How long to wait for the first scrape. */
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Supplier<ClusterSnapshot> snapshots;
  private final List<KeySearch> searches;
  private final QueuesConfig.Search bounds;
  private final ScanStep scanStep;
  private int next;
  private @Nullable Pass pass;

  /** Asks one node. */
  interface ScanStep {
    /** One step of a scan of all keys; empty when the node did not reply or refused. */
    Optional<Batch> scan(Node node, String cursor, KeySearch.Target target);

    /**
     * The memory of each key, in the order of the keys; empty for a key that is gone. Nothing when
     * the node did not reply or refused.
     */
    Optional<List<OptionalLong>> memory(Node node, List<String> keys, KeySearch.Target target);

    /** What the node says of itself; empty when it did not reply, or has no id. */
    Optional<ClusterNodes.Line> ownLine(Node node);
  }

  /** Some keys that match. The cursor is for the next step; 0 for the first and after the last. */
  record Batch(String cursor, List<String> keys) {
    /** Of the reply to SCAN: the next cursor and an array of keys; empty for any other reply. */
    static Optional<Batch> of(Reply reply) {
      if (!(reply instanceof Reply.Array both
          && both.elements().size() == 2
          && both.elements().get(0) instanceof Reply.Text cursor
          && both.elements().get(1) instanceof Reply.Array keys)) {
        return Optional.empty();
      }
      Stream<String> texts =
          keys.elements().stream()
              .flatMap(
                  key -> key instanceof Reply.Text text ? Stream.of(text.text()) : Stream.of());
      return Optional.of(new Batch(cursor.text(), texts.toList()));
    }
  }

  /** One search, under way. */
  private static final class Pass {
    private final KeySearch search;
    private final Map<String, Optional<SlotRanges>> slotsAtStart;
    private final Deque<Node> open;
    private boolean isIncomplete;
    private boolean isScanned;
    private String cursor = "0";
    private long scanned;

    Pass(KeySearch search, ClusterSnapshot snapshot) {
      this.search = search;
      slotsAtStart = slotsByNode(snapshot);
      open = new ArrayDeque<>(snapshot.servingNodes());
      isIncomplete = isMoving(snapshot);
      search.begin();
    }

    private void endNode() {
      search.nodeEnded();
      open.remove();
      isScanned = false;
      cursor = "0";
      scanned = 0;
    }
  }

  /**
   * A scanner that has scanned nothing.
   *
   * @param searches at least one
   */
  KeyScanner(
      Supplier<ClusterSnapshot> snapshots,
      List<KeySearch> searches,
      QueuesConfig.Search bounds,
      ScanStep scanStep) {
    this.snapshots = snapshots;
    this.searches = List.copyOf(searches);
    this.bounds = bounds;
    this.scanStep = scanStep;
  }

  /** Scans the next keys; returns how long to wait before the next step. */
  Duration scanNext() {
    Duration pause = Duration.ofSeconds(BATCH).dividedBy(bounds.keysPerSecond());
    try {
      Pass current = pass;
      if (current == null) {
        ClusterSnapshot snapshot = snapshots.get();
        if (snapshot.servingNodes().isEmpty()) {
          return RETRY;
        }
        current = new Pass(searches.get(next), snapshot);
        pass = current;
      }
      advance(current);
      if (!current.open.isEmpty()) {
        return pause;
      }
      current.search.end(!current.isIncomplete && nothingMoved(current));
      endPass();
      return next == 0 ? bounds.interval() : pause;
    } catch (RuntimeException | OutOfMemoryError e) {
      // A failed step must not end the task.
      logger.error("A scan for keys failed; the next one starts from the beginning", e);
    }
    endPass();
    return bounds.interval();
  }

  private void endPass() {
    pass = null;
    next = (next + 1) % searches.size();
  }

  private void advance(Pass current) {
    Node node = current.open.element();
    if (!current.isScanned) {
      scan(current, node);
    } else {
      List<String> sample = current.search.sample();
      scanStep
          .memory(node, sample, current.search.target())
          .ifPresentOrElse(current.search::measured, current::endNode);
    }
    if (current.isScanned && current.search.sample().isEmpty()) {
      current.endNode();
    }
  }

  private void scan(Pass current, Node node) {
    Optional<Batch> batch = scanStep.scan(node, current.cursor, current.search.target());
    boolean wantsMore = batch.isEmpty() || current.search.found(batch.get().keys());
    current.scanned += BATCH;
    current.cursor = batch.map(Batch::cursor).orElse("0");
    current.isScanned = batch.isPresent() && current.cursor.equals("0");
    boolean tooMany = current.scanned >= bounds.mostKeys() || !wantsMore;
    if (!current.isScanned && (batch.isEmpty() || tooMany)) {
      current.isIncomplete = true;
      current.endNode();
    }
  }

  /**
   * Whether the same nodes serve the same slots as at the start. The snapshot may be as old as the
   * last scrape, so the nodes are asked, too.
   */
  private boolean nothingMoved(Pass current) {
    ClusterSnapshot snapshot = snapshots.get();
    return slotsByNode(snapshot).equals(current.slotsAtStart)
        && !isMoving(snapshot)
        && (snapshot.isStandalone()
            || (snapshot.slotsUncovered() == 0
                && snapshot.servingNodes().stream().allMatch(node -> isUnchanged(current, node))));
  }

  private boolean isUnchanged(Pass current, Node node) {
    return scanStep
        .ownLine(node)
        .filter(line -> line.migrating() + line.importing() == 0)
        .map(line -> Optional.of(line.slots()))
        .equals(Optional.ofNullable(current.slotsAtStart.get(keyOf(node))));
  }

  private static String keyOf(Node node) {
    return node.id().orElse(node.name());
  }

  /** The slots of each node that serves keys, by node id, or name for a server without an id. */
  private static Map<String, Optional<SlotRanges>> slotsByNode(ClusterSnapshot snapshot) {
    return snapshot.servingNodes().stream()
        .collect(
            Collectors.toMap(
                KeyScanner::keyOf, node -> node.ownLine().map(ClusterNodes.Line::slots)));
  }

  /** A key that is migrated during a scan may be missed at both nodes. */
  private static boolean isMoving(ClusterSnapshot snapshot) {
    return snapshot.sumOverPrimaries(line -> line.migrating() + line.importing()) > 0;
  }
}
