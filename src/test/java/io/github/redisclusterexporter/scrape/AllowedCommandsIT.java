package io.github.redisclusterexporter.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.key.read.ClusterKeyScraper;
import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisServer;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Real servers say of each command that may be sent what it does. */
@Tag("smoke")
class AllowedCommandsIT {

  static Stream<RedisBinary> versions() {
    return RedisBinary.versions();
  }

  @ParameterizedTest
  @MethodSource("versions")
  void noneWrites(RedisBinary version) {
    // Before 7.0 the server reports the first word as a whole.
    boolean subcommands = version.isAtLeast(7);
    try (RedisServer server = RedisServer.start(version)) {
      for (String command :
          ClusterConnections.allowedCommands(ClusterKeyScraper.commands()).names()) {
        String lower = command.toLowerCase(Locale.ROOT);
        String name = subcommands ? lower.replace(' ', '|') : lower.replaceAll(" .*", "");
        List<?> replies = (List<?>) Objects.requireNonNull(server.command("COMMAND", "INFO", name));
        if (!(replies.get(0) instanceof List<?> info)) {
          assertThat(name)
              .as("not known to 7.0")
              .isIn(
                  "cluster|myshardid",
                  "cluster|slot-stats",
                  "cluster|getslotmigrations",
                  "commandlog",
                  "commandlog|get");
          continue;
        }
        assertThat(((List<?>) info.get(2)).stream().map(Object::toString))
            .as("the flags of %s", name)
            .isNotEmpty()
            .doesNotContain("write");
      }
    }
  }
}
