package io.github.redisclusterexporter.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.alert.Notifications.Message;
import io.github.redisclusterexporter.alert.Notifications.Told;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.Executables;
import io.github.redisclusterexporter.testing.MissingTools;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What a real Alertmanager with the shipped routes makes of alerts that fire together or one after
 * the other. Each test has clusters of its own.
 */
class RoutesIT {
  private static final Duration BOUND = Duration.ofSeconds(30);

  /** A page waits for a quarter of a second, a ticket for two seconds. */
  private static final TimeScale SCALE = new TimeScale(60);

  private static Optional<AlertmanagerServer> alertmanager = Optional.empty();
  private static Optional<Notifications> notifications = Optional.empty();

  private final Set<Map<String, String>> fired = new HashSet<>();

  @BeforeAll
  static void start() throws IOException {
    Optional<Path> program = Executables.onPath("prometheus-alertmanager", "alertmanager");
    if (program.isEmpty()) {
      MissingTools.report("prometheus-alertmanager", "which alerts are one message");
      return;
    }
    Notifications receivers = new Notifications();
    notifications = Optional.of(receivers);
    alertmanager = Optional.of(new AlertmanagerServer(program.get(), SCALE, receivers.url()));
  }

  @AfterAll
  static void stop() {
    alertmanager.ifPresent(AlertmanagerServer::close);
    notifications.ifPresent(Notifications::close);
  }

  /** The labels of an alert: the names of labels and their values by turns. */
  private static Map<String, String> alert(String name, String cluster, String... labels)
      throws IOException {
    Alert alert = Alert.named(name);
    Map<String, String> all = new TreeMap<>(Map.of("alertname", name, "redis_cluster", cluster));
    Stream.of("severity", "component", "scope").forEach(key -> all.put(key, alert.label(key)));
    for (int i = 0; i < labels.length; i += 2) {
      all.put(labels[i], labels[i + 1]);
    }
    return all;
  }

  @SafeVarargs
  @SuppressWarnings("varargs")
  private void fire(Map<String, String>... alerts) throws Exception {
    fired.addAll(List.of(alerts));
    alertmanager.orElseThrow().fire(List.of(alerts));
  }

  /** The messages about the alerts of this test: which alerts each incident of a receiver has. */
  private Set<Set<Map<String, String>>> incidents() {
    Map<String, Set<Map<String, String>>> incidents = new TreeMap<>();
    for (Message message : messages()) {
      Set<Map<String, String>> incident =
          incidents.computeIfAbsent(message.group(), group -> new HashSet<>());
      message.alerts().stream().filter(Told::firing).forEach(told -> incident.add(told.labels()));
    }
    return new HashSet<>(incidents.values());
  }

  private List<Message> messages() {
    return notifications.orElseThrow().firing(fired::contains);
  }

  /** Exactly these incidents are told, and all other alerts that fire are inhibited. */
  @SafeVarargs
  @SuppressWarnings("varargs")
  private void assertIncidents(Set<Map<String, String>>... incidents) {
    Set<Set<Map<String, String>>> expected = Set.of(incidents);
    Set<Map<String, String>> inhibited = new HashSet<>(fired);
    expected.forEach(inhibited::removeAll);
    Eventually.await(BOUND, expected + " is told", () -> incidents().containsAll(expected));
    Eventually.await(
        BOUND,
        inhibited + " is inhibited",
        () ->
            alertmanager.orElseThrow().suppressed().stream()
                .filter(fired::contains)
                .collect(Collectors.toSet())
                .equals(inhibited));
    assertThat(incidents()).isEqualTo(expected);
  }

  @SafeVarargs
  @SuppressWarnings("varargs")
  private static Set<Map<String, String>> incident(Map<String, String>... alerts) {
    return Arrays.stream(alerts).collect(Collectors.toSet());
  }

  @Test
  void aPageNeverJoinsAnotherOne() throws Exception {
    if (alertmanager.isPresent()) {
      String name = "joins";
      var first = alert("RedisClusterShardDown", name, "shard", "a");
      fire(first);
      assertIncidents(incident(first));
      var second = alert("RedisClusterShardDown", name, "shard", "b");
      var full = alert("RedisClusterWritesBlocked", name, "node", "h:1", "reason", "memory_full");
      var disk =
          alert("RedisClusterWritesBlocked", name, "node", "h:1", "reason", "aof_write_failed");
      var lost = alert("RedisClusterDatasetLost", name, "node", "h:1");
      var lostToo = alert("RedisClusterDatasetLost", name, "node", "h:2");
      var trimmed = alert("RedisQueueUnreadLost", name, "queue", "q", "group", "g");
      fire(second, full, disk, lost, lostToo, trimmed);
      assertIncidents(
          incident(first),
          incident(second),
          incident(full),
          incident(disk),
          incident(lost),
          incident(lostToo),
          incident(trimmed));
    }
  }

