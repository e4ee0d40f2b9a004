package io.github.redisclusterexporter.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Predicate;

/** Prints the events that the exporter reports, with the time since the start. */
final class Timeline {
  private static final Duration INTERVAL = Duration.ofMillis(100);
  private static final Duration PAGE_BOUND = Duration.ofSeconds(15);

  private final URI address;
  private final Duration bound;
  private final PrintStream out;
  private final HttpClient http = HttpClient.newHttpClient();
  private final long start = System.nanoTime();

  /**
   * Starts the timeline.
   *
   * @param address address of the exporter's page
   * @param bound time limit for each event
   */
  Timeline(URI address, Duration bound, PrintStream out) {
    this.address = address;
    this.bound = bound;
    this.out = out;
  }

  /** Prints an action of the demo. */
  void note(String what) {
    out.printf(Locale.ROOT, "  %6.1f s  %s%n", elapsed().toMillis() / 1000.0, what);
  }

  /**
   * Waits until the page shows an event, and prints it.
   *
   * @return whether the page showed it within the time limit
   */
  boolean await(String what, Predicate<ExporterPage> shown)
      throws IOException, InterruptedException {
    Duration end = elapsed().plus(bound);
    while (!shown.test(scrape())) {
      if (elapsed().compareTo(end) > 0) {
        note("not within " + bound.toSeconds() + " s: " + what);
        return false;
      }
      Thread.sleep(INTERVAL.toMillis());
    }
    note(what);
    return true;
  }

  ExporterPage scrape() throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(address).timeout(PAGE_BOUND).build();
    return ExporterPage.of(http.send(request, BodyHandlers.ofString()).body());
  }

  private Duration elapsed() {
    return Duration.ofNanos(System.nanoTime() - start);
  }
}
