package io.github.redisclusterexporter.web;

import io.github.redisclusterexporter.config.ConfigException;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may read the pages, by the web configuration file, which is read again when it has changed.
 * When it cannot be used, the configuration that was read before stays in force.
 */
final class LiveAccess {

  private static final Logger logger = LoggerFactory.getLogger(LiveAccess.class);

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

  /** In force for new connections, and for new requests on kept ones. */
  WebAccess access() {
    return state.access;
  }

  /**
   * The response to a client that may not read the page; empty when it may.
   *
   * @param authorization the header of that name
   */
  Optional<Response> refusal(@Nullable String authorization) {
    return state.logins.refusal(authorization);
  }

  Map<String, String> headers() {
    return state.access.headers();
  }

  /** Reads the file again when it has changed. To be called about once a second, by one thread. */
  void reloadIfChanged() {
    Optional<WebFile> file = state.file;
    if (file.isEmpty() || !file.get().hasChanged()) {
      changing = false;
      return;
    }
    // Only in the second check: a file that is still being written may not name its users yet.
    if (!changing) {
      changing = true;
      return;
    }
    try {
      WebFile next = file.get().again();
      state = State.of(Optional.of(next));
      complaint = "";
      logger.info("The web configuration file has changed and is in use");
    } catch (ConfigException e) {
      String problems = String.valueOf(e.getMessage()).replace('\n', ';');
      if (!problems.equals(complaint)) {
        complaint = problems;
        logger.warn(
            "The changed web configuration cannot be used, the old one stays: {}", problems);
      }
    }
  }
}
