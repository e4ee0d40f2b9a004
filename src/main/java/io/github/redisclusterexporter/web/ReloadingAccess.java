package io.github.redisclusterexporter.web;

import io.github.redisclusterexporter.config.ConfigException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Who may read the pages, by the web configuration file, which is read again when it has changed.
 * When it cannot be used, the configuration that was read before stays in force.
 */
final class ReloadingAccess {
  private static final Logger logger = LoggerFactory.getLogger(ReloadingAccess.class);

  private record State(WebFile file, Logins logins) {}

  private volatile State state;
  private boolean changing;
  private String complaint = "";

  ReloadingAccess(WebFile file) {
    this.state = new State(file, new Logins(file.users()));
  }

  /** In force for new connections, and for new requests on kept ones. */
  WebFile file() {
    return state.file;
  }

  Logins logins() {
    return state.logins;
  }

  /** Reads the file again when it has changed. To be called about once a second, by one thread. */
  void reloadIfChanged() {
    WebFile file = state.file;
    if (!file.hasChanged()) {
      changing = false;
      return;
    }
    // Only in the second check: a file that is still being written may not name its users yet.
    if (!changing) {
      changing = true;
      return;
    }
    try {
      WebFile next = file.again();
      state = new State(next, new Logins(next.users()));
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
