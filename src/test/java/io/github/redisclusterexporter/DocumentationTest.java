package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import com.typesafe.config.ConfigValueType;
import io.github.redisclusterexporter.alert.Metrics;
import io.github.redisclusterexporter.config.ConfigLoader;
import io.github.redisclusterexporter.testing.MarkdownPage;
import io.github.redisclusterexporter.testing.ProjectFiles;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The pages that people read name only what exists. */
class DocumentationTest {
  private static final Pattern LINK = Pattern.compile("\\]\\(([^)\\s]+)\\)");
  private static final Pattern ACL_LINE = Pattern.compile("(?m)^redis-cli .* ACL SETUSER .*$");
  private static final Pattern FILE =
      Pattern.compile("\\.?[\\w-]+(?:[./][\\w.-]+)*\\.(?:md|ya?ml|json|conf|java|xml|sh|txt)");
  private static final Pattern DIRECTORY =
      Pattern.compile("(?:docs|src|alerts|dashboards|bin|bench|deploy|\\.ci)(?:/[\\w.-]+)+/?");

  /** Camel case, optionally with a package and a method. */
  private static final Pattern CLASS =
      Pattern.compile("(?:[a-z]+\\.)*((?:[A-Z][a-z0-9]+)+[A-Z]?)(?:\\.[a-z]\\w*)?");

  private static final Pattern ALERT = Pattern.compile("\\bRedis(?:Cluster|Queue)[A-Z]\\w+");
  private static final Pattern RULE = Pattern.compile("alert: (\\S+)");
  private static final Pattern KEY =
      Pattern.compile("[a-z]+(?:-[a-z]+)*(?:\\.[a-z]+(?:-[a-z]+)*)+");
  private static final Pattern VARIABLE = Pattern.compile("\\b(?:REDIS|EXPORTER|LOG)_[A-Z_]+\\b");
  private static final Pattern OPTION = Pattern.compile("(?<=\\s|^)--[a-z][a-z.-]+");

  /** Also names metrics and variables of redis_exporter. */
  private static final Path MIGRATION = Path.of("docs", "migrating-from-redis_exporter.md");

  /** Files of others, which are talked about. */
  private static final Set<String> FOREIGN =
      Set.of("redis.conf", "users.acl", "prometheus.yml", "nodes.conf");

  /** Classes of libraries, words that are no classes, and classes of examples. */
  private static final Set<String> FOREIGN_CLASSES =
      Set.of(
          "MetricsHandler",
          "MultiCollector",
          "Protocol",
          "Accept",
          "Unreleased",
          "ClusterLinks",
          "Signal");

  /** What the examples of CONTRIBUTING.md add. */
  private static final Set<String> TO_BE_ADDED =
      Set.of(
          "redis_cluster_memory_allocator_muzzy_bytes",
          "redis_cluster_bus_send_buffer_bytes",
          "ClusterLinks");

  /** Read once, because each is asked for with each page. */
  private static final List<MarkdownPage> PAGES = MarkdownPage.all();

  private static final Set<String> FILE_NAMES = fileNames();
  private static final Set<String> KEYS = configurationKeys();

  static List<MarkdownPage> pages() {
    return PAGES;
  }

