package io.github.redisclusterexporter.metric;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.ClientList;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.Info;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/**
 * The names of clients that have series. Clients choose their names, so the number of names is
 * limited: a name loses its place only to another one, and only if it has had no client for an
 * hour. Until then it has the value 0.
 */
final class ClientNames {
  /** The label of clients without a name. No name contains a blank. */
  static final String NONE = "no name";

  private static final Duration UNUSED = Duration.ofHours(1);

  private final int most;

  /** When each name with a place was last used, by the clocks of the servers. */
  private final Map<String, Instant> lastUsed = new HashMap<>();

  /**
   * No names yet.
   *
   * @param most the number of places
   */
  ClientNames(int most) {
    this.most = most;
  }

  /** The names with places. */
  synchronized Set<String> names() {
    return new TreeSet<>(lastUsed.keySet());
  }

  /** Takes the snapshot of a page, before its metrics are read. */
  synchronized void update(ClusterSnapshot snapshot) {
    Instant now =
        snapshot.nodes().stream()
            .flatMap(node -> node.info().flatMap(Info::serverTime).stream())
            .max(Comparator.naturalOrder())
            .orElse(Instant.MIN);
    Map<String, Integer> counts = counts(snapshot).orElse(Map.of());
    lastUsed.replaceAll((name, last) -> counts.containsKey(name) && now.isAfter(last) ? now : last);
    counts.entrySet().stream()
        .filter(each -> !each.getKey().isEmpty() && !each.getKey().equals(SeriesLimit.OTHER))
        .filter(each -> !lastUsed.containsKey(each.getKey()))
        .sorted(
            Map.Entry.<String, Integer>comparingByValue(Comparator.reverseOrder())
                .thenComparing(Map.Entry.comparingByKey()))
        .forEach(each -> admit(each.getKey(), now));
  }

  private void admit(String name, Instant now) {
    if (lastUsed.size() >= most) {
      lastUsed.entrySet().stream()
          .min(Map.Entry.comparingByValue())
          .filter(oldest -> now.isAfter(oldest.getValue()))
          .filter(oldest -> Duration.between(oldest.getValue(), now).compareTo(UNUSED) > 0)
          .ifPresent(oldest -> lastUsed.remove(oldest.getKey()));
    }
    if (lastUsed.size() < most) {
      lastUsed.put(name, now);
    }
  }

  /**
   * The clients of all nodes by name. Empty when a node did not report its clients, unless the
   * others know that it has failed.
   */
  static Optional<Map<String, Integer>> counts(ClusterSnapshot snapshot) {
    List<Optional<ClientList>> lists =
        snapshot.nodes().stream()
            .filter(ClientNames::mayHaveClients)
            .map(node -> node.report().flatMap(report -> report.get(Collector.CLIENT_LIST)))
            .toList();
    if (lists.isEmpty() || !lists.stream().allMatch(Optional::isPresent)) {
      return Optional.empty();
    }
    Map<String, Integer> counts = new HashMap<>();
    lists.stream()
        .flatMap(Optional::stream)
        .forEach(list -> list.byName().forEach((name, n) -> counts.merge(name, n, Integer::sum)));
    return Optional.of(counts);
  }

  /** A seed that never answered may be no node of the cluster. */
  private static boolean mayHaveClients(Node node) {
    return node.report().isPresent()
        || (node.id().isPresent() && node.failureFlags().failedBy() == 0);
  }
}
