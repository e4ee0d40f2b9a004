package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.config.ConfigInput;
import io.github.redisclusterexporter.config.Secret;
import io.github.redisclusterexporter.key.KeyGroup;
import io.github.redisclusterexporter.key.NamedKey;
import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.queue.QueueDefinition;
import io.github.redisclusterexporter.redis.ClusterMode;
import io.github.redisclusterexporter.redis.RedisConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every key and every variable arrives where it belongs. */
class ConfigMappingTest {
  private final Path directory;
  private final Path pem;
  private final Path web;

  ConfigMappingTest(@TempDir Path directory) throws IOException {
    this.directory = directory;
    this.pem = Files.writeString(directory.resolve("some.pem"), "");
    this.web =
        Files.writeString(
            directory.resolve("web.yml"), "http_server_config: {headers: {X-Frame-Options: deny}}");
  }

  /** A key, a value for it that is not the default, and what the records then say. */
  private record Case(
      String key, String value, Function<ExporterConfig, Object> field, Object expected) {}

  private List<Case> cases() {
    Stream<Case> explicit =
        Stream.of(
            new Case("redis.name", "prod", c -> c.clusters().get(0).redis().name(), "prod"),
            new Case(
                "redis.nodes",
                "a:1, [::1]:2,a:1,",
                c -> c.clusters().get(0).redis().seeds(),
                List.of(new HostPort("a", 1), new HostPort("::1", 2))),
            new Case(
                "redis.url",
                "redis://u:1/3",
                c ->
                    List.of(
                        c.clusters().get(0).redis().seeds().get(0),
                        c.clusters().get(0).redis().database()),
                List.of(new HostPort("u", 1), 3)),
            new Case(
                "redis.cluster",
                "true",
                c -> c.clusters().get(0).redis().cluster(),
                ClusterMode.TRUE),
            new Case(
                "redis.username",
                "me",
                c -> c.clusters().get(0).redis().credentials().username().get(),
                "me"),
            new Case(
                "redis.password",
                "s3cret",
                c -> c.clusters().get(0).redis().credentials().password().get().reveal(),
                "s3cret"),
            new Case(
                "redis.password-file",
                pem.toString(),
                c -> c.clusters().get(0).redis().credentials().passwordFile().get(),
                pem),
            new Case(
                "redis.tls.enabled",
                "true",
                c -> c.clusters().get(0).redis().tls().enabled(),
                true),
            new Case(
                "redis.tls.ca-file",
                pem.toString(),
                c -> c.clusters().get(0).redis().tls().caFile().get(),
                pem),
            new Case(
                "redis.tls.cert-file",
                pem.toString(),
                c -> c.clusters().get(0).redis().tls().certFile().get(),
                pem),
            new Case(
                "redis.tls.key-file",
                pem.toString(),
                c -> c.clusters().get(0).redis().tls().keyFile().get(),
                pem),
            new Case(
                "redis.tls.server-name",
                "redis.internal",
                c -> c.clusters().get(0).redis().tls().serverName().get(),
                "redis.internal"),
            new Case(
                "redis.tls.insecure",
                "true",
                c -> c.clusters().get(0).redis().tls().insecure(),
                true),
            new Case(
                "redis.address-map",
                "10.0.0.1:6379=h:7000,[::1]:1=[::2]:2",
                c -> c.clusters().get(0).redis().addressMap(),
                Map.of(
                    new HostPort("10.0.0.1", 6379),
                    new HostPort("h", 7000),
                    new HostPort("::1", 1),
                    new HostPort("::2", 2))),
            new Case(
                "redis.connect-timeout",
                "7s",
                c -> c.clusters().get(0).redis().connectTimeout(),
                Duration.ofSeconds(7)),
            new Case(
                "redis.timeout",
                "8s",
                c -> c.clusters().get(0).redis().timeout(),
                Duration.ofSeconds(8)),
            new Case("scrape.timeout", "1m", c -> c.scrape().timeout(), Duration.ofMinutes(1)),
            new Case(
                "scrape.timeout-margin",
                "20ms",
                c -> c.scrape().timeoutMargin(),
                Duration.ofMillis(20)),
            new Case("scrape.watch", "false", c -> c.scrape().watchInterval(), Duration.ZERO),
            new Case(
                "scrape.watch-interval",
                "2s",
                c -> c.scrape().watchInterval(),
                Duration.ofSeconds(2)),
            new Case(
                "queues",
                "tasks:high, tasks:low,",
                c ->
                    c.clusters().get(0).queues().keys().stream().map(QueueDefinition::key).toList(),
                List.of("tasks:high", "tasks:low")),
            new Case(
                "keys",
                "cart:config, stats:total,",
                c -> c.clusters().get(0).keys().named().stream().map(NamedKey::key).toList(),
                List.of("cart:config", "stats:total")),
            new Case(
                "key-groups",
                "sessions=session:*, carts=cart:*,",
                c -> c.clusters().get(0).keys().groups().stream().map(KeyGroup::pattern).toList(),
                List.of("session:*", "cart:*")),
            new Case(
                "queue-search.interval",
                "1h",
                c -> c.clusters().get(0).queues().search().interval(),
                Duration.ofHours(1)),
            new Case(
                "queue-search.keys-per-second",
                "7",
                c -> c.clusters().get(0).queues().search().keysPerSecond(),
                7),
            new Case(
                "queue-search.most-keys",
                "8",
                c -> c.clusters().get(0).queues().search().mostKeys(),
                8),
            new Case(
                "queue-search.forget-after",
                "2d",
                c -> c.clusters().get(0).queues().search().forgetAfter(),
                Duration.ofDays(2)),
            new Case(
                "web.config-file",
                web.toString(),
                c -> c.web().file().get().headers(),
                Map.of("X-Frame-Options", "deny")),
            new Case(
                "limits.max-commands", "0", c -> c.clusters().get(0).collectors().maxCommands(), 0),
            new Case(
                "limits.max-errors", "5", c -> c.clusters().get(0).collectors().maxErrors(), 5),
            new Case("limits.max-slots", "6", c -> c.clusters().get(0).collectors().maxSlots(), 6),
            new Case(
                "limits.max-queue-consumers",
                "8",
                c -> c.clusters().get(0).collectors().maxQueueConsumers(),
                8),
            new Case(
                "limits.max-client-names",
                "7",
                c -> c.clusters().get(0).collectors().maxClientNames(),
                7),
            new Case(
                "web.listen-address",
                "[::1]:0",
                c -> List.of(c.web().host(), c.web().port()),
                List.of("::1", 0)),
            new Case("web.max-concurrent-scrapes", "2", c -> c.web().maxConcurrentScrapes(), 2),
            new Case("web.reload", "true", c -> c.web().isReloadAllowed(), true),
            new Case("log.level", "DEBUG", c -> c.log().level(), LogConfig.Threshold.DEBUG),
            new Case("log.format", "json", c -> c.log().format(), LogFormat.JSON));
    String collectors = "collectors.";
    Set<String> disabled = ConfigInput.valid().loadOnly().collectors().disabled();
    Stream<Case> toggles =
        ConfigInput.keys().stream()
            .filter(key -> key.startsWith(collectors))
            .map(
                key -> {
                  String group = key.substring(collectors.length());
                  Set<String> expected = new HashSet<>(disabled);
                  boolean wasEnabled = expected.add(group) || !expected.remove(group);
                  return new Case(
                      key,
                      Boolean.toString(!wasEnabled),
                      c -> c.clusters().get(0).collectors().disabled(),
                      expected);
                });
    return Stream.concat(explicit, toggles).toList();
  }

