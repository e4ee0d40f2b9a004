package io.github.redisclusterexporter.config;

import io.github.redisclusterexporter.net.HostPort;
import java.util.Optional;

/** Reads and checks {@code web}. */
public final class WebSection {
  private static final String LISTEN_ADDRESS = "web.listen-address";
  private static final String CONFIG_FILE = "web.config-file";
  private static final int MOST_SCRAPES = 1000;

  private WebSection() {}

  public static WebConfig read(Settings settings) {
    String address = settings.scalar(LISTEN_ADDRESS, "host:port").orElse(":0").strip();
    int colon = address.lastIndexOf(':');
    Optional<String> host = host(address.substring(0, Math.max(colon, 0)));
    String port = address.substring(colon + 1);
    if (colon < 0 || host.isEmpty()) {
      settings.invalid(
          LISTEN_ADDRESS,
          Quoted.of(address)
              + " is not an address to listen on; expected :port, host:port or [IPv6]:port");
    } else if (!port.matches("[0-9]{1,5}") || Integer.parseInt(port) > 65535) {
      settings.invalid(
          LISTEN_ADDRESS,
          Quoted.of(address) + " has a port that is not a number between 0 and 65535");
    }
    return new WebConfig(
        host.orElse(""),
        settings.valid(LISTEN_ADDRESS) ? Integer.parseInt(port) : 0,
        settings.integer("web.max-concurrent-scrapes", 1, MOST_SCRAPES),
        settings
            .file(CONFIG_FILE)
            .filter(file -> settings.valid(CONFIG_FILE))
            .map(file -> WebFile.read(file, settings.problems())));
  }

  private static Optional<String> host(String text) {
    if (text.startsWith("[") && text.endsWith("]")) {
      return Optional.of(text.substring(1, text.length() - 1)).filter(HostPort::isHost);
    }
    return text.isEmpty() || (HostPort.isHost(text) && text.indexOf(':') < 0)
        ? Optional.of(text)
        : Optional.empty();
  }
}
