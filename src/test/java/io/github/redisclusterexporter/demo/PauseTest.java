package io.github.redisclusterexporter.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class PauseTest {
  private final AtomicLong now = new AtomicLong();
  private final Pause pause = new Pause(now::get);

  private void after(long seconds) {
    now.addAndGet(Duration.ofSeconds(seconds).toNanos());
  }

  private void assertLongest(long seconds) {
    assertThat(pause.longest()).isEqualTo(Duration.ofSeconds(seconds));
  }

  @Test
  void theLongestCounts() {
    after(1);
    pause.served();
    after(3);
    pause.served();
    after(2);
    pause.served();
    assertLongest(3);
  }

  @Test
  void oneThatHasNotEndedCountsAsFarAsItHasCome() {
    pause.served();
    after(7);
    assertLongest(7);
  }

  @Test
  void whatComesAfterTheEndIsNoPause() {
    after(2);
    pause.end();
    after(60);
    assertLongest(2);
  }

  @Test
  void whatWasBeforeTheBeginningDoesNotCount() {
    after(9);
    pause.served();
    after(1);
    pause.begin();
    after(2);
    pause.served();
    assertLongest(3);
  }
}
