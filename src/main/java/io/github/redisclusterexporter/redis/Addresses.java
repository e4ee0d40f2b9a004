package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.net.HostPort;

/** Addresses as people write them, checked more closely than those that servers announce. */
final class Addresses {
  private Addresses() {}

  /**
   * Reads {@code host:port}.
   *
   * @throws IllegalArgumentException with a message that quotes the text only when it cannot be a
   *     URL with a password in it
   */
  static HostPort parse(String text) {
    if (text.indexOf('@') >= 0 || text.indexOf('/') >= 0) {
      throw new IllegalArgumentException(
          "an address looks like a URL; expected host:port, and a URL in REDIS_URL (redis.url)");
    }
    HostPort address = parseHostPort(text);
    if (!HostPort.isHost(address.host())) {
      throw new IllegalArgumentException(
          "'" + text + "' has a host with characters no host has; expected host:port");
    }
    return address;
  }

  // In a list of many, "port 0 is not between 1 and 65535" does not say which one is meant.
  private static HostPort parseHostPort(String text) {
    try {
      return HostPort.parse(text);
    } catch (IllegalArgumentException e) {
      String message = String.valueOf(e.getMessage());
      throw message.startsWith("'")
          ? e
          : new IllegalArgumentException("'" + text + "': " + message, e);
    }
  }
}
