package io.github.redisclusterexporter.http;

import io.github.redisclusterexporter.exposition.Measured;
import io.github.redisclusterexporter.exposition.PageWriter;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.hc.core5.http.HttpException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code /metrics}: admission, what is asked for, the page. A HEAD scrapes like a GET. */
final class MetricsPage implements Page {

  private static final Logger log = LoggerFactory.getLogger(MetricsPage.class);

  /** Pages on their way to clients, all together; a larger one travels alone. */
  private static final int MOST_UNREAD_KILOBYTES = 32 * 1024;

  private static final Answer TOO_MANY =
      Answer.text(503, "Too many scrapes are under way; try again in a second.")
          .with("Retry-After", "1");
  private static final Answer STOPPING = Answer.text(503, "The exporter is stopping.");
  private static final Answer FAILED =
      Answer.text(500, "The page could not be made; the exporter's log says why.");

  private final MetricsSource source;
  private final Semaphore permits;
  private final Semaphore room = new Semaphore(MOST_UNREAD_KILOBYTES);
  private final Formats formats = new Formats();
  private final AtomicBoolean failing = new AtomicBoolean();

  MetricsPage(MetricsSource source, int maxConcurrentScrapes) {
    this.source = source;
    this.permits = new Semaphore(maxConcurrentScrapes);
  }

  @Override
  public void serve(Exchange exchange) throws IOException, HttpException {
    Answer answer = made(exchange);
    // Whoever does not read keeps its page in memory for a while, and must not keep others from
    // theirs.
    int kilobytes = (int) Math.min(answer.body().size() / 1024 + 1, MOST_UNREAD_KILOBYTES);
    if (!room.tryAcquire(kilobytes)) {
      source.rejected();
      exchange.send(TOO_MANY);
      return;
    }
    try {
      exchange.send(answer);
    } finally {
      room.release(kilobytes);
    }
  }

  private Answer made(Exchange exchange) {
    boolean admitted = permits.tryAcquire();
    try {
      return answer(exchange, admitted);
    } finally {
      if (admitted) {
        permits.release();
      }
    }
  }

  private Answer answer(Exchange exchange, boolean admitted) {
    try {
      if (!admitted) {
        source.rejected();
        return TOO_MANY;
      }
      Answer page = page(exchange);
      if (failing.getAndSet(false)) {
        log.info("The page can be made again");
      }
      return page;
    } catch (BadRequestException e) {
      return Answer.text(400, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return STOPPING;
    } catch (Throwable e) {
      // Errors too: one that escapes leaves the client with a connection on which nothing comes.
      if (failing.getAndSet(true)) {
        log.debug("The page could still not be made", e);
      } else {
        log.error("The page could not be made", e);
      }
      return FAILED;
    }
  }

  private Answer page(Exchange exchange)
      throws BadRequestException, IOException, InterruptedException {
    Set<String> names = WantedNames.in(exchange.query());
    PageWriter writer = formats.choose(exchange.headers("Accept"));
    boolean gzip = Gzip.isWanted(exchange.headers("Accept-Encoding"));
    List<Measured> measured =
        source.collect(names, ScrapeTimeout.parse(exchange.header(ScrapeTimeout.HEADER)));
    PageBuffer body = new PageBuffer();
    try (OutputStream out = gzip ? Gzip.compressing(body) : body) {
      writer.write(out, measured);
    }
    Answer page =
        new Answer(
            200,
            Map.of("Content-Type", writer.contentType(), "Vary", "Accept, Accept-Encoding"),
            body);
    return gzip ? page.with("Content-Encoding", "gzip") : page;
  }
}
