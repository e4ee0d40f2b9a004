package io.github.redisclusterexporter.status;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;

/** The style of the page, which is part of it: the page needs no second request. */
final class Stylesheet {
  private Stylesheet() {}

  static String read() {
    try (InputStream in = Stylesheet.class.getResourceAsStream("status.css")) {
      if (in == null) {
        throw new IllegalStateException("the jar is damaged: status.css is missing");
      }
      return new String(in.readAllBytes(), UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException("the jar is damaged: status.css cannot be read", e);
    }
  }

  /** Allows this style, and nothing else: no script, no image, no frame, no form. */
  static String contentSecurityPolicy(String css) {
    try {
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(css.getBytes(UTF_8));
      return "default-src 'none'; style-src 'sha256-"
          + Base64.getEncoder().encodeToString(digest)
          + "'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'";
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
