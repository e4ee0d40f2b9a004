package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.net.HostPort;
import java.nio.charset.StandardCharsets;

/** Bytes as the addresses in a configuration. */
public final class RedisUrlFuzz {
  /** Stands for a password in the corpus. */
  private static final String SECRET = "s3cr3t";

  private RedisUrlFuzz() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    parse(text);
    // The same behind a password: elsewhere in it the word would be no secret.
    if (!text.contains(SECRET)) {
      String said = parse("redis://:" + SECRET + "@" + text);
      if (said.contains(SECRET)) {
        throw new AssertionError(said);
      }
    }
    try {
      HostPort address = HostPort.parse(text);
      requireSame(address, HostPort.parse(address.toString()));
    } catch (IllegalArgumentException e) {
      // What readers of it are prepared for.
    }
  }

  /** What is said of the URL: as it is shown, or what is wrong with it. */
  private static String parse(String text) {
    try {
      RedisUrl url = RedisUrl.parse(text);
      requireSame(url.address(), HostPort.parse(url.address().toString()));
      if (url.database() < 0) {
        throw new AssertionError(url.toString());
      }
      return url.toString();
    } catch (IllegalArgumentException e) {
      return String.valueOf(e.getMessage());
    }
  }

  private static void requireSame(HostPort one, HostPort other) {
    if (!one.equals(other)) {
      throw new AssertionError(one + " is read again as " + other);
    }
  }
}
