package io.github.redisclusterexporter.web;

import static io.github.redisclusterexporter.config.Messages.quoted;

import io.github.redisclusterexporter.config.ConfigNode;
import io.github.redisclusterexporter.net.HostPort;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The exporter's own pages.
 *
 * @param host address to listen on; empty for all
 * @param port 0 lets the system choose one
 * @param maxConcurrentScrapes concurrent scrapes; another one gets status 503
 * @param isReloadAllowed whether a request may have the configuration read again
 * @param file TLS and passwords; empty for neither
 */
public record WebConfig(
    String host,
    int port,
    int maxConcurrentScrapes,
    boolean isReloadAllowed,
    Optional<WebFile> file) {
  private static final int MOST_SCRAPES = 1000;

  /** Reads and checks the section {@code web}, and the file that it names. */
  public static WebConfig read(ConfigNode section) {
    ConfigNode listen = section.at("listen-address");
    String address = listen.scalar("host:port").orElse(":0").strip();
    int colon = address.lastIndexOf(':');
    Optional<String> host = host(address.substring(0, Math.max(colon, 0)));
    String port = address.substring(colon + 1);
    boolean isPort = port.matches("[0-9]{1,5}") && Integer.parseInt(port) <= 65535;
    if (colon < 0 || host.isEmpty()) {
      listen.invalid(
          quoted(address)
              + " is not an address to listen on; expected :port, host:port or [IPv6]:port");
    } else if (!isPort) {
      listen.invalid(quoted(address) + " has a port that is not a number between 0 and 65535");
    }
    return new WebConfig(
        host.orElse(""),
        isPort ? Integer.parseInt(port) : 0,
        section.at("max-concurrent-scrapes").integer(1, MOST_SCRAPES),
        section.at("reload").bool(),
        section.at("config-file").file().map(file -> WebFile.read(file, section.problems())));
  }

  /** The keys whose values are others in a later configuration. A running server keeps its own. */
  public List<String> changedKeys(WebConfig later) {
    List<String> changed = new ArrayList<>();
    if (!host.equals(later.host) || port != later.port) {
      changed.add("web.listen-address");
    }
    // The content of the file is not compared: it is read again when it changes.
    if (!path().equals(later.path())) {
      changed.add("web.config-file");
    }
    if (maxConcurrentScrapes != later.maxConcurrentScrapes) {
      changed.add("web.max-concurrent-scrapes");
    }
    if (isReloadAllowed != later.isReloadAllowed) {
      changed.add("web.reload");
    }
    return changed;
  }

  private Optional<Path> path() {
    return file.map(content -> content.files().get(0));
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
