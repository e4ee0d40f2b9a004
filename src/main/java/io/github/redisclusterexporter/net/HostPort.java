package io.github.redisclusterexporter.net;

import java.net.InetAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A host and a port, as written in configurations, in CLUSTER NODES and in the {@code node} label.
 *
 * @param host a name, an IPv4 address, or an IPv6 address without brackets; never empty
 * @param port 1 to 65535
 */
public record HostPort(String host, int port) implements Comparable<HostPort> {

  /**
   * @throws IllegalArgumentException when the host is empty or the port is out of range
   */
  public HostPort {
    if (host.isEmpty()) {
      throw new IllegalArgumentException("the host is missing; expected host:port");
    }
    if (port < 1 || port > 65535) {
      throw new IllegalArgumentException("port " + port + " is not between 1 and 65535");
    }
  }

  /**
   * Parses {@code host:port}. An IPv6 address is in brackets: {@code [2001:db8::1]:6379}.
   *
   * @throws IllegalArgumentException with a message for the user who wrote the text
   */
  public static HostPort parse(String text) {
    int colon = text.lastIndexOf(':');
    if (colon < 0) {
      throw new IllegalArgumentException("'" + text + "' has no port; expected host:port");
    }
    String host = text.substring(0, colon);
    if (host.startsWith("[") && host.endsWith("]")) {
      host = host.substring(1, host.length() - 1);
    } else if (host.indexOf(':') >= 0) {
      throw new IllegalArgumentException(
          "'" + text + "' has more than one colon; an IPv6 address goes in brackets: [::1]:6379");
    }
    String port = text.substring(colon + 1);
    try {
      return new HostPort(host, Integer.parseInt(port));
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(
          "'" + text + "' has the port '" + port + "', which is not a number", e);
    }
  }

  /** Whether a text can be a host. Names with underscores and IPv6 zones are hosts too. */
  public static boolean isHost(String text) {
    return text.matches("[\\p{L}\\p{N}._:%-]+");
  }

  /** A port of an IP address. */
  public static HostPort of(InetAddress ip, int port) {
    return new HostPort(format(ip), port);
  }

  /** As servers write addresses: IPv6 addresses in the short form of RFC 5952. */
  private static String format(InetAddress ip) {
    String text = ip.getHostAddress().replaceFirst("%.*", "");
    for (int zeros = 8; zeros > 1; zeros--) {
      Pattern longest = Pattern.compile("(^|:)0(:0){" + (zeros - 1) + "}($|:)");
      Matcher run = longest.matcher(text);
      if (run.find()) {
        return run.replaceFirst("::");
      }
    }
    return text;
  }

  @Override
  public int compareTo(HostPort other) {
    int byHost = host.compareTo(other.host);
    return byHost != 0 ? byHost : Integer.compare(port, other.port);
  }

  /** {@code host:port}, with an IPv6 address in brackets. */
  @Override
  public String toString() {
    return (host.indexOf(':') >= 0 ? "[" + host + "]" : host) + ":" + port;
  }
}
