package io.github.redisclusterexporter.queue.read;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.ClusterNodes;
import io.github.redisclusterexporter.node.SlotRanges;
import io.github.redisclusterexporter.queue.QueuesConfig;
import io.github.redisclusterexporter.queue.SearchConfig;
import io.github.redisclusterexporter.redis.Reply;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * PeriodicTask for the keys of queues that are configured by pattern, between scrapes, at one
 * primary after the other, a thousand keys at a time with pauses between.
 *
 * <p>A search that could not look at everything (a primary was gone or refused, slots moved, there
 * was too much) says so, and what was found before stays.
 */
final class KeyScanner {
  private static final Logger logger = LoggerFactory.getLogger(KeyScanner.class);

  /** Keys that a server looks at for one command; that takes it less than a millisecond. */
  static final int BATCH = 1000;

  /** What one search remembers for one pattern, far more than have series. */
  static final int MOST_MATCHES = 100_000;

  /** Until the first scrape has found the cluster. */
  private static final Duration NOBODY_YET = Duration.ofSeconds(1);

  private final Supplier<ClusterSnapshot> snapshots;
  private final QueueRegistry registry;
  private final QueuesConfig config;
  private final ScanStep scanStep;
  private @Nullable Walk walk;

  /** Asks one node for some of its keys. */
  interface ScanStep {
    /**
     * One step of a walk over all keys.
     *
     * @param cursor where the step before ended; {@code 0} to begin
     * @return empty when the node did not answer or refused
     */
    Optional<Batch> scan(Node node, String cursor, QueuesConfig.Pattern pattern);
  }

  /**
   * Some keys that match.
   *
   * @param cursor where to go on; {@code 0} when there is no more
   */
  record Batch(String cursor, List<String> keys) {
    /** Of the answer to SCAN: the next cursor and an array of keys; anything else is none. */
    static Optional<Batch> of(Reply reply) {
      if (!(reply instanceof Reply.Array both
          && both.elements().size() == 2
          && both.elements().get(0) instanceof Reply.Text cursor
          && both.elements().get(1) instanceof Reply.Array keys)) {
        return Optional.empty();
      }
      return Optional.of(
          new Batch(
              cursor.text(),
              keys.elements().stream()
                  .filter(Reply.Text.class::isInstance)
                  .map(key -> ((Reply.Text) key).text())
                  .toList()));
    }
  }

  private record Stage(Node node, QueuesConfig.Pattern pattern) {}

  /** One search under way. */
  private static final class Walk {
    private final Map<String, Optional<SlotRanges>> begun;
    private final Deque<Stage> stages = new ArrayDeque<>();
    private final Map<QueuesConfig.Pattern, Set<String>> found = new LinkedHashMap<>();
    private final Set<QueuesConfig.Pattern> unfinished = new HashSet<>();
    private String cursor = "0";
    private long scanned;

    Walk(List<QueuesConfig.Pattern> patterns, ClusterSnapshot snapshot) {
      this.begun = whoServesWhat(snapshot);
      for (QueuesConfig.Pattern pattern : patterns) {
        found.put(pattern, new HashSet<>());
        snapshot.servingNodes().forEach(node -> stages.add(new Stage(node, pattern)));
      }
      if (isMoving(snapshot)) {
        unfinished.addAll(patterns);
      }
    }

    Set<String> found(QueuesConfig.Pattern pattern) {
      return found.getOrDefault(pattern, Set.of());
    }

    void next() {
      stages.remove();
      cursor = "0";
      scanned = 0;
    }
  }

  /** Ready to {@link #look}. */
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

  /**
   * PeriodicTask at some more keys.
   *
   * @return how long to wait before the next look
   */
  Duration look() {
    try {
      return step();
    } catch (RuntimeException | OutOfMemoryError e) {
      // One step that stumbles must not be the last.
      logger.error("The search for queues stumbled, and begins anew", e);
      walk = null;
      return config.search().interval();
    }
  }

  private Duration step() {
    Walk current = walk;
    if (current == null) {
      ClusterSnapshot snapshot = snapshots.get();
      if (snapshot.servingNodes().isEmpty()) {
        return NOBODY_YET;
      }
      current = new Walk(config.patterns(), snapshot);
      walk = current;
    }
    advance(current);
    if (current.stages.isEmpty()) {
      conclude(current);
      walk = null;
      return config.search().interval();
    }
    return Duration.ofSeconds(BATCH).dividedBy(config.search().keysPerSecond());
  }

  private void advance(Walk current) {
    Stage stage = current.stages.element();
    SearchConfig bounds = config.search();
    Optional<Batch> batch = scanStep.scan(stage.node(), current.cursor, stage.pattern());
    Set<String> found = current.found(stage.pattern());
    batch.ifPresent(keys -> found.addAll(keys.keys()));
    current.scanned += BATCH;
    boolean atEnd = batch.isPresent() && batch.get().cursor().equals("0");
    boolean tooMuch = current.scanned >= bounds.mostKeys() || found.size() >= MOST_MATCHES;
    if (!atEnd && (batch.isEmpty() || tooMuch)) {
      current.unfinished.add(stage.pattern());
    }
    if (atEnd || batch.isEmpty() || tooMuch) {
      current.next();
    } else {
      current.cursor = batch.get().cursor();
    }
  }

  private void conclude(Walk current) {
    ClusterSnapshot snapshot = snapshots.get();
    boolean nothingMoved =
        whoServesWhat(snapshot).equals(current.begun)
            && !isMoving(snapshot)
            && (snapshot.isStandalone() || snapshot.slotsUncovered() == 0);
    current.found.forEach(
        (pattern, keys) ->
            registry.found(pattern, keys, nothingMoved && !current.unfinished.contains(pattern)));
  }

  /** The slots of each node that serves keys, by what tells the nodes apart. */
  private static Map<String, Optional<SlotRanges>> whoServesWhat(ClusterSnapshot snapshot) {
    Map<String, Optional<SlotRanges>> slots = new HashMap<>();
    snapshot
        .servingNodes()
        .forEach(
            node ->
                slots.put(
                    node.id().orElse(node.name()),
                    node.report()
                        .flatMap(report -> report.view())
                        .flatMap(view -> view.myself())
                        .map(ClusterNodes.Line::slots)));
    return slots;
  }

  /** A key that moves may be at neither of two nodes when each is looked at. */
  private static boolean isMoving(ClusterSnapshot snapshot) {
    return snapshot.sumOverPrimaries(line -> line.migrating() + line.importing()) > 0;
  }
}
