package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.config.Secret;
import io.github.redisclusterexporter.net.HostPort;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The parts of a URL {@code redis://[user[:password]@]host[:port][/db]}. {@code valkey://} is the
 * same.
 *
 * @param tls whether the scheme is {@code rediss} or {@code valkeys}
 */
record RedisUrl(
    boolean tls,
    HostPort address,
    Optional<String> username,
    Optional<Secret> password,
    int database) {
  private static final int DEFAULT_PORT = 6379;
  private static final Pattern INVALID_ESCAPE = Pattern.compile("%(?!\\p{XDigit}{2})");
  private static final String SHAPE =
      "expected redis://[user[:password]@]host[:port][/db], rediss:// for TLS";

  /**
   * Parses a URL. {@link java.net.URI} is not used: it does not accept host names with an
   * underscore, and its error messages repeat the input, including the password.
   *
   * @throws IllegalArgumentException with a message that repeats only the scheme: in a misspelt URL
   *     the password may be anywhere
   */
  static RedisUrl parse(String text) {
    int schemeEnd = text.indexOf("://");
    if (schemeEnd < 0) {
      throw new IllegalArgumentException("has no scheme; " + SHAPE);
    }
    boolean tls = isTls(text.substring(0, schemeEnd));
    String rest = text.substring(schemeEnd + 3);
    // The last '@', so that a part of an unencoded password is never used as a host.
    int at = rest.lastIndexOf('@');
    String userInfo = at < 0 ? "" : rest.substring(0, at);
    String location = rest.substring(at + 1);
    if (location.indexOf('?') >= 0 || location.indexOf('#') >= 0) {
      throw new IllegalArgumentException("has a '?' or '#' part, which is not supported; " + SHAPE);
    }
    int slash = location.indexOf('/');
    String authority = slash < 0 ? location : location.substring(0, slash);
    String path = slash < 0 ? "" : location.substring(slash + 1);
    int colon = userInfo.indexOf(':');
    String user = decode(colon < 0 ? userInfo : userInfo.substring(0, colon));
    String password = colon < 0 ? "" : decode(userInfo.substring(colon + 1));
    return new RedisUrl(
        tls,
        address(authority),
        user.isEmpty() ? Optional.empty() : Optional.of(user),
        password.isEmpty() ? Optional.empty() : Optional.of(new Secret(password)),
        database(path));
  }

  private static boolean isTls(String scheme) {
    return switch (scheme) {
      case "redis", "valkey" -> false;
      case "rediss", "valkeys" -> true;
      default ->
          throw new IllegalArgumentException(
              scheme.matches("[A-Za-z][A-Za-z0-9+.-]{0,15}")
                  ? "has the scheme '" + scheme + "'; expected redis:// or rediss://"
                  : "has no valid scheme; " + SHAPE);
    };
  }

  private static HostPort address(String authority) {
    String host;
    String port;
    if (authority.startsWith("[")) {
      int bracket = authority.indexOf(']');
      if (bracket < 0) {
        throw new IllegalArgumentException("has a '[' without ']'; " + SHAPE);
      }
      host = authority.substring(1, bracket);
      port = authority.substring(bracket + 1);
    } else {
      int colon = authority.indexOf(':');
      host = colon < 0 ? authority : authority.substring(0, colon);
      port = colon < 0 ? "" : authority.substring(colon);
      if (port.indexOf(':', 1) > 0) {
        throw new IllegalArgumentException(
            "has more than one colon in its host and port; an IPv6 address goes in brackets, and an"
                + " '@' follows the password");
      }
    }
    if (host.isEmpty()) {
      throw new IllegalArgumentException("has no host; " + SHAPE);
    }
    if (!HostPort.isHost(host)) {
      throw new IllegalArgumentException("has a host with characters no host has; " + SHAPE);
    }
    return new HostPort(host, port(port));
  }

  private static int port(String text) {
    if (text.isEmpty()) {
      return DEFAULT_PORT;
    }
    int port = text.matches(":[0-9]{1,5}") ? Integer.parseInt(text.substring(1)) : 0;
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("has a port that is not a number between 1 and 65535");
    }
    return port;
  }

  private static int database(String text) {
    if (text.isEmpty()) {
      return 0;
    }
    if (!text.matches("[0-9]{1,9}")) {
      throw new IllegalArgumentException(
          "has a database that is not a number; expected one such as /0 at the end, or nothing");
    }
    return Integer.parseInt(text);
  }

  private static String decode(String text) {
    if (INVALID_ESCAPE.matcher(text).find()) {
      throw new IllegalArgumentException(
          "has a '%' without two hexadecimal digits in its user or password; write % as %25");
    }
    // The decoder is for forms, where a '+' is a space.
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }
}
