package io.github.redisclusterexporter.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The full tier is on every server; elsewhere a missing one is only reported. */
class NewerServersIT {

  @Test
  @Tag("full")
  void everyServerIsThere() {
    assertThat(NewerServers.missing()).isEmpty();
  }
}