  @Test
  void primariesThatFillUpTogetherAreOnePage() throws Exception {
    if (alertmanager.isPresent()) {
      var one = alert("RedisClusterMemoryExhausted", "full", "node", "h:1");
      var other = alert("RedisClusterMemoryExhausted", "full", "node", "h:2");
      fire(one, other);
      assertIncidents(incident(one, other));
    }
  }

  @Test
  void anOutageIsOnePage() throws Exception {
    if (alertmanager.isPresent()) {
      String name = "outage";
      var quorum = alert("RedisClusterQuorumLost", name);
      fire(
          quorum,
          alert("RedisClusterShardDown", name, "shard", "a"),
          alert("RedisClusterShardDown", name, "shard", "b"),
          alert("RedisClusterSlotsUncovered", name),
          alert("RedisClusterStateFail", name),
          alert("RedisClusterErrorBudgetBurnSlow", name),
          alert("RedisClusterHostDown", name, "host", "h"),
          alert("RedisClusterNodeDown", name, "node", "h:1", "shard", "a", "host", "h"),
          alert("RedisClusterReplicaLinkDown", name, "node", "i:1", "shard", "a"),
          alert("RedisQueueUnmeasured", name, "queue", "q"),
          alert("RedisQueueStalled", name, "queue", "p", "group", "g"));
      assertIncidents(incident(quorum));
    }
  }

  @Test
  void allNodesDownIsOnePage() throws Exception {
    if (alertmanager.isPresent()) {
      String name = "unreachable";
      var unreachable = alert("RedisClusterUnreachable", name);
      fire(
          unreachable,
          alert("RedisClusterShardDown", name, "shard", "a"),
          alert("RedisClusterSlotsUncovered", name),
          alert("RedisClusterStateFail", name),
          alert("RedisClusterHostDown", name, "host", "h"),
          alert("RedisClusterNodeDown", name, "node", "h:1", "shard", "a", "host", "h"),
          alert("RedisQueueUnmeasured", name, "queue", "q"));
      assertIncidents(incident(unreachable));
    }
  }

  @Test
  void slotsThatWereTakenAwayAreOnePage() throws Exception {
    if (alertmanager.isPresent()) {
      String name = "delslots";
      var slots = alert("RedisClusterSlotsUncovered", name);
      fire(
          slots,
          alert("RedisClusterStateFail", name),
          alert("RedisClusterErrorBudgetBurnSlow", name));
      assertIncidents(incident(slots));
    }
  }

  @Test
  void aShardInhibitsOnlyItself() throws Exception {
    if (alertmanager.isPresent()) {
      String name = "shards";
      var down = alert("RedisClusterShardDown", name, "shard", "a");
      var node = alert("RedisClusterNodeDown", name, "node", "h:2", "shard", "b", "host", "h");
      var unprotected = alert("RedisClusterShardUnprotected", name, "shard", "c");
      fire(
          down,
          node,
          unprotected,
          alert("RedisClusterNodeDown", name, "node", "h:1", "shard", "a", "host", "h"),
          alert("RedisClusterShardUnprotected", name, "shard", "b"),
          alert("RedisClusterHostQuorumRisk", name));
      assertIncidents(incident(down), incident(node), incident(unprotected));
    }
  }

  @Test
  void aNodeOfAnUnknownShardInhibitsAllUnprotectedOnes() throws Exception {
    if (alertmanager.isPresent()) {
      var node = alert("RedisClusterNodeDown", "unknown", "node", "h:1");
      fire(node, alert("RedisClusterShardUnprotected", "unknown", "shard", "a"));
      assertIncidents(incident(node));
    }
  }

  @Test
  void aHostInhibitsOnlyItsNodes() throws Exception {
    if (alertmanager.isPresent()) {
      String name = "hosts";
      var host = alert("RedisClusterHostDown", name, "host", "h");
      var other = alert("RedisClusterNodeDown", name, "node", "i:1", "shard", "c", "host", "i");
      fire(
          host,
          other,
          alert("RedisClusterNodeDown", name, "node", "h:1", "shard", "a", "host", "h"),
          alert("RedisClusterNodeDown", name, "node", "h:2", "shard", "b", "host", "h"),
          alert("RedisClusterShardUnprotected", name, "shard", "a"));
      assertIncidents(incident(host), incident(other));
    }
  }

