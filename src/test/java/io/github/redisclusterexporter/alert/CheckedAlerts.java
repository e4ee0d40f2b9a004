package io.github.redisclusterexporter.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.Checked;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/** What {@code --check} says in the situation in which an alert fires. */
final class CheckedAlerts {
  private static final String NEARLY_FULL = "memory: a node has nearly reached maxmemory";

  private static final String NOT_OK = "cluster: the cluster or some of its slots are not ok";

  /** The beginning of the problem that is reported; alerts that need several scrapes have none. */
  private static final Map<String, String> FINDINGS =
      Map.ofEntries(
          Map.entry("RedisClusterNodeDown", "connect "),
          Map.entry("RedisClusterUnreachable", "connect refused"),
          Map.entry("RedisClusterExporterRefused", "auth wrong_password"),
          Map.entry("RedisClusterShardDown", NOT_OK),
          Map.entry("RedisClusterQuorumLost", NOT_OK),
          Map.entry("RedisClusterSlotsUncovered", NOT_OK),
          Map.entry("RedisClusterMemoryExhausted", NEARLY_FULL),
          Map.entry("RedisClusterMemoryNearLimit", NEARLY_FULL),
          Map.entry("RedisClusterPersistenceFailed", "persistence: the last snapshot"),
          Map.entry("RedisClusterReplicaLagging", "replication: a replica is "),
          Map.entry("RedisClusterWritesBlocked", "writes: a primary refuses writes"),
          Map.entry(
              "RedisQueueOldestTaskTooOld", "queues: the oldest entry waits longer than max-age"),
          Map.entry("RedisQueueStalled", "queues: entries wait, and the group has no consumer"),
          Map.entry("RedisQueuePoisonTask", "queues: an entry is delivered again and again"));

  private static final List<String> NOT_IN_ONE_SCRAPE =
      List.of(
          "RedisClusterFailover",
          "RedisClusterDatasetLost",
          "RedisClusterNodeSlow",
          "RedisClusterNameClash",
          "RedisQueueDeadLettersGrowing",
          "RedisClusterExporterDown",
          "RedisClusterVanished");

  private CheckedAlerts() {}

  /** Checks that the check fails, and names the cause of each of these alerts. */
  static void assertNamed(Collection<Notice> notices, Scene scene) {
    List<String> expected =
        notices.stream()
            .map(Notice::alert)
            .filter(alert -> !NOT_IN_ONE_SCRAPE.contains(alert))
            .toList();
    assertThat(FINDINGS.keySet()).containsAll(expected);
    Checked check = scene.check();
    assertThat(check.code()).as(check.text()).isEqualTo(expected.isEmpty() ? 0 : 1);
    for (String alert : expected) {
      assertThat(check.names(FINDINGS.getOrDefault(alert, "")))
          .as("%s in %s", alert, check.text())
          .isTrue();
    }
  }
}
