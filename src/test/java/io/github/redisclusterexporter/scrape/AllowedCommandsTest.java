package io.github.redisclusterexporter.scrape;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redisclusterexporter.key.read.ClusterKeyScraper;
import io.github.redisclusterexporter.redis.AllowedCommands;
import io.github.redisclusterexporter.redis.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedCommandsTest {
  private static final AllowedCommands ALLOWED =
      ClusterConnections.allowedCommands(ClusterKeyScraper.commands());
  private static final Pattern GRANT = Pattern.compile("`\\+([a-z|\\\\-]+)`");

  /** Whoever allows one more command changes a page that users rely on. */
  @Test
  void theDocumentedCommandsAndNoOthers() throws IOException {
    Set<String> documented =
        GRANT
            .matcher(Files.readString(Path.of("docs", "acl.md")))
            .results()
            .map(found -> found.group(1).replace("\\|", " ").toUpperCase(Locale.ROOT))
            .collect(Collectors.toSet());
    // Every user may run AUTH, without a grant.
    documented.add("AUTH");
    assertThat(documented).contains("CLUSTER NODES", "INFO", "XINFO STREAM");
    assertThat(ALLOWED.names()).isEqualTo(documented);
    ALLOWED.names().forEach(name -> ALLOWED.check(List.of(command(name), command(name + " x"))));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "SET k v", "set k v", "DEL k", "CONFIG SET x y", "CLUSTER FAILOVER", "cluster reset",
        "CLIENT KILL", "SLOWLOG RESET", "LATENCY RESET", "EVAL x 0", "XREADGROUP", "FLUSHALL",
        "CLUSTER", "XINFO HELP", "", " INFO", "INFO\r\nDEL"
      })
  void everyOtherCommandIsRefused(String typed) {
    List<Command> commands = List.of(Command.of("INFO"), command(typed));
    assertThatThrownBy(() -> ALLOWED.check(commands)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theRefusalHidesTheWords() {
    List<Command> commands = List.of(Command.of("HELLO", "3", "AUTH", "me", "s3cret"));
    assertThatThrownBy(() -> ALLOWED.check(commands)).hasMessageNotContaining("s3cret");
  }

  private static Command command(String typed) {
    return Command.of(typed.split(" ", -1));
  }
}
