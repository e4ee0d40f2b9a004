package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BuildInfoTest {
  private static String title(String revision, String modified) {
    Properties build = new Properties();
    build.setProperty("version", "1.2.3");
    build.setProperty("revision", revision);
    build.setProperty("modified", modified);
    return BuildInfo.of(build, Runtime.version()).title();
  }

  @ParameterizedTest
  @CsvSource({
    "abc, false, abc",
    "abc, true, abc-modified",
    "abc, ${git.dirty}, abc",
    "unknown, false, unknown",
    "${git.commit.id}, ${git.dirty}, unknown",
    "${git.commit.id}, true, unknown",
  })
  void namesTheRevisionOrSaysThatItIsUnknown(String revision, String modified, String shown) {
    assertThat(title(revision, modified))
        .isEqualTo("redis-cluster-exporter 1.2.3 (revision %s)".formatted(shown));
  }

  @Test
  void aBuildThatWroteNothingIsUnknown() {
    assertThat(BuildInfo.of(new Properties(), Runtime.version()).title())
        .isEqualTo("redis-cluster-exporter unknown (revision unknown)");
  }
}
