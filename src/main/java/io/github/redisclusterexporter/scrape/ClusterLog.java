package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.NodeReport;
import io.github.redisclusterexporter.node.SlotRanges;
import java.util.Optional;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Logs the first contact with a cluster, and one line when its state as a whole changes. */
final class ClusterLog {
  private static final Logger logger = LoggerFactory.getLogger(ClusterLog.class);

  private final String name;
  private State state = State.NOT_SEEN;
  private boolean wasReached;

  private enum State {
    NOT_SEEN,
    UNREACHABLE,
    FAIL,
    OK
  }

  /** A log for a cluster of this name. */
  ClusterLog(String name) {
    this.name = name;
  }

  /** A scrape ended. It may have asked for a part of the metrics only. */
  synchronized void scraped(ClusterSnapshot snapshot) {
    State now = stateOf(snapshot).orElse(state);
    if (now == state) {
      return;
    }
    if (now == State.UNREACHABLE) {
      logger.warn("Cluster {}: no node replies", name);
    } else if (!wasReached) {
      logger.info("Cluster {}: first contact, {}", name, summary(snapshot));
    } else if (state == State.UNREACHABLE) {
      logger.info("Cluster {}: reachable again, {}", name, summary(snapshot));
    } else if (now == State.OK) {
      logger.info("Cluster {}: the state is ok again, {}", name, summary(snapshot));
    }
    if (now == State.FAIL) {
      logger.warn(
          "Cluster {}: the state is fail, {} of {} slots are not served",
          name,
          snapshot.slotsUncovered(),
          SlotRanges.SLOTS);
    }
    wasReached |= now != State.UNREACHABLE;
    state = now;
  }

  /** Empty if nothing was asked that says it. */
  private static Optional<State> stateOf(ClusterSnapshot snapshot) {
    if (snapshot.nodes().isEmpty()) {
      return Optional.empty();
    }
    if (snapshot.nodes().stream().allMatch(node -> node.report().isEmpty())) {
      return Optional.of(State.UNREACHABLE);
    }
    if (snapshot.isStandalone()) {
      return Optional.of(State.OK);
    }
    return snapshot.isUp()
        ? snapshot.state().stream().mapToObj(value -> value > 0 ? State.OK : State.FAIL).findFirst()
        : Optional.empty();
  }

  private static String summary(ClusterSnapshot snapshot) {
    long replied = snapshot.nodes().stream().filter(node -> node.report().isPresent()).count();
    String versions =
        snapshot.nodes().stream()
            .map(Node::report)
            .flatMap(Optional::stream)
            .map(NodeReport::server)
            .map(server -> server.version())
            .distinct()
            .sorted()
            .collect(Collectors.joining(", "));
    String nodes =
        "nodes replying %d of %d, version %s".formatted(replied, snapshot.nodes().size(), versions);
    return snapshot.isStandalone()
        ? nodes + ", without cluster support"
        : "%s, shards %d, slots served %d of %d"
            .formatted(
                nodes,
                snapshot.shards().size(),
                SlotRanges.SLOTS - snapshot.slotsUncovered(),
                SlotRanges.SLOTS);
  }
}
