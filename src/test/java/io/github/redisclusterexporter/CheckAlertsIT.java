package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.CapturedLog;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.FullDisk;
import io.github.redisclusterexporter.testing.Ports;
import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisCluster;
import io.github.redisclusterexporter.testing.RedisServer;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code --check} of real clusters in the situations for which the shipped alerts fire. */
@Order(2)
class CheckAlertsIT {
  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final String SECRET = "s3cret";

  private static Checked check(RedisCluster cluster, int code) {
    try (CapturedLog log = CapturedLog.start()) {
      Checked check = Checked.of(Checked.seed(cluster));
      assertThat(check.code()).as(check.text()).isEqualTo(code);
      assertThat(check.text()).doesNotContain("Exception");
      // The report has every fault; the log has none of them.
      cluster.addresses().forEach(node -> assertThat(log.lines(node.toString())).isEmpty());
      return check;
    }
  }

  private static void fails(RedisCluster cluster, String title, String place) {
    Checked check = check(cluster, 1);
    assertThat(check.lines())
        .anySatisfy(line -> assertThat(line).matches("\\d+\\. \\Q" + title + "\\E"))
        .anySatisfy(line -> assertThat(line).startsWith("   - " + place));
  }

  private static void set(RedisServer node, String name, String value) {
    node.command("CONFIG", "SET", name, value);
  }

  private static void awaitField(RedisServer node, String field, String value) {
    Eventually.await(
        BOUND,
        field + " of " + node + " is " + value,
        () -> node.field(field, "INFO", "everything").equals(Optional.of(value)));
  }

  @ParameterizedTest
  @MethodSource("io.github.redisclusterexporter.testing.RedisBinary#versions")
  void aHealthyClusterOfEachVersion(RedisBinary binary) {
    try (RedisCluster cluster = RedisCluster.builder().binary(binary).start()) {
      assertThat(check(cluster, 0).text()).endsWith("All is well.");
    }
  }

  @Test
  void aServerThatRefusesWritesOrIsAboutTo() throws IOException {
    try (RedisCluster cluster = RedisCluster.start()) {
      RedisServer primary = cluster.primaries().get(0);
      String writes = "writes: a primary refuses writes";
      set(primary, "maxmemory", "1");
      fails(cluster, writes, primary.address() + ": maxmemory is reached");
      set(primary, "maxmemory", "0");

      primary.command("DEBUG", "POPULATE", "20000", "key", "500");
      long used = Long.parseLong(primary.field("used_memory", "INFO", "memory").orElseThrow());
      set(primary, "maxmemory", Long.toString(used * 11 / 10));
      fails(
          cluster,
          "memory: a node has nearly reached maxmemory and can evict nothing",
          primary.address().toString());
      set(primary, "maxmemory", "0");

      set(primary, "min-replicas-to-write", "2");
      set(primary, "min-replicas-max-lag", "1");
      cluster.replicaOf(primary).freeze();
      awaitField(primary, "min_slaves_good_slaves", "0");
      fails(cluster, writes, primary.address() + ": no replica is left");
      cluster.replicaOf(primary).thaw();
      set(primary, "min-replicas-to-write", "0");
      cluster.awaitHealthy();

      FullDisk.failToSave(primary);
      fails(
          cluster,
          "persistence: the last snapshot could not be written",
          primary.address().toString());
      set(primary, "save", "3600 1");
      FullDisk.awaitRefusedWrite(primary, "b");
      fails(cluster, writes, primary.address() + ": the last snapshot failed");
      FullDisk.save(primary);

      RedisServer replica = cluster.replicas().get(0);
      FullDisk.failToSave(replica);
      fails(
          cluster,
          "persistence: the last snapshot could not be written",
          replica.address().toString());
      FullDisk.save(replica);

      int connections =
          Stream.of("connected_clients", "connected_slaves", "cluster_connections")
              .mapToInt(field -> Integer.parseInt(primary.field(field, "INFO").orElseThrow()))
              .sum();
      set(primary, "maxclients", String.valueOf(connections + 2));
      fails(
          cluster,
          "clients: a node has nearly reached its connection limit",
          primary.address().toString());
      set(primary, "maxclients", "10000");
      check(cluster, 0);
    }
  }

  @Test
  void aPasswordWithoutTheOneForReplication() {
    try (RedisCluster cluster = RedisCluster.builder().password(SECRET).start()) {
      cluster.nodes().forEach(node -> set(node, "masterauth", ""));
      cluster.primaries().forEach(node -> node.command("CLIENT", "KILL", "TYPE", "replica"));
      cluster.replicas().forEach(node -> awaitField(node, "master_link_status", "down"));
      Checked check =
          Checked.of(
              Map.of(
                  "REDIS_CLUSTER_NODES",
                  cluster.node(0).address().toString(),
                  "REDIS_PASSWORD",
                  SECRET));
      assertThat(check.code()).as(check.text()).isEqualTo(1);
      assertThat(check.text())
          .contains("replication: a replica has no link to its primary")
          .contains("set masterauth")
          .contains("redundancy: a shard has no replica that could take over")
          .contains("docs/runbooks/redisclusterreplicalinkdown.md")
          .doesNotContain(SECRET);
    }
  }

  @Test
  void aClusterWithoutReplicasByDesign() {
    try (RedisCluster cluster = RedisCluster.builder().replicasPerPrimary(0).start()) {
      check(cluster, 0);
    }
  }

  @Test
  void nodesThatShareHosts() {
    List<String> hosts = List.of("127.0.0.2", "127.0.0.3", "127.0.0.4");
    try (RedisCluster cluster =
        RedisCluster.builder().directive("bind 127.0.0.1 " + String.join(" ", hosts)).start()) {
      for (int i = 0; i < 6; i++) {
        set(cluster.node(i), "cluster-announce-ip", hosts.get(i % 3));
      }
      cluster.awaitHealthy();
      Eventually.await(
          BOUND,
          "the addresses are known",
          () ->
              cluster.nodes().stream()
                  .map(node -> node.text("CLUSTER", "NODES"))
                  .allMatch(view -> hosts.stream().allMatch(view::contains)));
      Checked check = check(cluster, 1);
      assertThat(check.names("redundancy: the cluster would not survive the loss of one host"))
          .isTrue();
    }
  }

  @Test
  void anAnnouncedNameThatDoesNotResolve() {
    try (RedisCluster cluster = RedisCluster.start()) {
      RedisServer node = cluster.node(1);
      set(node, "cluster-announce-hostname", "no-such-host.invalid");
      Eventually.await(
          BOUND,
          "the name is known",
          () -> cluster.node(0).text("CLUSTER", "NODES").contains("no-such-host.invalid"));
      fails(
          cluster,
          "addresses: nodes announce addresses that cannot be reached from here",
          "no-such-host.invalid:%d: the host name no-such-host.invalid is unknown"
              .formatted(node.address().port()));
    }
  }

  @Test
  void anOwnAddressThatNobodyReaches() {
    try (RedisCluster cluster = RedisCluster.start()) {
      int closed = Ports.free();
      set(cluster.node(0), "cluster-announce-port", String.valueOf(closed));
      Eventually.await(
          BOUND,
          "the port is known",
          () -> cluster.node(0).text("CLUSTER", "NODES").contains(":" + closed + "@"));
      fails(
          cluster,
          "addresses: nodes announce addresses that cannot be reached from here",
          "127.0.0.1:%d: nothing listens on 127.0.0.1:%d".formatted(closed, closed));
    }
  }
}
