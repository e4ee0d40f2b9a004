package io.github.redisclusterexporter.net;

import java.net.InetAddress;

/** Formats IP addresses as servers do: IPv6 addresses in the short form of RFC 5952. */
final class IpLiteral {
  private static final int GROUPS = 8;

  private IpLiteral() {}

  static String format(InetAddress ip) {
    byte[] bytes = ip.getAddress();
    if (bytes.length != 2 * GROUPS) {
      return ip.getHostAddress();
    }
    int[] groups = new int[GROUPS];
    for (int i = 0; i < GROUPS; i++) {
      groups[i] = ((bytes[2 * i] & 0xff) << 8) | (bytes[2 * i + 1] & 0xff);
    }
    int start = 0;
    int length = 1;
    for (int i = 0; i < GROUPS; i++) {
      int zeros = zerosFrom(groups, i);
      if (zeros > length) {
        start = i;
        length = zeros;
      }
    }
    return length < 2
        ? join(groups, 0, GROUPS)
        : join(groups, 0, start) + "::" + join(groups, start + length, GROUPS);
  }

  private static int zerosFrom(int[] groups, int first) {
    int next = first;
    while (next < GROUPS && groups[next] == 0) {
      next++;
    }
    return next - first;
  }

  private static String join(int[] groups, int from, int to) {
    StringBuilder text = new StringBuilder();
    for (int i = from; i < to; i++) {
      text.append(i == from ? "" : ":").append(Integer.toHexString(groups[i]));
    }
    return text.toString();
  }
}
