package io.github.redisclusterexporter.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.net.Deadline;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class BackoffTest {

  @Test
  void aScrapeWithAShortTimeoutHasTimeToConnect() throws Exception {
    Backoff backoff = new Backoff();
    for (int i = 0; i < 10; i++) {
      backoff.failed();
    }
    Deadline deadline = Deadline.after(Duration.ofMillis(400));

    backoff.await(deadline);

    assertThat(deadline.remaining()).isGreaterThan(Duration.ofMillis(20));
  }
}
