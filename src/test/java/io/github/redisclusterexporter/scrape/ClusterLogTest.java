package io.github.redisclusterexporter.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.CapturedLog;
import io.github.redisclusterexporter.testing.CountedEvents;
import io.github.redisclusterexporter.testing.FakeNodes;
import io.github.redisclusterexporter.testing.ScriptedCluster;
import io.github.redisclusterexporter.testing.TestMonitor;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ClusterLogTest {
  private static final String SUMMARY =
      "nodes replying 3 of 3, version 7.0.15, shards 1, slots served 16384 of 16384";

  private static TestMonitor start(ScriptedCluster cluster) {
    return TestMonitor.start(
        FakeNodes.config(cluster.node(0).address()),
        TestMonitor.NO_QUEUES,
        Duration.ZERO,
        new CountedEvents());
  }

  private static List<String> messages(CapturedLog log) {
    return log.lines(" ClusterLog - ").stream()
        .map(line -> line.replaceFirst("\\S+ (\\w+) ClusterLog - Cluster default: ", "$1 "))
        .toList();
  }

  @Test
  void onlyChangesAreLogged() throws Exception {
    try (ScriptedCluster cluster = ScriptedCluster.of(3);
        TestMonitor monitor = start(cluster);
        CapturedLog log = CapturedLog.start()) {
      for (String state : List.of("ok", "ok", "fail", "fail", "ok")) {
        for (int i = 0; i < 3; i++) {
          cluster.node(i).saysText("CLUSTER INFO", "cluster_state:" + state + "\r\n");
        }
        monitor.scrape();
      }
      assertThat(messages(log))
          .containsExactly(
              "INFO first contact, " + SUMMARY,
              "WARN the state is fail, 0 of 16384 slots are not served",
              "INFO the state is ok again, " + SUMMARY);
    }
  }

  @Test
  void aClusterWithoutReplyIsLoggedOnce() throws Exception {
    try (ScriptedCluster cluster = ScriptedCluster.of(3);
        TestMonitor monitor = start(cluster);
        CapturedLog log = CapturedLog.start()) {
      for (int i = 0; i < 3; i++) {
        cluster.node(i).close();
      }
      monitor.scrape();
      monitor.scrape();
      assertThat(messages(log)).containsExactly("WARN no node replies");
    }
  }

  @Test
  void aStandaloneServerHasNoState() throws Exception {
    try (ScriptedCluster server = ScriptedCluster.standalone();
        TestMonitor monitor = start(server);
        CapturedLog log = CapturedLog.start()) {
      monitor.scrape();
      monitor.scrape();
      assertThat(messages(log))
          .singleElement()
          .asString()
          .startsWith("INFO first contact, nodes replying 1 of 1, version ")
          .endsWith(", without cluster support");
    }
  }
}
