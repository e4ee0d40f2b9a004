package io.github.redisclusterexporter.web;

import java.time.Duration;

/** Where the status page comes from. */
public interface StatusSource {

  /**
   * Reads the clusters, which takes as long as a scrape.
   *
   * @throws InterruptedException when the exporter stops
   */
  Reading read() throws InterruptedException;

  /** What was read at one time. It may be shown several times. */
  interface Reading {

    /** The header that allows a browser what the page needs. */
    String contentSecurityPolicy();

    /**
     * The whole document.
     *
     * @param age since the reading began
     * @param refreshes whether the browser loads the page again and again
     */
    String html(Duration age, boolean refreshes);
  }
}
