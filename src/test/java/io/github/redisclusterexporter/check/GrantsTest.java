package io.github.redisclusterexporter.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.ServerCommands;
import io.github.redisclusterexporter.node.ServerProfile;
import io.github.redisclusterexporter.queue.QueueCommand;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Reply;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class GrantsTest {

  static List<Grants> all() {
    return Grants.ALL;
  }

  @ParameterizedTest
  @CsvSource({
    "8.0.1,7.2 and later",
    "7.2.4,7.2 and later",
    "7.0.15,7.0",
    "6.2.11,6.2",
    "6.0.16,6.2"
  })
  void everyCommandThatIsSentIsGranted(String version, String servers) {
    ServerProfile server =
        ServerProfile.of(new Reply.Text("redis_version:" + version + "\r\nredis_mode:cluster\r\n"));
    Grants grants = Grants.of(server.compatibility()).orElseThrow();
    assertThat(grants.servers()).isEqualTo(servers);
    List<String> granted = List.of(grants.user("exporter").split(" ", -1));
    for (Command command : new ServerCommands(server, Collector.all()).commands()) {
      List<String> words = command.words();
      String name = "+" + words.get(0).toLowerCase(Locale.ROOT);
      assertThat(granted)
          .as("%s on %s", command, version)
          .containsAnyOf(
              name, name + "|" + (words.size() > 1 ? words.get(1).toLowerCase(Locale.ROOT) : ""));
    }
  }

  @Test
  void aServerIsGrantedNoCommandThatItDoesNotHave() {
    assertThat(Grants.of(new ServerProfile.Version(7, 0)).orElseThrow().user("exporter"))
        .contains("+latency|histogram")
        .doesNotContain("+cluster|myshardid");
    assertThat(Grants.of(new ServerProfile.Version(6, 2)).orElseThrow().user("exporter"))
        .doesNotContain("+latency|histogram")
        .doesNotContain("+cluster|myshardid");
  }

  @Test
  void aServerOfUnknownVersionHasNoRange() {
    assertThat(Grants.of(ServerProfile.UNKNOWN.compatibility())).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("all")
  void aPatternIsOneThatServersAccept(Grants grants) {
    assertThat(
            grants.queues(
                "exporter",
                List.of(Grants.literal("a [b]*?\\"), "jobs:*"),
                List.of(QueueCommand.SCAN)))
        .endsWith(
            grants.servers().equals("6.2")
                ? " +asking +scan ~a?\\[b\\]\\*\\?\\\\ ~jobs:*"
                : " +asking +scan %R~a?\\[b\\]\\*\\?\\\\ %R~jobs:*");
  }
}
