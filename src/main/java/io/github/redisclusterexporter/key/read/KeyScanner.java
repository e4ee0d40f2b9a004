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
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Scans between scrapes for keys that match the configured patterns: one primary after the other, a
 * thousand keys at a time, with pauses between.
 *
 * <p>A scan is incomplete when a primary was down or refused, when slots moved, or when there were
 * too many keys. It is reported as incomplete, and keys that were found before stay.
 */
final class KeyScanner {
  private static final Logger logger = LoggerFactory.getLogger(KeyScanner.class);

  /** Keys that a server scans per command, which takes less than a millisecond. */
  static final int BATCH = 1000;

  /** Bound of the matches of one pattern in one scan; far more than have series. */
  static final int MAX_MATCHES = 100_000;

  /** How long to wait for the first scrape. */
  private static final Duration RETRY = Duration.ofSeconds(1);

  private final Supplier<ClusterSnapshot> snapshots;
  private final QueueRegistry registry;
  private final QueuesConfig config;
  private final ScanStep scanStep;
  private @Nullable Scan scan;

  /** Scans some keys of one node. */
  interface ScanStep {
    /** One step of a scan of all keys; empty when the node did not reply or refused. */
    Optional<Batch> scan(Node node, String cursor, QueuesConfig.Pattern pattern);
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

  private record NodeScan(Node node, QueuesConfig.Pattern pattern) {}

  /** A scan under way. */
  private static final class Scan {
    private final Map<String, Optional<SlotRanges>> slotsAtStart;
    private final Deque<NodeScan> open = new ArrayDeque<>();
    private final Map<QueuesConfig.Pattern, Set<String>> found = new HashMap<>();
    private final Set<QueuesConfig.Pattern> incomplete = new HashSet<>();
    private String cursor = "0";
    private long scanned;

    Scan(List<QueuesConfig.Pattern> patterns, ClusterSnapshot snapshot) {
      slotsAtStart = slotsByNode(snapshot);
      for (QueuesConfig.Pattern pattern : patterns) {
        snapshot.servingNodes().forEach(node -> open.add(new NodeScan(node, pattern)));
      }
      if (isMoving(snapshot)) {
        incomplete.addAll(patterns);
      }
    }
  }

  KeyScanner(
      Supplier<ClusterSnapshot> snapshots,
      QueueRegistry registry,
      QueuesConfig config,
      ScanStep scanStep) {
    this.snapshots = snapshots;
    this.registry = registry;
    this.config = config;
    this.scanStep = scanStep;
  }

  /** Scans the next keys; returns how long to wait before the next step. */
  Duration scanNext() {
    try {
      Scan current = scan;
      if (current == null) {
        ClusterSnapshot snapshot = snapshots.get();
        if (snapshot.servingNodes().isEmpty()) {
          return RETRY;
        }
        current = new Scan(config.patterns(), snapshot);
        scan = current;
      }
      advance(current);
      if (!current.open.isEmpty()) {
        return Duration.ofSeconds(BATCH).dividedBy(config.search().keysPerSecond());
      }
      complete(current);
    } catch (RuntimeException | OutOfMemoryError e) {
      // A failed step must not end the task.
      logger.error(
          "A scan for the keys of queues failed; the next one starts from the beginning", e);
    }
    scan = null;
    return config.search().interval();
  }

  private void advance(Scan current) {
    NodeScan at = current.open.element();
    Optional<Batch> batch = scanStep.scan(at.node(), current.cursor, at.pattern());
    Set<String> found = current.found.computeIfAbsent(at.pattern(), none -> new HashSet<>());
    batch.ifPresent(keys -> found.addAll(keys.keys()));
    current.scanned += BATCH;
    current.cursor = batch.map(Batch::cursor).orElse("0");
    boolean isComplete = batch.isPresent() && current.cursor.equals("0");
    boolean tooMany = current.scanned >= config.search().mostKeys() || found.size() >= MAX_MATCHES;
    if (isComplete || batch.isEmpty() || tooMany) {
      current.open.remove();
      current.cursor = "0";
      current.scanned = 0;
      if (!isComplete) {
        current.incomplete.add(at.pattern());
      }
    }
  }

  private void complete(Scan current) {
    ClusterSnapshot snapshot = snapshots.get();
    boolean nothingMoved =
        slotsByNode(snapshot).equals(current.slotsAtStart)
            && !isMoving(snapshot)
            && (snapshot.isStandalone() || snapshot.slotsUncovered() == 0);
    for (QueuesConfig.Pattern pattern : config.patterns()) {
      registry.found(
          pattern,
          current.found.getOrDefault(pattern, Set.of()),
          nothingMoved && !current.incomplete.contains(pattern));
    }
  }

  /** The slots of each node that serves keys, by node id, or name for a server without an id. */
  private static Map<String, Optional<SlotRanges>> slotsByNode(ClusterSnapshot snapshot) {
    return snapshot.servingNodes().stream()
        .collect(
            Collectors.toMap(
                node -> node.id().orElse(node.name()),
                node -> node.ownLine().map(ClusterNodes.Line::slots)));
  }

  /** A key that is migrated during a scan may be missed at both nodes. */
  private static boolean isMoving(ClusterSnapshot snapshot) {
    return snapshot.sumOverPrimaries(line -> line.migrating() + line.importing()) > 0;
  }
}
