package io.github.redisclusterexporter.config;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.Node;

/** Reads and checks a web configuration file. */
final class WebFileReader {
  private static final String NAME = "web.config-file";
  private static final String TLS = "tls_server_config";
  private static final String HTTP = "http_server_config";
  private static final String USERS = "basic_auth_users";

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
    Optional<Node> node = parse();
    if (node.isEmpty()) {
      return WebAccess.OPEN;
    }
    YamlSection root = YamlSection.root(path, node.get(), problems);
    root.check(
        Set.of(TLS, HTTP, USERS),
        Map.of("rate_limit", "web.max-concurrent-scrapes bounds the scrapes under way"));
    WebTlsReader tls = new WebTlsReader(root.section(TLS));
    WebAccess access =
        new WebAccess(tls.read(root.has(TLS)), headers(root.section(HTTP)), users(root));
    files.addAll(tls.files());
    return access;
  }

  private Optional<Node> parse() {
    LoadSettings settings = LoadSettings.builder().setCodePointLimit(1 << 20).build();
    try (InputStream in = Files.newInputStream(path)) {
      Optional<Node> node = new Compose(settings).composeInputStream(in);
      // Not "everything by default": an editor may have emptied the file to write it anew.
      if (node.isEmpty() || YamlSection.isNothing(node.get())) {
        problems.add(
            NAME,
            path.toString(),
            "the file is empty; leave it away to have neither TLS nor passwords");
        return Optional.empty();
      }
      return node;
    } catch (IOException e) {
      problems.add(NAME, path.toString(), "the file cannot be read; is it there?");
    } catch (YamlEngineException e) {
      // The library's own sentences quote the file.
      String line =
          e instanceof MarkedYamlEngineException marked
              ? marked.getProblemMark().map(mark -> ":" + (mark.getLine() + 1)).orElse("")
              : "";
      problems.add(
          NAME, path + line, "is not valid YAML; expected key: value, indented with spaces");
    }
    return Optional.empty();
  }

  private static Map<String, String> headers(YamlSection http) {
    http.check(Set.of("http2", "headers"), Map.of());
    // Clients that would like to speak HTTP/2 speak HTTP/1.1 when a server does not offer it.
    http.bool("http2", true);
    YamlSection section = http.section("headers");
    section.check(HEADERS.keySet(), Map.of());
    Map<String, String> headers = new HashMap<>();
    for (Map.Entry<String, List<String>> header : HEADERS.entrySet()) {
      Optional<String> text = section.text(header.getKey());
      List<String> allowed = header.getValue();
      if (text.isPresent() && !allowed.isEmpty() && !allowed.contains(text.get())) {
        section.problem(
            header.getKey(),
            Quoted.of(text.get()) + " is not one of " + String.join(", ", allowed));
      } else if (text.isPresent() && text.get().chars().anyMatch(Character::isISOControl)) {
        section.problem(header.getKey(), "has control characters; expected plain text");
      } else {
        text.ifPresent(value -> headers.put(header.getKey(), value));
      }
    }
    return headers;
  }

  private static Map<String, Secret> users(YamlSection root) {
    YamlSection section = root.section(USERS);
    if (root.has(USERS) && section.isEmpty()) {
      root.problem(USERS, "has no user; leave the key away to let everybody in");
    }
    Map<String, Secret> users = new HashMap<>();
    for (String user : section.names()) {
      String hash = section.text(user).orElse("");
      Matcher bcrypt = BCRYPT.matcher(hash);
      if (user.isEmpty() || user.indexOf(':') >= 0) {
        section.problem(user, "is not a name that can log in; expected one without a colon");
      } else if (!bcrypt.matches()) {
        section.problem(
            user, "is not a bcrypt hash; make one with: htpasswd -nBC 10 USER, the part after ':'");
      } else if (Integer.parseInt(bcrypt.group(1)) < LEAST_COST
          || Integer.parseInt(bcrypt.group(1)) > MOST_COST) {
        section.problem(
            user,
            "has a hash of the cost %s; expected one between %d and %d"
                .formatted(bcrypt.group(1), LEAST_COST, MOST_COST));
      } else {
        users.put(user, Secret.of(hash));
      }
    }
    return users;
  }
}
