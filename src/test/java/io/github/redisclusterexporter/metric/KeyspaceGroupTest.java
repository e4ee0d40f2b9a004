package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.CapturedNode;
import org.junit.jupiter.api.Test;

class KeyspaceGroupTest {

  @Test
  void captured() {
    Exposition page = Exposition.of(KeyspaceGroups.keyspace(), Nodes.primary(), Nodes.replica());

    assertThat(page.of("primary"))
        .isEqualTo(
            """
            redis_cluster_keys{db="0"} 8.0
            redis_cluster_keys_expiring{db="0"} 4.0
            """);
    assertThat(page.of("replica"))
        .isEqualTo(
            """
            redis_cluster_keys{db="0"} 8.0
            redis_cluster_keys_expiring{db="0"} 4.0
            """);
    assertThat(page.malformed()).isZero();
  }

  @Test
  void anEmptyServerHasItsFirstDatabase() {
    assertThat(of(Nodes.PRIMARY_70.withoutInfo("db0")))
        .isEqualTo(
            """
            redis_cluster_keys{db="0"} 0.0
            redis_cluster_keys_expiring{db="0"} 0.0
            """);
  }

  @Test
  void furtherDatabases() {
    assertThat(of(Nodes.PRIMARY_70.withInfo("db3", "keys=5,expires=0,avg_ttl=0")))
        .contains("redis_cluster_keys{db=\"3\"} 5.0\n")
        .contains("redis_cluster_keys{db=\"0\"} 8.0\n");
  }

  @Test
  void otherFieldsThatBeginAlikeAreNoDatabases() {
    assertThat(of(Nodes.PRIMARY_70.withInfo("db_version", "keys=1"))).doesNotContain("_version");
  }

  private static String of(CapturedNode node) {
    return Exposition.of(KeyspaceGroups.keyspace(), Nodes.of("primary", node)).of("primary");
  }
}
