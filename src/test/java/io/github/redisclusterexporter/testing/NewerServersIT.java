package io.github.redisclusterexporter.testing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The full tier needs all programs; elsewhere a missing one is only reported. */
class NewerServersIT {

  @Test
  @Tag("full")
  void everyProgramIsThere() {
    assertThat(NewerServers.missing()).isEmpty();
  }
}
