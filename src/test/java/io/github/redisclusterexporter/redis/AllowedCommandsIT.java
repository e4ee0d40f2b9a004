package io.github.redisclusterexporter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisServer;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Real servers say of each command that may be sent what it does. */
class AllowedCommandsIT {

  static Stream<Arguments> versions() {
    return Stream.of(
        Arguments.of(Named.of("7.0", RedisBinary.v70()), true),
        Arguments.of(Named.of("6.2", RedisBinary.v62()), false));
  }

  /**
   * @param subcommands whether the server tells of each of them; before 7.0 it tells of the first
   *     word as a whole
   */
  @ParameterizedTest
  @MethodSource("versions")
  void noneWrites(RedisBinary version, boolean subcommands) {
    try (RedisServer server = RedisServer.start(version)) {
      for (String command : AllowedCommands.COMMANDS) {
        String lower = command.toLowerCase(Locale.ROOT);
        String name = subcommands ? lower.replace(' ', '|') : lower.replaceAll(" .*", "");
        List<?> replies = (List<?>) Objects.requireNonNull(server.command("COMMAND", "INFO", name));
        if (!(replies.get(0) instanceof List<?> info)) {
          assertThat(name).as("not known to 7.0").isEqualTo("cluster|myshardid");
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
