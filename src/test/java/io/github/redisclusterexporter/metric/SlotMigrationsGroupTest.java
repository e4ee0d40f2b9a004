package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.testing.CapturedNode;
import io.github.redisclusterexporter.testing.CapturedReplies;
import io.github.redisclusterexporter.testing.Resp;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SlotMigrationsGroupTest {
  private static final CapturedNode REDIS = Nodes.PRIMARY_70;

  private static Exposition page(CapturedNode node) {
    Set<Collector> wanted = new HashSet<>(CapturedNode.COLLECTORS);
    wanted.add(Collector.SLOT_MIGRATIONS);
    return Exposition.of(NodeGroups.slotMigrations(), Nodes.of("primary", node, wanted));
  }

  @Test
  void capturedFromValkey() {
    CapturedNode node =
        REDIS
            .withInfo("valkey_version", "9.1.2")
            .with(
                "CLUSTER GETSLOTMIGRATIONS",
                Resp.decode(
                    CapturedReplies.read("valkey-9.1.2", "primary", "cluster_getslotmigrations")));

    assertThat(page(node).of("primary"))
        .isEqualTo(
            """
            redis_cluster_slot_migrations{state="failed"} 0.0
            redis_cluster_slot_migrations{state="running"} 1.0
            """);
  }

  @Test
  void redisHasTheirNumberInClusterInfo() {
    assertThat(page(clusterInfo("cluster_slot_migration_active_tasks:1\r\n")).of("primary"))
        .isEqualTo("redis_cluster_slot_migrations{state=\"running\"} 1.0\n");
    Exposition impossible = page(clusterInfo("cluster_slot_migration_active_tasks:-1\r\n"));
    assertThat(impossible.series()).isEmpty();
    assertThat(impossible.malformed()).isEqualTo(1);
  }

  private static CapturedNode clusterInfo(String field) {
    return REDIS.with("CLUSTER INFO", "cluster_state:ok\r\n" + field);
  }

  @Test
  void olderServersHaveNone() {
    assertThat(page(REDIS).series()).isEmpty();
  }
}
