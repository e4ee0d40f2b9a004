package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.config.Secret;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.net.SharedThreads;
import io.github.redisclusterexporter.testing.Behaviour;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Clients for the tests of this package, and the replies of a healthy server. */
final class NodeClientFixture {
  static final Command FIRST = Command.of("CLUSTER", "NODES");
  static final Command SECOND = Command.of("INFO");
  static final List<Command> BOTH = List.of(FIRST, SECOND);

  static final Credentials NO_CREDENTIALS =
      new Credentials(Optional.empty(), Optional.empty(), Optional.empty());
  static final TlsConfig PLAIN =
      new TlsConfig(
          false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false);

  private NodeClientFixture() {}

  static NodeClients open() {
    return open(NO_CREDENTIALS, PLAIN);
  }

  static NodeClients open(Credentials credentials, TlsConfig tls) {
    return new NodeClients(
        new RedisConfig(
            "default",
            List.of(),
            ClusterMode.AUTO,
            credentials,
            tls,
            Map.of(),
            0,
            Duration.ofSeconds(1),
            Duration.ofSeconds(3)),
        AllowedCommands.of(List.of(new AllowedCommand("CLUSTER NODES", "", ""))),
        new SharedThreads("lookup", 1, 0, Duration.ofSeconds(1)).share());
  }

  static Credentials password(String secret) {
    return new Credentials(Optional.empty(), Optional.of(new Secret(secret)), Optional.empty());
  }

  /** A short text as the reply to every command of the exporter. */
  static Behaviour.Replies healthy() {
    return with(Map.of());
  }

  /** As {@link #healthy}, with other replies to these commands. */
  static Behaviour.Replies with(Map<String, String> changed) {
    Map<String, byte[]> replies =
        new HashMap<>(
            Map.of(
                "CLIENT SETNAME", bytes("+OK\r\n"),
                "AUTH", bytes("+OK\r\n"),
                "INFO server", bytes("$20\r\nredis_version:7.0.15\r\n"),
                "CLUSTER NODES", bytes("+first\r\n"),
                "INFO", bytes("+second\r\n")));
    changed.forEach((command, reply) -> replies.put(command, bytes(reply)));
    return Behaviour.Replies.of(replies);
  }

  static Deadline in(long millis) {
    return Deadline.after(Duration.ofMillis(millis));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
