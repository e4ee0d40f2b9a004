package io.github.redisclusterexporter.cluster;

import io.github.redisclusterexporter.node.Info;
import io.github.redisclusterexporter.node.NodeReport;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * Measures replicas against their primaries, within one scrape and with one replication history
 * only; and remembers how the streams of the primaries went, to tell bytes as seconds.
 */
final class LagTracker {
  private static final double NANOSECONDS = 1e9;

  private final Map<String, OffsetHistory> histories = new HashMap<>();

  /** The history that each node was last seen to have. */
  private final Map<String, String> lastHistory = new HashMap<>();

  /**
   * Where a node is in a stream.
   *
   * @param history id of the replication history
   */
  private record Position(String history, double offset, ProbeResult answer) {
    double time() {
      return answer.answeredAt() / NANOSECONDS;
    }
  }

  /**
   * The lag of each replica that can be measured, by its id. Who says nothing of it, because it was
   * not asked or does not answer, is taken to have the history that it had.
   */
  Map<String, Lag> observe(Map<String, ProbeResult> answers) {
    Map<String, Position> primaries = new HashMap<>();
    answers.forEach(
        (id, answer) ->
            position(answer, "master", "master_repl_offset")
                .ifPresent(position -> primaries.put(id, position)));
    primaries
        .values()
        .forEach(
            primary ->
                histories
                    .computeIfAbsent(primary.history(), unused -> new OffsetHistory())
                    .add(primary.time(), primary.offset()));
    Map<String, Position> replicas = new HashMap<>();
    answers.forEach(
        (id, answer) ->
            position(answer, "slave", "slave_repl_offset")
                .ifPresent(position -> replicas.put(id, position)));
    Map<String, Lag> lags = new HashMap<>();
    replicas.forEach(
        (id, replica) ->
            lag(replica, primaryOf(replica.answer()).map(primaries::get))
                .ifPresent(lag -> lags.put(id, lag)));
    primaries.forEach((id, position) -> lastHistory.put(id, position.history()));
    replicas.forEach((id, position) -> lastHistory.put(id, position.history()));
    histories.keySet().retainAll(lastHistory.values());
    return lags;
  }

  /** Forgets all other nodes. */
  void retain(Set<String> ids) {
    lastHistory.keySet().retainAll(ids);
  }

  private Optional<Lag> lag(Position replica, Optional<Position> primary) {
    // A replica that was asked before its primary had answered can be ahead of the answer.
    return primary
        .filter(position -> position.history().equals(replica.history()))
        .filter(position -> position.answer().answeredAt() <= replica.answer().askedAt())
        .map(
            position -> {
              double bytes = Math.max(0, position.offset() - replica.offset());
              OffsetHistory history = histories.get(position.history());
              OptionalDouble seconds =
                  bytes == 0 || history == null
                      ? OptionalDouble.of(0)
                      : history.age(replica.offset(), position.time());
              return new Lag(bytes, seconds);
            });
  }

  private static Optional<String> primaryOf(ProbeResult answer) {
    return answer
        .report()
        .flatMap(NodeReport::view)
        .flatMap(view -> view.myself())
        .flatMap(line -> line.primaryId());
  }

  private static Optional<Position> position(ProbeResult answer, String role, String field) {
    Optional<Info> info = answer.report().flatMap(NodeReport::info);
    if (info.flatMap(fields -> fields.text("role")).filter(role::equals).isEmpty()) {
      return Optional.empty();
    }
    Optional<String> history = info.flatMap(fields -> fields.text("master_replid"));
    OptionalDouble offset =
        info.map(fields -> fields.readable(field)).orElse(OptionalDouble.empty());
    return history.isPresent() && offset.isPresent()
        ? Optional.of(new Position(history.get(), offset.getAsDouble(), answer))
        : Optional.empty();
  }
}
