package io.github.redisclusterexporter.config;

import io.github.redisclusterexporter.address.HostPort;
import java.nio.charset.StandardCharsets;

/** Bytes as the addresses in a configuration. */
public final class RedisUrlFuzz {
  /** Stands for a password in the corpus. */
  private static final String SECRET = "s3cr3t";

  private RedisUrlFuzz() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    String text = new String(bytes, StandardCharsets.UTF_8);
    try {
      RedisUrl url = RedisUrl.parse(text);
      requireSame(url.address(), HostPort.parse(url.address().toString()));
      if (url.database() < 0 || (url.toString().contains(SECRET) && !isElsewhere(url))) {
        throw new AssertionError(url.toString());
      }
    } catch (IllegalArgumentException e) {
      if (String.valueOf(e.getMessage()).contains(SECRET)) {
        throw new AssertionError("a message with a password", e);
      }
    }
    try {
      HostPort address = HostPort.parse(text);
      requireSame(address, HostPort.parse(address.toString()));
    } catch (IllegalArgumentException e) {
      // What readers of it are prepared for.
    }
  }

  /** It is a part that is no secret. */
  private static boolean isElsewhere(RedisUrl url) {
    return url.address().host().contains(SECRET) || url.username().orElse("").contains(SECRET);
  }

  private static void requireSame(HostPort one, HostPort other) {
    if (!one.equals(other)) {
      throw new AssertionError(one + " is read again as " + other);
    }
  }
}
