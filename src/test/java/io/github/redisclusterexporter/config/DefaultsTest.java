package io.github.redisclusterexporter.config;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import io.github.redisclusterexporter.net.HostPort;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

class DefaultsTest {

  @Test
  void aNodeIsAllThatIsNeeded() {
    assertThat(Input.valid().load())
        .isEqualTo(
            new ExporterConfig(
                new RedisConfig(
                    "default",
                    List.of(new HostPort("localhost", 7000)),
                    ClusterMode.AUTO,
                    new Credentials(Optional.empty(), Optional.empty(), Optional.empty()),
                    new TlsConfig(
                        false,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        false),
                    Map.of(),
                    0,
                    Duration.ofSeconds(1),
                    Duration.ofSeconds(3)),
                new ScrapeConfig(
                    Duration.ofSeconds(10), Duration.ofMillis(500), Duration.ofSeconds(1)),
                QueuesConfig.NONE,
                new CollectorsConfig(Set.of(), 30, 20),
                new WebConfig("", 9121, 20, Optional.empty())));
  }

  @TestFactory
  Stream<DynamicTest> everyKeyAndSectionHasAComment() {
    return commentTests("", Reference.load().defaults().root());
  }

  private static Stream<DynamicTest> commentTests(String prefix, ConfigObject section) {
    return section.entrySet().stream()
        .flatMap(
            entry -> {
              String key = prefix + entry.getKey();
              Stream<DynamicTest> self = Stream.of(commentTest(key, entry.getValue()));
              return entry.getValue() instanceof ConfigObject inner
                  ? Stream.concat(self, commentTests(key + ".", inner))
                  : self;
            });
  }

  private static DynamicTest commentTest(String key, ConfigValue value) {
    return DynamicTest.dynamicTest(
        key,
        () ->
            assertThat(String.join("", value.origin().comments()))
                .as("the comment of %s in reference.conf", key)
                .isNotBlank());
  }
}
