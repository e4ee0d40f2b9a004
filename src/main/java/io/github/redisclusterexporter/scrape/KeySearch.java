package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.cluster.ClusterHistory;
import io.github.redisclusterexporter.cluster.ClusterPicture;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.config.QueuesConfig;
import io.github.redisclusterexporter.config.SearchConfig;
import io.github.redisclusterexporter.node.ClusterNodes;
import io.github.redisclusterexporter.node.SlotRanges;
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
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks for the keys of queues that are configured by pattern, between scrapes, at one primary
 * after the other, a thousand keys at a time with pauses between.
 *
 * <p>A search that could not look at everything (a primary was gone or refused, slots moved, there
 * was too much) says so, and what was found before stays.
 */
final class KeySearch {
  private static final Logger logger = LoggerFactory.getLogger(KeySearch.class);

  /** Keys that a server looks at for one command; that takes it less than a millisecond. */
  static final int BATCH = 1000;

  /** What one search remembers for one pattern, far more than have series. */
  static final int MOST_MATCHES = 100_000;

  /** Until the first scrape has found the cluster. */
  private static final Duration NOBODY_YET = Duration.ofSeconds(1);

  private final ClusterHistory history;
  private final QueueDesk desk;
  private final QueuesConfig config;
  private final Question question;
  private @Nullable Pass pass;

  /** Asks one node for some of its keys. */
  interface Question {
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
      if (!(reply instanceof Reply.Many both
          && both.elements().size() == 2
          && both.elements().get(0) instanceof Reply.Text cursor
          && both.elements().get(1) instanceof Reply.Many keys)) {
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

  private record Leg(Node node, QueuesConfig.Pattern pattern) {}

  /** One search under way. */
  private static final class Pass {
    private final Map<String, Optional<SlotRanges>> begun;
    private final Deque<Leg> legs = new ArrayDeque<>();
    private final Map<QueuesConfig.Pattern, Set<String>> found = new LinkedHashMap<>();
    private final Set<QueuesConfig.Pattern> unfinished = new HashSet<>();
    private String cursor = "0";
    private long lookedAt;

    Pass(List<QueuesConfig.Pattern> patterns, ClusterPicture picture) {
      this.begun = whoServesWhat(picture);
      for (QueuesConfig.Pattern pattern : patterns) {
        found.put(pattern, new HashSet<>());
        picture.serving().forEach(node -> legs.add(new Leg(node, pattern)));
      }
      if (isMoving(picture)) {
        unfinished.addAll(patterns);
      }
    }

    Set<String> found(QueuesConfig.Pattern pattern) {
      return found.getOrDefault(pattern, Set.of());
    }

    void next() {
      legs.remove();
      cursor = "0";
      lookedAt = 0;
    }
  }

  /** Ready to {@link #look}. */
  KeySearch(ClusterHistory history, QueueDesk desk, QueuesConfig config, Question question) {
    this.history = history;
    this.desk = desk;
    this.config = config;
    this.question = question;
  }

  /**
   * Looks at some more keys.
   *
   * @return how long to wait before the next look
   */
  Duration look() {
    try {
      return step();
    } catch (RuntimeException | OutOfMemoryError e) {
      // One step that stumbles must not be the last.
      logger.error("The search for queues stumbled, and begins anew", e);
      pass = null;
      return config.search().interval();
    }
  }

  private Duration step() {
    Pass current = pass;
    if (current == null) {
      ClusterPicture picture = history.picture();
      if (picture.serving().isEmpty()) {
        return NOBODY_YET;
      }
      current = new Pass(config.patterns(), picture);
      pass = current;
    }
    advance(current);
    if (current.legs.isEmpty()) {
      conclude(current);
      pass = null;
      return config.search().interval();
    }
    return Duration.ofSeconds(BATCH).dividedBy(config.search().keysPerSecond());
  }

  private void advance(Pass current) {
    Leg leg = current.legs.element();
    SearchConfig bounds = config.search();
    Optional<Batch> batch = question.scan(leg.node(), current.cursor, leg.pattern());
    Set<String> found = current.found(leg.pattern());
    batch.ifPresent(keys -> found.addAll(keys.keys()));
    current.lookedAt += BATCH;
    boolean atEnd = batch.isPresent() && batch.get().cursor().equals("0");
    boolean tooMuch = current.lookedAt >= bounds.mostKeys() || found.size() >= MOST_MATCHES;
    if (!atEnd && (batch.isEmpty() || tooMuch)) {
      current.unfinished.add(leg.pattern());
    }
    if (atEnd || batch.isEmpty() || tooMuch) {
      current.next();
    } else {
      current.cursor = batch.get().cursor();
    }
  }

  private void conclude(Pass current) {
    ClusterPicture picture = history.picture();
    boolean nothingMoved =
        whoServesWhat(picture).equals(current.begun)
            && !isMoving(picture)
            && (picture.isStandalone() || picture.slotsUncovered() == 0);
    current.found.forEach(
        (pattern, keys) ->
            desk.found(pattern, keys, nothingMoved && !current.unfinished.contains(pattern)));
  }

  /** The slots of each node that serves keys, by what tells the nodes apart. */
  private static Map<String, Optional<SlotRanges>> whoServesWhat(ClusterPicture picture) {
    Map<String, Optional<SlotRanges>> slots = new HashMap<>();
    picture
        .serving()
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
  private static boolean isMoving(ClusterPicture picture) {
    return picture.sumOverPrimaries(line -> line.migrating() + line.importing()) > 0;
  }
}
