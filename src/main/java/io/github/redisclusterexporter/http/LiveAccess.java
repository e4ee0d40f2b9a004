package io.github.redisclusterexporter.http;

import io.github.redisclusterexporter.config.ConfigException;
import io.github.redisclusterexporter.config.WebAccess;
import io.github.redisclusterexporter.config.WebFile;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may read the pages now: as the web configuration file says, read again when it has changed.
 * While a new one is no good, the old one holds.
 */
final class LiveAccess {

  private static final Logger log = LoggerFactory.getLogger(LiveAccess.class);

  private record State(Optional<WebFile> file, WebAccess access, Logins logins) {

    static State of(Optional<WebFile> file) {
      WebAccess access = file.map(WebFile::access).orElse(WebAccess.OPEN);
      return new State(file, access, new Logins(access.users()));
    }
  }

  private volatile State state;
  private boolean changing;
  private String complaint = "";

  LiveAccess(Optional<WebFile> file) {
    this.state = State.of(file);
  }

  /** What a new connection, and a request on an old one, has to go by. */
  WebAccess access() {
    return state.access;
  }

  /** The answer for who may not read the page; empty for who may. */
  Optional<Answer> refusal(Exchange exchange) {
    return state.logins.refusal(exchange.header("Authorization"));
  }

  Map<String, String> headers() {
    return state.access.headers();
  }

  /** Looks whether the file has changed. To be called about once a second, by one thread. */
  void look() {
    Optional<WebFile> file = state.file;
    if (file.isEmpty() || !file.get().hasChanged()) {
      changing = false;
      return;
    }
    // From one look to the next, so that half of a file, which may name no user yet, is not taken.
    if (!changing) {
      changing = true;
      return;
    }
    try {
      WebFile next = file.get().again();
      state = State.of(Optional.of(next));
      complaint = "";
      log.info("The web configuration file has changed and is in use");
    } catch (ConfigException e) {
      String problems = String.valueOf(e.getMessage()).replace('\n', ';');
      if (!problems.equals(complaint)) {
        complaint = problems;
        log.warn("The changed web configuration cannot be used, the old one stays: {}", problems);
      }
    }
  }
}
