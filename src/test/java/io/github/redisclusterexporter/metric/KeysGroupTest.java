package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.key.KeyDatabase;
import io.github.redisclusterexporter.key.KeyGroup;
import io.github.redisclusterexporter.key.KeyGroupFacts;
import io.github.redisclusterexporter.key.NamedKey;
import io.github.redisclusterexporter.key.NamedKeyFacts;
import io.github.redisclusterexporter.key.NamedKeyValues;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.scrape.ScrapeResult;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class KeysGroupTest {
  private static final NamedKey KEY = new NamedKey("k", "the key", KeyDatabase.of(0));

  private static String page(NamedKeyFacts... keys) {
    return page(List.of(), keys);
  }

  private static String page(List<KeyGroupFacts> groups, NamedKeyFacts... keys) {
    ScrapeResult scrape =
        new ScrapeResult(
            ClusterSnapshot.EMPTY,
            Exposition.NO_FAILOVERS,
            Duration.ZERO,
            List.of(),
            List.of(),
            List.of(keys),
            groups);
    return Exposition.of(List.of(KeyGroups.keys(), KeyGroups.groups()), scrape)
        .text()
        .lines()
        .filter(line -> !line.startsWith("#"))
        .map(
            line ->
                line.replace("redis_cluster=\"test\",", "").replace(",redis_cluster=\"test\"", ""))
        .map(line -> line.replaceFirst("redis_cluster_key_", ""))
        .reduce("", (all, line) -> all + line + "\n");
  }

  private static NamedKeyFacts measured(NamedKeyValues values) {
    return new NamedKeyFacts(KEY, Optional.of("h:1"), Optional.of(values), Optional.empty());
  }

  @Test
  void aKeyHasItsSizeByType() {
    assertThat(
            page(
                measured(
                    new NamedKeyValues(
                        "hash", OptionalLong.of(3), OptionalLong.of(128), OptionalLong.of(1500)))))
        .isEqualTo(
            """
            memory_bytes{key="k"} 128.0
            size{key="k",type="hash"} 3.0
            ttl_seconds{key="k"} 1.5
            up{key="k"} 1.0
            """);
  }

  @Test
  void whatIsNotKnownIsOmitted() {
    assertThat(
            page(
                measured(
                    new NamedKeyValues(
                        "ReJSON-RL",
                        OptionalLong.empty(),
                        OptionalLong.empty(),
                        OptionalLong.empty()))))
        .isEqualTo("up{key=\"k\"} 1.0\n");
  }

  private static final KeyGroup GROUP =
      new KeyGroup("g", "g:*", Optional.empty(), KeyDatabase.of(0));
  private static final Instant END = Instant.ofEpochMilli(1_800_000_000_500L);

  @Test
  void aGroupHasNoValuesBeforeItsFirstPass() {
    assertThat(page(List.of(KeyGroupFacts.unknown(GROUP))))
        .isEqualTo("group_complete{group=\"g\"} 0.0\n");
  }

  @Test
  void aGroupHasTheValuesAndTheTimeOfItsLastCompletePass() {
    KeyGroupFacts complete =
        KeyGroupFacts.unknown(GROUP)
            .after(new KeyGroupFacts.Pass(1000, OptionalDouble.of(6400), END));
    String values =
        """
        group_keys{group="g"} 1000.0
        group_last_pass_timestamp_seconds{group="g"} 1.8000000005E9
        group_memory_bytes{group="g"} 6400.0
        """;
    assertThat(page(List.of(complete))).isEqualTo("group_complete{group=\"g\"} 1.0\n" + values);
    assertThat(page(List.of(complete.afterIncompletePass())))
        .isEqualTo("group_complete{group=\"g\"} 0.0\n" + values);
  }

  @Test
  void aGroupWhoseMemoryIsNotKnownHasItsNumberOfKeys() {
    KeyGroupFacts complete =
        KeyGroupFacts.unknown(GROUP)
            .after(new KeyGroupFacts.Pass(1000, OptionalDouble.empty(), END));
    assertThat(page(List.of(complete)))
        .contains("group_keys{group=\"g\"} 1000.0\n")
        .doesNotContain("memory");
  }

  @Test
  void aKeyThatWasNotReadHasNoValues() {
    assertThat(
            page(
                new NamedKeyFacts(
                    KEY,
                    Optional.empty(),
                    Optional.empty(),
                    Optional.of(Fault.READ_NO_PERMISSION))))
        .isEqualTo("up{key=\"k\"} 0.0\n");
  }
}
