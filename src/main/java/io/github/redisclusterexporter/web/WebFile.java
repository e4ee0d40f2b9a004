package io.github.redisclusterexporter.web;

import static io.github.redisclusterexporter.config.Messages.quoted;

import io.github.redisclusterexporter.config.ConfigException;
import io.github.redisclusterexporter.config.ConfigNode;
import io.github.redisclusterexporter.config.Problems;
import io.github.redisclusterexporter.config.Secret;
import io.github.redisclusterexporter.net.FileStamp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The content of a web configuration file, in the format that Prometheus and its exporters share:
 * who may read the exporter's own pages, and how they are sent.
 *
 * @param tls empty for pages without encryption
 * @param headers added to every response
 * @param users the bcrypt hash of the password of each user; empty if no login is needed
 * @param files the file itself, and those that it names
 * @param stamps of the files when they were read; empty when they changed meanwhile
 */
public record WebFile(
    Optional<WebTls> tls,
    Map<String, String> headers,
    Map<String, Secret> users,
    List<Path> files,
    Optional<List<FileStamp>> stamps) {

  /** Pages for everybody, without encryption. */
  static final WebFile NONE =
      new WebFile(Optional.empty(), Map.of(), Map.of(), List.of(), Optional.of(List.of()));

  private static final Pattern BCRYPT = Pattern.compile("\\$2[aby]\\$(\\d\\d)\\$[./A-Za-z0-9]{53}");
  private static final int LEAST_COST = 4;

  /** A check of the cost 14 takes about a second, and whoever sends a password has it made. */
  private static final int MOST_COST = 14;

  /** The headers of the format, and what they may say; anything where nothing is listed. */
  private static final Map<String, List<String>> HEADERS =
      Map.of(
          "Content-Security-Policy", List.of(),
          "X-Frame-Options", List.of("deny", "sameorigin"),
          "X-Content-Type-Options", List.of("nosniff"),
          "X-XSS-Protection", List.of(),
          "Strict-Transport-Security", List.of());

  public WebFile {
    headers = Map.copyOf(headers);
    users = Map.copyOf(users);
    files = List.copyOf(files);
  }

  /**
   * Reads the file and all that it names.
   *
   * @throws ConfigException with all that is wrong
   */
  static WebFile read(Path path) throws ConfigException {
    Problems problems = new Problems();
    WebFile file = read(path, problems);
    problems.throwIfAny();
    return file;
  }

  /** As {@link #read(Path)}; what it returns is of use only when no problem was found. */
  static WebFile read(Path path, Problems problems) {
    // Taken before reading, so that a file that is replaced meanwhile counts as changed.
    Optional<List<FileStamp>> before = stampsOf(List.of(path));
    return ConfigNode.ofYaml(path, "web.config-file", problems)
        .map(root -> read(path, before, root))
        .orElse(NONE);
  }

  private static WebFile read(Path path, Optional<List<FileStamp>> before, ConfigNode root) {
    root.unsupported("rate_limit", "web.max-concurrent-scrapes bounds the scrapes under way");
    List<Path> files = new ArrayList<>(List.of(path));
    Optional<WebTls> tls = new WebTlsReader(root.at("tls_server_config"), files).read();
    Map<String, String> headers = headers(root.at("http_server_config"));
    Map<String, Secret> users = users(root.at("basic_auth_users"));
    root.reportUnknownKeys();
    Optional<List<FileStamp>> stamps =
        stampsOf(files).filter(found -> Optional.of(found.subList(0, 1)).equals(before));
    return new WebFile(tls, headers, users, files, stamps);
  }

  private static Map<String, String> headers(ConfigNode http) {
    // Ignored: clients use HTTP/1.1 when a server does not offer HTTP/2.
    http.at("http2").or("true").bool();
    Map<String, String> headers = new HashMap<>();
    HEADERS.forEach(
        (name, allowed) -> {
          ConfigNode header = http.at("headers").at(name);
          Optional<String> text = header.text();
          if (text.isPresent() && !allowed.isEmpty() && !allowed.contains(text.get())) {
            header.invalid(quoted(text.get()) + " is not one of " + String.join(", ", allowed));
          } else if (text.isPresent()) {
            header.plainText().ifPresent(plain -> headers.put(name, plain));
          }
        });
    return headers;
  }

  private static Map<String, Secret> users(ConfigNode section) {
    if (section.isSet() && section.entries().isEmpty()) {
      section.invalid("has no user; leave the key away to let everybody in");
    }
    Map<String, Secret> users = new HashMap<>();
    for (ConfigNode user : section.entries()) {
      String hash = user.text().orElse("");
      Matcher bcrypt = BCRYPT.matcher(hash);
      if (user.key().isEmpty() || user.key().indexOf(':') >= 0) {
        user.invalid("is not a name that can log in; expected one without a colon");
      } else if (!bcrypt.matches()) {
        user.invalid(
            "is not a bcrypt hash; make one with: htpasswd -nBC 10 USER, the part after ':'");
      } else if (Integer.parseInt(bcrypt.group(1)) < LEAST_COST
          || Integer.parseInt(bcrypt.group(1)) > MOST_COST) {
        user.invalid(
            "has a hash of the cost %s; expected one between %d and %d"
                .formatted(bcrypt.group(1), LEAST_COST, MOST_COST));
      } else {
        users.put(user.key(), new Secret(hash));
      }
    }
    return users;
  }

  /** Whether it, or a file that it names, is no longer what was read. */
  boolean hasChanged() {
    return stamps.isEmpty() || !stampsOf(files).equals(stamps);
  }

  /** Reads all of it again. */
  WebFile again() throws ConfigException {
    return read(files.get(0));
  }

  private static Optional<List<FileStamp>> stampsOf(List<Path> files) {
    try {
      return Optional.of(FileStamp.of(files));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
