package io.github.redisclusterexporter.http;

import java.util.Map;
import java.util.Properties;

/**
 * Settings of the JDK's HTTP server that exist as system properties only. The server reads them
 * once, when its classes load, so they have to be there before the first of them is touched.
 */
final class JdkHttpServerTuning {

  private static final Map<String, String> SETTINGS =
      Map.of(
          // Headers and body leave in two writes: without this, Nagle's algorithm and the peer's
          // delayed acknowledgement make each answer on a kept connection take 40 ms on JDK 17.
          "sun.net.httpserver.nodelay", "true",
          // Seconds. Off by default, which lets a client that never finishes its request keep a
          // thread for good. A request here is a few hundred bytes.
          "sun.net.httpserver.maxReqTime", "10",
          // Seconds, from the end of the request to the end of the answer: has to exceed any
          // credible scrape timeout, as it cuts off a scrape as well as a reader that stalls.
          "sun.net.httpserver.maxRspTime", "120",
          // Seconds. The default of 30 closes the connection between two scrapes one minute apart.
          "sun.net.httpserver.idleInterval", "120",
          // A handful of scrapers and probes: more kept connections are not theirs.
          "sun.net.httpserver.maxIdleConnections", "64",
          // Unlimited by default: strangers' sockets could use up the file descriptors that the
          // connections to Redis need. Older releases do not know it and ignore it.
          "jdk.httpserver.maxConnections", "512");

  private JdkHttpServerTuning() {}

  /** Fills in what the operator has not set on the command line. */
  static void applyTo(Properties properties) {
    SETTINGS.forEach(properties::putIfAbsent);
  }
}
