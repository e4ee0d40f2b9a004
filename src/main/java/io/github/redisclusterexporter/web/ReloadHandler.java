package io.github.redisclusterexporter.web;

import io.github.redisclusterexporter.config.ConfigException;
import java.util.concurrent.Semaphore;

/** {@code POST /-/reload}: reads the configuration again, if that is allowed. */
final class ReloadHandler {
  static final String PATH = "/-/reload";

  private static final Response NOT_ALLOWED =
      Response.text(
          403,
          "The configuration is not read again by a request: web.reload is false. The signal SIGHUP"
              + " does the same.");
  private static final Response NO_POST =
      Response.text(405, "Only POST is answered here.").with("Allow", "POST");
  private static final Response UNDER_WAY =
      Response.text(503, "The configuration is being read; try again in a second.")
          .with("Retry-After", "1");

  private final boolean isAllowed;
  private final Reload reload;

  /** Requests that come meanwhile must not use up the threads. */
  private final Semaphore permit = new Semaphore(1);

  ReloadHandler(boolean isAllowed, Reload reload) {
    this.isAllowed = isAllowed;
    this.reload = reload;
  }

  Response response(String method) {
    if (!isAllowed) {
      return NOT_ALLOWED;
    }
    if (!method.equals("POST")) {
      return NO_POST;
    }
    if (!permit.tryAcquire()) {
      return UNDER_WAY;
    }
    try {
      return Response.text(200, reload.reload());
    } catch (ConfigException e) {
      return Response.text(
          400, "The configuration is not used, the one before stays in use:\n" + e.getMessage());
    } finally {
      permit.release();
    }
  }
}
