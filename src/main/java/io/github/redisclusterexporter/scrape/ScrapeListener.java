package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.redis.Fault;

/** Is told what happens in scrapes, and between them. Implementations count it. */
public interface ScrapeListener {

  /** A scrape ended. */
  void scraped(ScrapeResult.Outcome outcome);

  /** A node, one of its replies or one of its values failed. */
  void failed(Fault fault);

  /** Whether changes of the faults of a node are logged. A check reports them itself. */
  default boolean faultsAreLogged() {
    return true;
  }
}
