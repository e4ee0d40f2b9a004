package io.github.redisclusterexporter.web;

import io.github.redisclusterexporter.web.StatusSource.Reading;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** A status page of the test's choice, and how often it was read. */
public final class FakeStatus implements StatusSource {
  final AtomicInteger readings = new AtomicInteger();
  volatile StatusSource next = () -> page("All is well.");

  /** For tests that do not look at the status page. */
  public FakeStatus() {}

  static Reading page(String text) {
    return new Reading() {
      @Override
      public String contentSecurityPolicy() {
        return "default-src 'none'";
      }

      @Override
      public String html(Duration age, boolean refreshes) {
        return "<p>%s, %d s, %s</p>".formatted(text, age.toSeconds(), refreshes);
      }
    };
  }

  @Override
  public Reading read() throws InterruptedException {
    readings.incrementAndGet();
    return next.read();
  }
}