  @Test
  void thereArePages() {
    assertThat(pages()).hasSizeGreaterThan(60);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void linksLeadSomewhere(MarkdownPage page) throws IOException {
    for (String link : found(LINK, 1, page.prose())) {
      if (link.matches("[a-z]+:.*")) {
        continue;
      }
      String[] parts = link.split("#", 2);
      Path target = parts[0].isEmpty() ? page.path() : page.path().resolveSibling(parts[0]);
      assertThat(target.normalize()).as(link).exists();
      if (parts.length == 2) {
        MarkdownPage there = new MarkdownPage(target, Files.readString(target));
        assertThat(there.anchors()).as(link).contains(parts[1]);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void filesExist(MarkdownPage page) {
    for (String span : page.spans()) {
      if (FILE.matcher(span).matches() && !FOREIGN.contains(span)) {
        assertThat(Files.exists(Path.of(span)) || FILE_NAMES.contains(span))
            .as("%s names the file %s", page, span)
            .isTrue();
      } else if (DIRECTORY.matcher(span).matches()) {
        assertThat(Path.of(span)).as(page.toString()).exists();
      }
    }
  }

  /** The pages for contributors and reviewers. */
  static List<MarkdownPage> developmentPages() {
    return pages().stream()
        .filter(
            page ->
                page.path().startsWith(Path.of("docs", "development"))
                    || page.path().equals(Path.of("CONTRIBUTING.md")))
        .toList();
  }

  @ParameterizedTest
  @MethodSource("developmentPages")
  void classesExist(MarkdownPage page) {
    for (String span : page.spans()) {
      Matcher name = CLASS.matcher(span);
      if (name.matches()
          && !FOREIGN_CLASSES.contains(name.group(1))
          && !TO_BE_ADDED.contains(name.group(1))) {
        assertThat(FILE_NAMES)
            .as("%s names the class %s", page, span)
            .contains(name.group(1) + ".java");
      }
    }
  }

  private static Set<String> fileNames() {
    try {
      return ProjectFiles.all().stream()
          .map(file -> String.valueOf(file.getFileName()))
          .collect(Collectors.toUnmodifiableSet());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void metricsExist(MarkdownPage page) throws IOException {
    // A name with a star stands for all that begin like it.
    String text = page.text().replaceAll("redis_cluster_\\w*[*{…]", "");
    Set<String> unknown = new TreeSet<>(Metrics.unknownIn(text));
    unknown.removeAll(TO_BE_ADDED);
    if (page.path().equals(MIGRATION)) {
      unknown.removeIf(redisExporterNames()::contains);
    }
    assertThat(unknown).isEmpty();
    for (String stem : found(Pattern.compile("(redis_cluster_\\w*)\\*"), 1, page.text())) {
      assertThat(Files.readString(Path.of("docs", "metrics.md"))).contains("| `" + stem);
    }
  }

  private static Set<String> redisExporterNames() throws IOException {
    Path captured = Path.of("src", "test", "resources", "redis-exporter", "metrics-1.86.txt");
    return Files.readAllLines(captured).stream()
        .map(line -> line.replaceAll(" .*", ""))
        .collect(Collectors.toSet());
  }

  @ParameterizedTest
  @MethodSource("pages")
  void alertsExist(MarkdownPage page) throws IOException {
    String rules =
        Files.readString(Path.of("alerts", "redis-cluster.rules.yml"))
            + Files.readString(Path.of("alerts", "opt-in.rules.yml"));
    assertThat(found(RULE, 1, rules)).isNotEmpty().containsAll(found(ALERT, 0, page.text()));
  }

  @ParameterizedTest
  @MethodSource("pages")
  void configurationKeysExist(MarkdownPage page) {
    Set<String> sections =
        KEYS.stream().map(key -> key.replaceAll("\\..*", "")).collect(Collectors.toSet());
    for (String span : page.spans()) {
      if (KEY.matcher(span).matches()
          && sections.contains(span.replaceAll("\\..*", ""))
          && !FOREIGN.contains(span)) {
        assertThat(KEYS).as("%s names the key %s", page, span).contains(span);
      }
    }
  }

  private static Set<String> configurationKeys() {
    try (Reader reader =
        new InputStreamReader(
            Objects.requireNonNull(DocumentationTest.class.getResourceAsStream("/reference.conf")),
            StandardCharsets.UTF_8)) {
      Set<String> keys = new TreeSet<>();
      collect("", ConfigFactory.parseReader(reader).root(), keys);
      return keys;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void collect(String prefix, ConfigObject object, Set<String> keys) {
    for (Map.Entry<String, ConfigValue> entry : object.entrySet()) {
      String key = prefix + entry.getKey();
      keys.add(key);
      if (entry.getValue().valueType() == ConfigValueType.OBJECT) {
        collect(key + ".", (ConfigObject) entry.getValue(), keys);
      }
    }
  }

  @ParameterizedTest
  @MethodSource("pages")
  void variablesExist(MarkdownPage page) throws IOException {
    String reference = Files.readString(Path.of("docs", "configuration.md"));
    List<String> used = new ArrayList<>(found(VARIABLE, 0, page.text()));
    if (page.path().equals(MIGRATION)) {
      used.removeIf(name -> name.matches("REDIS_(ADDR|USER|EXPORTER_.*)"));
    }
    assertThat(found(VARIABLE, 0, reference)).containsAll(used);
  }

  @ParameterizedTest
  @MethodSource("pages")
  void optionsExist(MarkdownPage page) throws IOException {
    Stream<String> commands =
        Stream.concat(
            page.spans().stream(),
            page.blocks().stream()
                .filter(block -> block.language().equals("sh"))
                .flatMap(block -> block.commands().stream()));
    for (String command : commands.toList()) {
      String help =
          command.contains("redis-cluster-exporter.jar")
              ? Arguments.USAGE
              : command.matches("\\./(demo|release)\\b.*")
                  ? Files.readString(Path.of(command.replaceAll(" .*", "")))
                  : command;
      for (String option : found(OPTION, 0, command)) {
        assertThat(help).as(command).contains(option);
      }
    }
  }

  static List<MarkdownPage.Block> configurations() {
    return MarkdownPage.blocks("hocon");
  }

  @ParameterizedTest
  @MethodSource("configurations")
  void configurationsAreRight(MarkdownPage.Block block, @TempDir Path directory) throws Exception {
    Path secret = Files.writeString(directory.resolve("secret"), "s3cret");
    String text = block.text().strip().replaceAll("/run/secrets/[a-z]+", secret.toString());
    Path file = directory.resolve("exporter.conf");
    Files.writeString(file, text.startsWith("{") ? "queues = [\n" + text + "\n]" : text);
    Map<String, String> environment =
        text.contains("clusters {") ? Map.of() : Map.of("REDIS_CLUSTER_NODES", "a:1");
    ExporterConfig config =
        new ConfigLoader(environment, new Properties())
            .load(Optional.of(file), ExporterConfig::read);
    assertThat(config.clusters()).allMatch(cluster -> !cluster.redis().seeds().isEmpty());
  }

  @Test
  void theUserIsTheOneThatIsTested() throws IOException {
    assertThat(found(ACL_LINE, 0, Files.readString(Path.of("README.md"))))
        .isNotEmpty()
        .isSubsetOf(found(ACL_LINE, 0, Files.readString(Path.of("docs", "acl.md"))));
  }

  private static List<String> found(Pattern pattern, int group, String text) {
    return pattern.matcher(text).results().map((MatchResult match) -> match.group(group)).toList();
  }
}
