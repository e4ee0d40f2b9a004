package io.github.redisclusterexporter.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.ServerProfile;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Reply;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class GrantsTest {
  private static final Pattern LINE = Pattern.compile("`(ACL SETUSER [^`]*)`");

  @Test
  void theLinesAreThoseOfTheDocument() throws IOException {
    String document = Files.readString(Path.of("docs", "acl.md")).replace("\\|", "|");
    assertThat(LINE.matcher(document).results().map(found -> found.group(1)))
        .containsExactly(
            Grants.SINCE_7_2.user("exporter"),
            Grants.SINCE_7_0.user("exporter"),
            Grants.SINCE_6_2.user("exporter"),
            Grants.SINCE_7_0.queues("exporter", List.of("tasks:*"), List.of()),
            Grants.SINCE_6_2.queues("exporter", List.of("tasks:*"), List.of()));
    for (Grants grants : Grants.values()) {
      assertThat(document).contains("| " + grants.servers() + " | `" + grants.user("exporter"));
    }
    assertThat(Grants.SINCE_7_2.queues("exporter", List.of("tasks:*"), List.of()))
        .isEqualTo(Grants.SINCE_7_0.queues("exporter", List.of("tasks:*"), List.of()));
  }

  @ParameterizedTest
  @CsvSource({"8.0.1,SINCE_7_2", "7.2.4,SINCE_7_2", "7.0.15,SINCE_7_0", "6.2.11,SINCE_6_2"})
  void everythingThatIsAskedIsGranted(String version, Grants expected) {
    ServerProfile server =
        ServerProfile.of(new Reply.Text("redis_version:" + version + "\r\nredis_mode:cluster\r\n"));
    assertThat(Grants.of(server.compatibility())).contains(expected);
    List<String> granted = List.of(expected.user("exporter").split(" ", -1));
    for (Command command : Collector.commands(server, Collector.all())) {
      List<String> words = command.words();
      String name = "+" + words.get(0).toLowerCase(Locale.ROOT);
      assertThat(granted)
          .as("%s on %s", command, version)
          .containsAnyOf(
              name, name + "|" + (words.size() > 1 ? words.get(1).toLowerCase(Locale.ROOT) : ""));
    }
  }

  @Test
  void aServerThatDoesNotTellItsVersionMayBeAny() {
    assertThat(Grants.of(ServerProfile.UNKNOWN.compatibility())).isEmpty();
  }

  @ParameterizedTest
  @EnumSource(Grants.class)
  void aPatternIsOneThatServersTake(Grants grants) {
    assertThat(
            grants.queues(
                "exporter", List.of(Grants.literal("a [b]*?\\"), "jobs:*"), List.of("+scan")))
        .endsWith(
            grants == Grants.SINCE_6_2
                ? " +asking +scan ~a?\\[b\\]\\*\\?\\\\ ~jobs:*"
                : " +asking +scan %R~a?\\[b\\]\\*\\?\\\\ %R~jobs:*");
  }
}