  /** The other keys that a key needs to be right. */
  private ConfigInput companions(String key) {
    return switch (key) {
      case "redis.nodes" -> ConfigInput.empty();
      case "redis.username" -> ConfigInput.valid().env("REDIS_PASSWORD", "x");
      case "redis.tls.cert-file" -> tls().property("redis.tls.key-file", pem.toString());
      case "redis.tls.key-file" -> tls().property("redis.tls.cert-file", pem.toString());
      case "redis.tls.ca-file", "redis.tls.server-name", "redis.tls.insecure" -> tls();
      default -> ConfigInput.valid();
    };
  }

  private static ConfigInput tls() {
    return ConfigInput.valid().property("redis.tls.enabled", "true");
  }

  @Test
  void onlyAGroupThatIsOnByDefaultIsSwitchedOff() {
    assertThat(
            ConfigInput.valid()
                .file(directory, "collectors { bus = false, acl = false }")
                .loadOnly()
                .collectors()
                .switchedOff())
        .containsExactly("bus");
  }

  @TestFactory
  Stream<DynamicTest> everyKeyFromTheFile() {
    return cases().stream()
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.key,
                    () -> {
                      ConfigInput input =
                          companions(c.key).file(directory, c.key + " = \"" + c.value + "\"");
                      assertThat(c.field.apply(input.load())).isEqualTo(c.expected);
                    }));
  }

  @TestFactory
  Stream<DynamicTest> everyKeyFromASystemProperty() {
    return cases().stream()
        // Which is refused, since everybody could see it.
        .filter(c -> !c.key.equals("redis.password"))
        .map(
            c ->
                DynamicTest.dynamicTest(
                    c.key,
                    () -> {
                      ConfigInput input = companions(c.key).property(c.key, c.value);
                      assertThat(c.field.apply(input.load())).isEqualTo(c.expected);
                    }));
  }

  @TestFactory
  Stream<DynamicTest> everyVariable() {
    Map<String, String> keys =
        Map.ofEntries(
            Map.entry("REDIS_CLUSTER_NODES", "redis.nodes"),
            Map.entry("REDIS_CLUSTER_ENABLED", "redis.cluster"),
            Map.entry("REDIS_URL", "redis.url"),
            Map.entry("REDIS_CLUSTER_NAME", "redis.name"),
            Map.entry("REDIS_USERNAME", "redis.username"),
            Map.entry("REDIS_PASSWORD", "redis.password"),
            Map.entry("REDIS_PASSWORD_FILE", "redis.password-file"),
            Map.entry("REDIS_TLS", "redis.tls.enabled"),
            Map.entry("REDIS_TLS_CA_FILE", "redis.tls.ca-file"),
            Map.entry("REDIS_TLS_CERT_FILE", "redis.tls.cert-file"),
            Map.entry("REDIS_TLS_KEY_FILE", "redis.tls.key-file"),
            Map.entry("REDIS_TLS_SERVER_NAME", "redis.tls.server-name"),
            Map.entry("REDIS_TLS_INSECURE", "redis.tls.insecure"),
            Map.entry("REDIS_ADDRESS_MAP", "redis.address-map"),
            Map.entry("REDIS_QUEUES", "queues"),
            Map.entry("REDIS_KEYS", "keys"),
            Map.entry("REDIS_KEY_GROUPS", "key-groups"),
            Map.entry("EXPORTER_LISTEN_ADDRESS", "web.listen-address"),
            Map.entry("EXPORTER_WEB_CONFIG_FILE", "web.config-file"),
            Map.entry("LOG_LEVEL", "log.level"),
            Map.entry("LOG_FORMAT", "log.format"));
    Map<String, Case> cases = cases().stream().collect(Collectors.toMap(Case::key, c -> c));
    return keys.entrySet().stream()
        .map(
            entry ->
                DynamicTest.dynamicTest(
                    entry.getKey(),
                    () -> {
                      Case c = Objects.requireNonNull(cases.get(entry.getValue()));
                      ConfigInput input = companions(c.key).env(entry.getKey(), c.value);
                      assertThat(c.field.apply(input.load())).isEqualTo(c.expected);
                    }));
  }

  @Test
  void noKeyIsLeftOut() {
    assertThat(cases())
        .extracting(Case::key)
        .containsExactlyInAnyOrderElementsOf(ConfigInput.keys());
  }

  @Test
  void listsAndObjectsFromTheFile() {
    RedisConfig redis =
        ConfigInput.empty()
            .file(
                directory,
                "redis {",
                "  nodes = [\"a:1\", \"b:2,c:3\"]",
                "  nodes += \"d:4\"",
                "  address-map { \"10.0.0.1:1\" = \"h:2\" }",
                "}")
            .loadOnly()
            .redis();
    assertThat(redis.seeds()).extracting(HostPort::host).containsExactly("a", "b", "c", "d");
    assertThat(redis.reachable(new HostPort("10.0.0.1", 1))).isEqualTo(new HostPort("h", 2));
  }

  @Test
  void pairsAsAListFromTheFile() {
    RedisConfig redis =
        ConfigInput.valid()
            .file(directory, "redis.address-map = [\"a:1 = b:2\"]")
            .loadOnly()
            .redis();
    assertThat(redis.addressMap())
        .containsOnly(Map.entry(new HostPort("a", 1), new HostPort("b", 2)));
  }

  @ParameterizedTest
  @CsvSource({
    "true, TRUE",
    "yes, TRUE",
    "False, FALSE",
    "off, FALSE",
    "auto, AUTO",
    "AUTO, AUTO",
  })
  void clusterModes(String text, ClusterMode mode) {
    assertThat(ConfigInput.valid().env("REDIS_CLUSTER_ENABLED", text).loadOnly().redis().cluster())
        .isEqualTo(mode);
  }

  @Test
  void aBareBooleanIsAClusterModeToo() {
    assertThat(
            ConfigInput.valid()
                .file(directory, "redis.cluster = false")
                .loadOnly()
                .redis()
                .cluster())
        .isEqualTo(ClusterMode.FALSE);
  }

  @Test
  void theUrlIsTheFirstSeedAndNoneIsTwice() {
    ConfigInput input =
        ConfigInput.empty()
            .env("REDIS_URL", "redis://u:1")
            .env("REDIS_CLUSTER_NODES", "a:1,u:1,b:1");
    assertThat(input.loadOnly().redis().seeds())
        .extracting(HostPort::host)
        .containsExactly("u", "a", "b");
  }

  @Test
  void addressesMayBeSeparatedByBlanks() {
    ConfigInput input =
        ConfigInput.empty()
            .env("REDIS_CLUSTER_NODES", " a:1 b:2\n[::1]:3,  c:4 ")
            .env("REDIS_ADDRESS_MAP", "d:5 = e:6 f:7=g:8");
    assertThat(input.loadOnly().redis().seeds())
        .extracting(HostPort::toString)
        .containsExactly("a:1", "b:2", "[::1]:3", "c:4");
    assertThat(input.loadOnly().redis().addressMap())
        .containsOnly(
            Map.entry(new HostPort("d", 5), new HostPort("e", 6)),
            Map.entry(new HostPort("f", 7), new HostPort("g", 8)));
  }

  @Test
  void withoutAClusterTheUrlIsTheOnlySeed() {
    ConfigInput input =
        ConfigInput.valid().env("REDIS_URL", "redis://u:1/2").env("REDIS_CLUSTER_ENABLED", "false");
    assertThat(input.loadOnly().redis().seeds()).containsExactly(new HostPort("u", 1));
    assertThat(input.loadOnly().redis().database()).isEqualTo(2);
  }

  @Test
  void theUrlBringsUserPasswordAndTls() {
    RedisConfig redis =
        ConfigInput.empty()
            .env("REDIS_URL", "rediss://me:p%40ss@h")
            .env("REDIS_TLS_INSECURE", "true")
            .loadOnly()
            .redis();
    assertThat(redis.credentials().username()).contains("me");
    assertThat(redis.credentials().password()).contains(new Secret("p@ss"));
    assertThat(redis.tls().enabled()).isTrue();
  }

  @Test
  void theSamePasswordTwiceIsNoConflict() {
    ConfigInput input =
        ConfigInput.empty().env("REDIS_URL", "redis://:x@h").env("REDIS_PASSWORD", "x");
    assertThat(input.loadOnly().redis().credentials().password()).contains(new Secret("x"));
  }

  @Test
  void aPasswordOfDigitsStaysAsWritten() {
    ConfigInput input = ConfigInput.valid().file(directory, "redis.password = 00123");
    assertThat(input.loadOnly().redis().credentials().password()).contains(new Secret("00123"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "redis.url",
        "redis.username",
        "redis.password",
        "redis.password-file",
        "redis.tls.ca-file",
        "redis.tls.cert-file",
        "redis.tls.key-file",
        "redis.tls.server-name",
      })
  void anEmptyTextIsNotSet(String key) {
    assertThat(ConfigInput.valid().property(key, "").load()).isEqualTo(ConfigInput.valid().load());
  }
}
