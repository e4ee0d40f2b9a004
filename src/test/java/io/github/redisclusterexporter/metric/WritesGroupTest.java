package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.CapturedNode;
import org.junit.jupiter.api.Test;

class WritesGroupTest {

  private static String blocked(CapturedNode node) {
    return Exposition.of(NodeGroups.writes(), Nodes.of("primary", node))
        .of("primary")
        .lines()
        .filter(line -> line.endsWith(" 1.0"))
        .map(line -> line.replaceAll(".*reason=\"|\"}.*", ""))
        .reduce("", (all, reason) -> all + reason);
  }

  private static CapturedNode full(String policy) {
    return Nodes.PRIMARY_70
        .withInfo("maxmemory", "1000")
        .withInfo("used_memory", "1500")
        .withInfo("mem_not_counted_for_evict", "100")
        .withInfo("maxmemory_policy", policy);
  }

  @Test
  void captured() {
    assertThat(Exposition.of(NodeGroups.writes(), Nodes.primary(), Nodes.replica()).of("primary"))
        .isEqualTo(
            """
            redis_cluster_node_writes_blocked{reason="aof_write_failed"} 0.0
            redis_cluster_node_writes_blocked{reason="memory_full"} 0.0
            redis_cluster_node_writes_blocked{reason="replicas_missing"} 0.0
            redis_cluster_node_writes_blocked{reason="save_failed"} 0.0
            """);
    assertThat(Exposition.of(NodeGroups.writes(), Nodes.replica()).series()).isEmpty();
    assertThat(Exposition.of(NodeGroups.writes(), Nodes.down("gone")).series()).isEmpty();
  }

  @Test
  void aFailedSave() {
    assertThat(blocked(Nodes.PRIMARY_70.withInfo("rdb_last_bgsave_status", "err")))
        .isEqualTo("save_failed");
  }

  @Test
  void aFailedAppendOnlyFileWhereThereIsOne() {
    CapturedNode failed = Nodes.PRIMARY_70.withInfo("aof_last_write_status", "err");

    assertThat(blocked(failed.withInfo("aof_enabled", "1"))).isEqualTo("aof_write_failed");
    assertThat(blocked(failed.withInfo("aof_enabled", "0"))).isEmpty();
  }

  @Test
  void missingReplicasWhereTheyAreAskedFor() {
    assertThat(blocked(Nodes.PRIMARY_70.withInfo("min_slaves_good_slaves", "0")))
        .isEqualTo("replicas_missing");
    assertThat(blocked(Nodes.PRIMARY_70.withInfo("min_slaves_good_slaves", "1"))).isEmpty();
  }

  @Test
  void fullMemoryThatCannotBeEvicted() {
    assertThat(blocked(full("noeviction"))).isEqualTo("memory_full");
    assertThat(blocked(full("allkeys-lru"))).isEmpty();
    assertThat(blocked(full("noeviction").withInfo("mem_not_counted_for_evict", "600"))).isEmpty();
    assertThat(blocked(full("noeviction").withInfo("maxmemory", "0"))).isEmpty();
  }

  @Test
  void volatileKeysCanBeEvictedWhileThereAreAny() {
    assertThat(blocked(full("volatile-ttl").withInfo("db0", "keys=9,expires=1,avg_ttl=5")))
        .isEmpty();
    assertThat(blocked(full("volatile-ttl").withInfo("db0", "keys=9,expires=0,avg_ttl=0")))
        .isEqualTo("memory_full");
  }
}
