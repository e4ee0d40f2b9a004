package io.github.redisclusterexporter.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TimeScaleTest {
  private static final TimeScale SCALE = TimeScale.OF_TESTS;
  private static final Pattern TIME = Pattern.compile("\\b\\d+(?:ms|s|m|h|d)\\b");

  private static final Pattern AGE =
      Pattern.compile("(_(?:uptime|timestamp)_seconds\\S*\\)* [<>]) \\d+");

  private final Path directory;

  TimeScaleTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private List<Yaml> rules(String yaml) throws IOException {
    return Yaml.read(Files.writeString(directory.resolve("file.yml"), yaml)).each("groups").stream()
        .flatMap(group -> group.each("rules").stream())
        .toList();
  }

  @Test
  void everyRuleIsThereAndFaster() throws IOException {
    List<Yaml> shipped = rules(Files.readString(Alert.RULES));
    List<Yaml> faster = rules(SCALE.rules());
    assertThat(faster).hasSameSizeAs(shipped);
    for (int i = 0; i < shipped.size(); i++) {
      Yaml slow = shipped.get(i);
      Yaml fast = faster.get(i);
      assertThat(fast.in("labels")).isEqualTo(slow.in("labels"));
      assertThat(fast.in("annotations")).isEqualTo(slow.in("annotations"));
      for (String time : List.of("for", "keep_firing_for")) {
        assertThat(fast.text(time).map(PrometheusDuration::parse))
            .isEqualTo(slow.text(time).map(PrometheusDuration::parse).map(SCALE::of));
      }
      assertThat(times(fast)).isEqualTo(times(slow).stream().map(SCALE::of).toList());
      assertThat(withoutTimes(fast)).isEqualTo(withoutTimes(slow));
    }
  }

  private static List<Duration> times(Yaml rule) {
    return TIME.matcher(rule.text("expr").orElseThrow())
        .results()
        .map(time -> PrometheusDuration.parse(time.group()))
        .toList();
  }

  private static String withoutTimes(Yaml rule) {
    return AGE.matcher(TIME.matcher(rule.text("expr").orElseThrow()).replaceAll("T"))
        .replaceAll("$1 age");
  }

  @Test
  void theAgeOfAServerIsATime() {
    assertThat(
            new TimeScale(10)
                .query(
                    "max by (node) (last_over_time(a_uptime_seconds[1m])) < 900"
                        + " and time() - max(a_timestamp_seconds) < 600 and b_seconds > 30"))
        .isEqualTo(
            "max by (node) (last_over_time(a_uptime_seconds[6000ms])) < 90"
                + " and time() - max(a_timestamp_seconds) < 60 and b_seconds > 30");
  }

  @Test
  void aQueryKeepsItsThresholds() {
    assertThat(
            new TimeScale(60)
                .query("increase(a_total[1h30m]) > 900 and b offset 2m < rate(c:rate5m[10m:1m])"))
        .isEqualTo(
            "increase(a_total[90000ms]) > 900 and b offset 2000ms <"
                + " rate(c:rate5m[10000ms:1000ms])");
  }

  @Test
  void theRoutesLeadElsewhere() throws IOException {
    assertThat(SCALE.routes("http://127.0.0.1:1/"))
        .contains("http://127.0.0.1:1/pager", "http://127.0.0.1:1/dead-mans-switch", "1500ms")
        .doesNotContain("example", "15s");
  }

  /**
   * A failover that works pages nobody, here as there: the servers find a node failed after the
   * scaled time, and elect in a time of their own, up to two seconds with what it takes the bus.
   */
  @Test
  void anElectionEndsBeforeAnybodyIsPaged() throws IOException {
    Duration election = Duration.ofSeconds(2);
    for (String name : List.of("RedisClusterShardDown", "RedisClusterStateFail")) {
      assertThat(SCALE.of(Opening.NODE_TIMEOUT.plus(Routes.SCRAPE)).plus(election))
          .isLessThan(SCALE.of(Alert.named(name).holds()));
    }
  }
}
