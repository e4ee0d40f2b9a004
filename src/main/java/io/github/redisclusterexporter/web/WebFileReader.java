package io.github.redisclusterexporter.web;

import static io.github.redisclusterexporter.config.Messages.quoted;

import io.github.redisclusterexporter.config.ConfigNode;
import io.github.redisclusterexporter.config.Problems;
import io.github.redisclusterexporter.config.Secret;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads and checks a web configuration file. */
final class WebFileReader {
  private static final String NAME = "web.config-file";

  private static final Pattern BCRYPT = Pattern.compile("\\$2[aby]\\$(\\d\\d)\\$[./A-Za-z0-9]{53}");

  /** A check of the cost 14 takes about a second, and whoever sends a password has it made. */
  private static final int MOST_COST = 14;

  private static final int LEAST_COST = 4;

  /** The headers of the format, and what they may say; anything where nothing is listed. */
  private static final Map<String, List<String>> HEADERS =
      Map.of(
          "Content-Security-Policy", List.of(),
          "X-Frame-Options", List.of("deny", "sameorigin"),
          "X-Content-Type-Options", List.of("nosniff"),
          "X-XSS-Protection", List.of(),
          "Strict-Transport-Security", List.of());

  private final Path path;
  private final Problems problems;
  private final List<Path> files = new ArrayList<>();

  WebFileReader(Path path, Problems problems) {
    this.path = path;
    this.problems = problems;
    files.add(path);
  }

  /** The file itself, and those that it has named so far. */
  List<Path> files() {
    return List.copyOf(files);
  }

  WebAccess read() {
    return ConfigNode.ofYaml(path, NAME, problems).map(this::read).orElse(WebAccess.OPEN);
  }

  private WebAccess read(ConfigNode root) {
    root.unsupported("rate_limit", "web.max-concurrent-scrapes bounds the scrapes under way");
    WebTlsReader tls = new WebTlsReader(root.at("tls_server_config"));
    WebAccess access =
        new WebAccess(
            tls.read(), headers(root.at("http_server_config")), users(root.at("basic_auth_users")));
    root.reportUnknownKeys();
    files.addAll(tls.files());
    return access;
  }

  private static Map<String, String> headers(ConfigNode http) {
    // Ignored: clients use HTTP/1.1 when a server does not offer HTTP/2.
    http.at("http2").or("true").bool();
    Map<String, String> headers = new HashMap<>();
    HEADERS.forEach(
        (name, allowed) -> {
          ConfigNode header = http.at("headers").at(name);
          String text = header.text().orElse("");
          if (text.isEmpty()) {
            return;
          }
          if (!allowed.isEmpty() && !allowed.contains(text)) {
            header.invalid(quoted(text) + " is not one of " + String.join(", ", allowed));
          } else {
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
}
