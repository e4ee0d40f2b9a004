package io.github.redisclusterexporter.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redisclusterexporter.testing.CapturedReplies;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class InfoTest {

  @ParameterizedTest
  @CsvSource({
    "redis-6.2.11, 6.2.11, 2687208, 2243",
    "redis-7.0.15, 7.0.15, 2068928, 2308",
    "redis-7.4.1, 7.4.1, 2619552, 2418",
    "valkey-8.0.1, 7.2.4, 3039008, 2418"
  })
  void infoOfEachVersion(String version, String compatible, double memory, double offset) {
    Info info = Info.parse(CapturedReplies.text(version, "primary", "info_all"));

    assertThat(info.text("redis_version")).contains(compatible);
    assertThat(info.text("role")).contains("master");
    assertThat(info.number("used_memory")).hasValue(memory);
    assertThat(info.number("master_repl_offset")).hasValue(offset);
    assertThat(info.text("errorstat_MOVED")).contains("count=24");
  }

  @ParameterizedTest
  @CsvSource({
    "redis-6.2.11, 28, 5",
    "redis-7.0.15, 27, 5",
    "redis-7.4.1, 25, 5",
    "valkey-8.0.1, 26, 5"
  })
  void clusterInfoOfEachVersion(String version, double pings, double meets) {
    Info info = Info.parse(CapturedReplies.text(version, "primary", "cluster_info"));

    assertThat(info.is("cluster_state", "ok")).hasValue(1);
    assertThat(info.number("cluster_slots_assigned")).hasValue(16384);
    assertThat(info.number("cluster_current_epoch")).hasValue(6);
    assertThat(info.number("cluster_stats_messages_ping_sent")).hasValue(pings);
    assertThat(info.number("cluster_stats_messages_meet_received")).hasValue(meets);
  }

  @ParameterizedTest
  @ValueSource(strings = {"redis-6.2.11", "redis-7.0.15", "redis-7.4.1", "valkey-8.0.1"})
  void theErrorsAreInTheDefaultSections(String version) {
    Info info = Info.parse(CapturedReplies.text(version, "primary", "info"));

    assertThat(info.composed("errorstat_")).containsOnlyKeys("MOVED");
    assertThat(info.composed("errorstat_").values())
        .extracting(error -> error.text("count"))
        .containsExactly(Optional.of("24"));
  }

  @Test
  void missingIsEmpty() {
    Info info = Info.parse("a:1");

    assertThat(info.text("b")).isEmpty();
    assertThat(info.number("b")).isEmpty();
    assertThat(info.is("b", "1")).isEmpty();
    assertThat(info.composed("b")).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "one", "NaN", "Infinity", "-Infinity", "1e999", "5M", "1,5"})
  void whatIsNoFiniteNumberIsMalformed(String value) {
    Info info = Info.parse("field:" + value);

    assertThatThrownBy(() -> info.number("field"))
        .isInstanceOf(MalformedReplyException.class)
        .hasMessageContaining("field");
  }

  @Test
  void aLongValueIsNotRepeatedInFull() {
    Info info = Info.parse("field:" + "x".repeat(10_000));

    assertThatThrownBy(() -> info.number("field"))
        .satisfies(e -> assertThat(e.getMessage()).hasSizeLessThan(100));
  }

  @Test
  void valuesMayHoldColons() {
    assertThat(Info.parse("slave0:ip=::1,port=1").text("slave0")).contains("ip=::1,port=1");
  }

  @Test
  void whatIsNoFieldIsPassedOver() {
    Info info = Info.parse("# Server: x\r\n\r\nnothing\r\n:1\r\na:1\r\n");

    assertThat(info.fields()).containsExactly(Map.entry("a", "1"));
  }

  @Test
  void prefixesAreCutOffInTheOrderOfTheNames() {
    Info info = Info.parse("db1:x=1\ndb0:y=1\nother:z=1\ndb2:plain");

    assertThat(info.composed("db").keySet()).containsExactly("0", "1");
  }

  @Test
  void linesMayEndInEitherWay() {
    Info info = Info.parse("a:1\r\nb:2\n\r\nc:\r\nd:4");

    assertThat(info.fields())
        .containsExactly(
            Map.entry("a", "1"), Map.entry("b", "2"), Map.entry("c", ""), Map.entry("d", "4"));
  }

  /** As Dragonfly writes them. */
  @ParameterizedTest
  @CsvSource({"up, up, up", "up, down, down", "down, up, down", "down, down, down"})
  void ofSeveralLinksTheWorstCounts(String first, String second, String all) {
    Info info =
        Info.parse(
            "dragonfly_version:df-v1.27.1\r\nmaster_link_status:%s\r\nmaster_link_status:%s\r\n"
                .formatted(first, second));

    assertThat(info.text("master_link_status")).contains(all);
  }

  /** As KeyDB does. */
  @ParameterizedTest
  @CsvSource({"up, up, up", "up, down, down", "down, up, down"})
  void furtherLinksMayBeNumbered(String first, String second, String all) {
    Info info =
        Info.parse(
            """
            master_global_link_status:up
            master_link_status:%s
            master_sync_in_progress:0
            master_1_link_status:%s
            master_1_sync_in_progress:1
            """
                .formatted(first, second));

    assertThat(info.text("master_link_status")).contains(all);
    assertThat(info.number("master_sync_in_progress", NumberKind.FLAG)).hasValue(1);
  }

  @ParameterizedTest
  @CsvSource({"0, 0, 0", "1, 0, 1", "0, 1, 1"})
  void ofSeveralSyncsOneIsEnough(String first, String second, double all) {
    Info info =
        Info.parse(
            """
            dragonfly_version:df-v1.27.1
            master_sync_in_progress:%s
            master_sync_in_progress:%s
            """
                .formatted(first, second));

    assertThat(info.number("master_sync_in_progress", NumberKind.FLAG)).hasValue(all);
  }

  @ParameterizedTest
  @CsvSource({"False, 0", "True, 1"})
  void garnetWritesWords(String word, double flag) {
    Info info = Info.parse("garnet_version:1.0.84\r\nmaster_sync_in_progress:" + word + "\r\n");

    assertThat(info.number("master_sync_in_progress", NumberKind.FLAG)).hasValue(flag);
  }

  @Test
  void whatOtherProductsDoNotMeasureIsMissing() {
    assertThat(
            Info.parse("garnet_version:1.0.84\r\nmaster_repl_offset:N/A\r\n")
                .text("master_repl_offset"))
        .isEmpty();
    String counter = "rejected_connections:-1\r\n";
    assertThat(
            Info.parse("dragonfly_version:df-v1.27.1\r\n" + counter).text("rejected_connections"))
        .isEmpty();
    assertThat(Info.parse(counter).text("rejected_connections")).isPresent();
  }

  @Test
  void dragonflyNamesTheLimitOfClientsDifferently() {
    assertThat(
            Info.parse("dragonfly_version:df-v1.27.1\r\nmax_clients:64000\r\n")
                .number("maxclients"))
        .hasValue(64_000);
  }

  @Test
  void theServersClockIsInMicroseconds() {
    assertThat(Info.parse("server_time_usec:1795722105878123").serverTime())
        .contains(Instant.ofEpochMilli(1795722105878L));
    assertThat(Info.parse("uptime_in_seconds:1").serverTime()).isEmpty();
    assertThat(Info.parse("server_time_usec:now").serverTime()).isEmpty();
  }

  @Test
  void ofFieldsWithTheSameNameTheLastCounts() {
    Info info = Info.parse("a:1\nab:2\na:3\nAaBB:4\nBBAa:5\n");

    assertThat(info.number("a")).hasValue(3);
    // These two names have the same hash code.
    assertThat(info.number("AaBB")).hasValue(4);
    assertThat(info.number("BBAa")).hasValue(5);
  }

  @Test
  void composedValuesAreTakenApart() {
    Info info = Info.parse("cmdstat_get:calls=2,usec=7\r\ncmdstat_set:calls=1\r\nother:z=1");

    assertThat(info.composed("cmdstat_")).containsOnlyKeys("get", "set");
    assertThat(info.composed("cmdstat_").values())
        .extracting(command -> command.number("calls"))
        .containsExactly(OptionalDouble.of(2), OptionalDouble.of(1));
    assertThat(info.composed("nothing_")).isEmpty();
  }

  @Test
  void isEmptyWithoutAnyField() {
    assertThat(Info.parse("# Server\r\n").fields()).isEmpty();
    assertThat(Info.parse("a:1").fields()).isNotEmpty();
    assertThat(Info.parse("a:1\r\nb:2")).hasToString("2 fields");
  }
}
