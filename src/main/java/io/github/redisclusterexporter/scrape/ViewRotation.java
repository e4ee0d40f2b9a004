package io.github.redisclusterexporter.scrape;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Has the views of a large cluster read in turn by the scrapes, whatever else looks at the cluster
 * between them. Safe for any number of threads.
 */
final class ViewRotation {
  private final AtomicLong scrapes = new AtomicLong();

  /** For a scrape: the next turn. */
  ViewSample next() {
    return new ViewSample(scrapes.incrementAndGet());
  }

  /** For a look between scrapes: the turn of the last scrape, so that none passes unseen. */
  ViewSample last() {
    return new ViewSample(scrapes.get());
  }
}
