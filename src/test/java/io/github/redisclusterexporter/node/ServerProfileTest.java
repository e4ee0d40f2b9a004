package io.github.redisclusterexporter.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.node.ServerProfile.Product;
import io.github.redisclusterexporter.node.ServerProfile.Version;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.testing.CapturedNode;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServerProfileTest {

  @ParameterizedTest
  @CsvSource({
    "redis-6.2.11, 6, 2, 6.2.11",
    "redis-7.0.15, 7, 0, 7.0.15",
    "redis-7.4.1, 7, 4, 7.4.1",
    "valkey-8.0.1, 7, 2, 8.0.1"
  })
  void ofEachVersion(String server, int major, int minor, String version) {
    Product product = server.startsWith("valkey") ? Product.VALKEY : Product.REDIS;
    assertThat(CapturedNode.of(server, "primary").profile())
        .isEqualTo(
            new ServerProfile(
                new Version(major, minor), version, Optional.of(true), product, Set.of()));
  }

  @Test
  void standalone() {
    assertThat(profile("redis_version:7.0.15\r\nredis_mode:standalone\r\n").clustered())
        .contains(false);
  }

  @Test
  void valkeyThatLooksLikeRedis() {
    ServerProfile profile =
        profile("redis_version:7.2.4\r\nvalkey_version:8.0.1\r\nredis_mode:cluster\r\n");

    assertThat(profile.version()).isEqualTo("8.0.1");
    assertThat(profile.clustered()).contains(true);
  }

  @ParameterizedTest
  @CsvSource({
    "redis_mode:sentinel, 7.4.0, SENTINEL",
    "dragonfly_version:df-v1.27.1, df-v1.27.1, REDIS",
    "garnet_version:1.0.84, 1.0.84, GARNET"
  })
  void otherProducts(String field, String version, ServerProfile.Product product) {
    ServerProfile profile = profile("redis_version:7.4.0\r\n" + field + "\r\n");

    assertThat(profile.compatibility()).isEqualTo(new Version(7, 4));
    assertThat(profile.version()).isEqualTo(version);
    assertThat(profile.product()).isEqualTo(product);
  }

  @Test
  void aServerWithoutAModeAndWithoutAViewIsNoMemberOfACluster() {
    Set<Command> views = Set.of(Command.of("CLUSTER", "NODES"));

    assertThat(profile("redis_version:7.0.0\r\n").withUnknown(views).clustered()).contains(false);
    assertThat(profile("redis_version:7.0.0\r\n").withUnknown(Set.of()).clustered()).isEmpty();
    assertThat(profile("redis_mode:cluster\r\n").withUnknown(views).clustered()).contains(true);
  }

  @ParameterizedTest
  @CsvSource({
    "8.0.0, 7, 0, true",
    "7.0.0, 7, 0, true",
    "6.2.16, 7, 0, false",
    "7.0.15, 7, 2, false",
    "255.255.255, 8, 2, true",
    "7, 7, 0, true",
    "unstable, 0, 1, false",
    "'', 0, 1, false"
  })
  void versions(String text, int major, int minor, boolean isAtLeast) {
    assertThat(Version.parse(text).isAtLeast(major, minor)).isEqualTo(isAtLeast);
  }

  @Test
  void aServerThatDoesNotLetUsAskIsTreatedLikeTheOldest() {
    Reply refusal = new Reply.Refused(Fault.READ_NO_PERMISSION, "NOPERM");

    assertThat(ServerProfile.of(refusal)).isEqualTo(ServerProfile.UNKNOWN);
    assertThat(profile("")).isEqualTo(ServerProfile.UNKNOWN);
  }

  @Test
  void theConfigurationKnowsBetter() {
    assertThat(ServerProfile.UNKNOWN.withClustered(false).clustered()).contains(false);
  }

  private static ServerProfile profile(String info) {
    return ServerProfile.of(new Reply.Text(info));
  }
}
