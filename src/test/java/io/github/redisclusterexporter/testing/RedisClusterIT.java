package io.github.redisclusterexporter.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import redis.clients.jedis.exceptions.JedisConnectionException;
import redis.clients.jedis.exceptions.JedisDataException;

class RedisClusterIT {

  static Stream<RedisBinary> binaries() {
    return Stream.of(RedisBinary.v70(), RedisBinary.v62());
  }

  @ParameterizedTest
  @MethodSource("binaries")
  void aReplicaTakesOverFromAKilledPrimary(RedisBinary binary) {
    try (RedisCluster cluster = RedisCluster.builder().binary(binary).start()) {
      assertThat(cluster.nodes()).hasSize(6);
      assertThat(cluster.ownerOf(5460)).contains(cluster.node(0));
      assertThat(cluster.ownerOf(5461)).contains(cluster.node(1));
      assertThat(cluster.ownerOf(16_383)).contains(cluster.node(2));

      RedisServer primary = cluster.node(0);
      primary.kill();
      assertThat(primary.isAlive()).isFalse();
      assertThat(cluster.awaitOtherOwner(0, primary)).isSameAs(cluster.replicaOf(primary));
      cluster.awaitServing();

      primary.restart();
      cluster.awaitHealthy();
      assertThat(primary.field("role", "INFO", "replication")).contains("slave");
    }
  }

  @Test
  void aFrozenNodeIsSilentUntilThawed() {
    try (RedisServer server = RedisServer.start(RedisBinary.v70())) {
      server.freeze();
      assertThatThrownBy(() -> server.client().within(Duration.ofMillis(200)).command("PING"))
          .isInstanceOf(JedisConnectionException.class);
      server.thaw();
      assertThat(server.command("PING")).isEqualTo("PONG");
    }
  }

  @Test
  void nothingIsLeftOfAFrozenServer() {
    RedisServer server = RedisServer.start(RedisBinary.v70());
    server.freeze();
    server.close();
    assertThat(server.isAlive()).isFalse();
    assertThat(server.directory()).satisfies(directory -> assertThat(directory).doesNotExist());
    assertThat(Ports.isFree(server.address().port())).isTrue();
  }

  @Test
  void aServerThatDoesNotStartSaysWhy() {
    assertThatThrownBy(
            () -> RedisServer.builder(RedisBinary.v70()).directive("nonsense yes").start())
        .hasMessageContaining("ended at start")
        .hasMessageContaining("Bad directive");
  }

  @Test
  void aServerKeepsItsPortAndFilesWhenRestarted() {
    try (RedisServer server =
        RedisServer.builder(RedisBinary.v70()).directive("appendonly yes").start()) {
      server.command("SET", "kept", "1");
      server.terminate();
      server.restart();
      // On a busy machine it may still load its dataset and reply with LOADING.
      Eventually.await(
          "the file is read",
          () -> server.field("loading", "INFO", "persistence").equals(Optional.of("0")));
      assertThat(server.text("GET", "kept")).isEqualTo("1");
      assertThatThrownBy(() -> server.command("NONSENSE")).isInstanceOf(JedisDataException.class);
    }
  }

  @Test
  void aClusterWithPasswordAndTlsGrowsByANode() {
    RedisTls tls = RedisTls.of(TestCertificates.get(), true);
    try (RedisCluster cluster =
        RedisCluster.builder().replicasPerPrimary(0).password("secret").tls(tls).start()) {
      RedisServer added = cluster.addNode();
      assertThat(added.field("cluster_known_nodes", "CLUSTER", "INFO")).contains("4");
      assertThat(cluster.id(added)).hasSize(40);
      RespClient anonymous =
          new RespClient(added.address(), null, null, tls, Duration.ofSeconds(5));
      assertThatThrownBy(() -> anonymous.command("PING")).hasMessageContaining("NOAUTH");
    }
  }

  @Test
  void certificatesArePemFiles() {
    TestCertificates certificates = TestCertificates.get();
    assertThat(certificates.ca()).content().startsWith("-----BEGIN CERTIFICATE-----");
    assertThat(certificates.server().key()).content().startsWith("-----BEGIN PRIVATE KEY-----");
    assertThat(Files.exists(certificates.foreign().ca())).isTrue();
  }
}
