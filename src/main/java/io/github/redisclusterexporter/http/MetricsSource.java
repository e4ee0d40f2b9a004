package io.github.redisclusterexporter.http;

import io.github.redisclusterexporter.exposition.Measured;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Where the content of {@code /metrics} comes from. */
public interface MetricsSource {

  /**
   * Collects one page.
   *
   * @param names exposition names to keep; empty for all
   * @param timeout what the scraper said it will wait; empty when it did not say
   * @throws InterruptedException when the server is closing
   */
  List<Measured> collect(Set<String> names, Optional<Duration> timeout) throws InterruptedException;

  /** A scrape was turned away because too many are under way. */
  void rejected();
}
