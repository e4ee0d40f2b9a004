package io.github.redisclusterexporter.node;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.testing.CapturedNode;
import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CollectorTest {
  private static final Set<Collector> EVERYTHING = CapturedNode.COLLECTORS;

  @Test
  void everythingOfRedis62() {
    assertThat(commands(profile("redis-6.2.11"), EVERYTHING))
        .containsExactly("CLUSTER NODES", "INFO all", "CLUSTER INFO", "SLOWLOG GET 1");
  }

  @Test
  void everythingOfRedis70() {
    assertThat(commands(profile("redis-7.0.15"), EVERYTHING))
        .containsExactly(
            "CLUSTER NODES",
            "INFO default commandstats",
            "CLUSTER INFO",
            "LATENCY HISTOGRAM",
            "SLOWLOG GET 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis-7.4.1", "valkey-8.0.1"})
  void everythingOfNewerServers(String version) {
    assertThat(commands(profile(version), EVERYTHING))
        .containsExactly(
            "CLUSTER NODES",
            "INFO default commandstats",
            "CLUSTER INFO",
            "CLUSTER MYSHARDID",
            "LATENCY HISTOGRAM",
            "SLOWLOG GET 1");
  }

  @Test
  void everythingOfAServerWithoutClusterSupport() {
    assertThat(commands(profile("redis-7.0.15").withClustered(false), EVERYTHING))
        .containsExactly("INFO default commandstats", "LATENCY HISTOGRAM", "SLOWLOG GET 1");
  }

  @Test
  void everythingOfAServerThatDoesNotSayWhatItIs() {
    assertThat(commands(ServerProfile.UNKNOWN, EVERYTHING))
        .containsExactly("CLUSTER NODES", "INFO all", "CLUSTER INFO", "SLOWLOG GET 1");
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis-6.2.11", "redis-7.0.15"})
  void infoWithoutTheCommandsIsPlain(String version) {
    assertThat(commands(profile(version), Set.of(Collector.INFO))).containsExactly("INFO");
  }

  @ParameterizedTest
  @CsvSource({"INFO default commandstats, INFO all", "'INFO default commandstats,INFO all', INFO"})
  void theNextFormOfInfo(String unknown, String next) {
    ServerProfile server = profile("redis-7.0.15").withUnknown(commands(unknown));

    assertThat(commands(server, Set.of(Collector.INFO, Collector.COMMANDSTATS)))
        .containsExactly(next);
    assertThat(Collector.takesInfoSections(server)).isFalse();
    assertThat(new ServerCommands(server, EVERYTHING).unknown())
        .isEqualTo(next.equals("INFO all") ? List.of() : List.of(Collector.COMMANDSTATS));
  }

  @Test
  void whatAServerDoesNotKnowIsNotSentAgain() {
    ServerProfile server =
        profile("redis-7.4.1").withUnknown(commands("LATENCY HISTOGRAM,CLUSTER MYSHARDID"));

    assertThat(commands(server, EVERYTHING))
        .containsExactly(
            "CLUSTER NODES", "INFO default commandstats", "CLUSTER INFO", "SLOWLOG GET 1");
    assertThat(new ServerCommands(server, EVERYTHING).unknown())
        .containsExactly(Collector.SHARD_ID, Collector.LATENCY);
    assertThat(new ServerCommands(profile("redis-6.2.11"), EVERYTHING).unknown()).isEmpty();
  }

  @Test
  void aSentinelIsOnlyAskedForInfo() {
    ServerProfile server =
        ServerProfile.of(new Reply.Text("redis_version:7.0.15\r\nredis_mode:sentinel\r\n"));

    assertThat(commands(server, EVERYTHING)).containsExactly("INFO default commandstats");
  }

  @Test
  void allAreListedInTheOrderOfTheirEntries() throws IllegalAccessException {
    List<Object> constants = new ArrayList<>();
    for (Field field : Collector.class.getFields()) {
      if (field.get(null) instanceof List<?> several) {
        constants.addAll(several);
      } else {
        constants.add(field.get(null));
      }
    }
    List<Collector> all = new ArrayList<>(Collector.all());
    all.addAll(Collector.optional());
    assertThat(List.<Object>copyOf(all)).isEqualTo(constants);
    assertThat(all).extracting(Collector::label).doesNotHaveDuplicates();
    assertThat(all).isSorted();
  }

  @ParameterizedTest
  @CsvSource({"redis-6.2.11", "redis-7.0.15", "redis-7.4.1"})
  void olderServersAreNotSentWhatTheyDoNotHave(String version) {
    assertThat(optional(profile(version))).noneMatch(command -> command.contains("SLOT-STATS"));
  }

  @Test
  void valkeyNumbersItsVersionsByItself() {
    // It reports 7.2.4 as the version of Redis.
    assertThat(optional(profile("valkey-8.0.1")))
        .contains("CLUSTER SLOT-STATS ORDERBY cpu-usec LIMIT 100 DESC")
        .doesNotContain("CLUSTER SLOT-STATS ORDERBY memory-bytes LIMIT 100 DESC");
  }

  @Test
  void newerServersOfRedis() {
    ServerProfile server =
        ServerProfile.of(new Reply.Text("redis_version:8.2.1\r\nredis_mode:cluster\r\n"));

    assertThat(optional(server)).contains("CLUSTER SLOT-STATS ORDERBY memory-bytes LIMIT 100 DESC");
    assertThat(optional(server.withClustered(false)))
        .noneMatch(command -> command.startsWith("CLUSTER"));
  }

  private static List<String> optional(ServerProfile server) {
    return commands(server, new HashSet<>(Collector.optional()));
  }

  @Test
  void nothing() {
    assertThat(commands(profile("redis-7.0.15"), Set.of())).isEmpty();
  }

  private static Set<Command> commands(String separatedByCommas) {
    return Arrays.stream(separatedByCommas.split(",", -1))
        .map(command -> Command.of(command.split(" ", -1)))
        .collect(Collectors.toSet());
  }

  private static ServerProfile profile(String version) {
    return CapturedNode.of(version, "primary").profile();
  }

  private static List<String> commands(ServerProfile server, Set<Collector> wanted) {
    return new ServerCommands(server, wanted).commands().stream().map(Command::toString).toList();
  }
}