  @Test
  void anotherClusterIsNotInhibited() throws Exception {
    if (alertmanager.isPresent()) {
      var one = alert("RedisClusterQuorumLost", "one");
      var other = alert("RedisClusterShardDown", "other", "shard", "a");
      fire(one, other);
      assertIncidents(incident(one), incident(other));
    }
  }

  @Test
  void queuesAreToldOneByOne() throws Exception {
    if (alertmanager.isPresent()) {
      String name = "queues";
      var old = alert("RedisQueueOldestTaskTooOld", name, "queue", "p", "group", "g");
      var stalled = alert("RedisQueueStalled", name, "queue", "q", "group", "g");
      var list = alert("RedisQueueOldestTaskTooOld", name, "queue", "l");
      var poison = alert("RedisQueuePoisonTask", name, "queue", "q", "group", "g");
      var dead = alert("RedisQueueDeadLettersGrowing", name, "queue", "d");
      fire(old, stalled, list, poison, dead);
      assertIncidents(
          incident(old), incident(stalled), incident(list), incident(poison), incident(dead));
    }
  }

  @Test
  void memoryAndDisksAreToldOnceForEachNode() throws Exception {
    if (alertmanager.isPresent()) {
      String name = "nodes";
      var full = alert("RedisClusterWritesBlocked", name, "node", "h:1", "reason", "memory_full");
      var near = alert("RedisClusterMemoryNearLimit", name, "node", "h:2");
      fire(
          full,
          near,
          alert("RedisClusterMemoryNearLimit", name, "node", "h:1"),
          alert("RedisClusterMemoryFillingUp", name, "node", "h:2"));
      assertIncidents(incident(full), incident(near));
    }
  }

  /** When an alert ends while it is inhibited, nobody is told. */
  @Test
  void aPageThatComesBeforeItsExplanationIsToldToBeOver() throws Exception {
    if (alertmanager.isPresent()) {
      String name = "escalates";
      var exhausted = alert("RedisClusterMemoryExhausted", name, "node", "h:1");
      var stalled = alert("RedisQueueStalled", name, "queue", "q", "group", "g");
      var burn = alert("RedisClusterErrorBudgetBurn", name);
      fire(exhausted, stalled, burn);
      assertIncidents(incident(exhausted), incident(stalled), incident(burn));
      var full = alert("RedisClusterWritesBlocked", name, "node", "h:1", "reason", "memory_full");
      var old = alert("RedisQueueOldestTaskTooOld", name, "queue", "q", "group", "g");
      fire(full, old);
      assertIncidents(
          incident(exhausted), incident(stalled), incident(burn), incident(full), incident(old));
      alertmanager.orElseThrow().end(List.of(exhausted, stalled, burn));
      Eventually.await(
          BOUND,
          "only the explanations are open",
          () ->
              notifications
                  .orElseThrow()
                  .open(fired::contains)
                  .equals(
                      Set.of(
                          Notice.page(
                              "RedisClusterWritesBlocked", "node", "h:1", "reason", "memory_full"),
                          Notice.page("RedisQueueOldestTaskTooOld", "queue", "q", "group", "g"))));
    }
  }

  /** After a restart, Prometheus sends alerts again that started later. */
  @Test
  void anAlertThatIsSentAgainWakesNobodyTwice() throws Exception {
    if (alertmanager.isPresent()) {
      var first = alert("RedisClusterShardDown", "again", "shard", "a");
      fire(first);
      assertIncidents(incident(first));
      fire(first);
      var later = alert("RedisClusterShardDown", "again", "shard", "b");
      fire(first, later);
      assertIncidents(incident(first), incident(later));
      assertThat(messages()).hasSize(2);
    }
  }

  @Test
  void whoLosesTheExportersDuringAnOutageIsToldSo() throws Exception {
    if (alertmanager.isPresent()) {
      String name = "unwatched";
      var down = alert("RedisClusterShardDown", name, "shard", "a");
      fire(down);
      assertIncidents(incident(down));
      var vanished = alert("RedisClusterVanished", name);
      fire(vanished);
      assertIncidents(incident(down), incident(vanished));
      alertmanager.orElseThrow().end(List.of(down));
      Eventually.await(
          BOUND,
          "the outage is told to be over",
          () ->
              notifications
                  .orElseThrow()
                  .open(fired::contains)
                  .equals(Set.of(Notice.page("RedisClusterVanished"))));
    }
  }
}
