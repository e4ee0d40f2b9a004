package io.github.redisclusterexporter.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redisclusterexporter.config.ConfigException;
import io.github.redisclusterexporter.config.ConfigInput;
import io.github.redisclusterexporter.testing.MarkdownPage;
import io.github.redisclusterexporter.testing.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLParameters;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The format of Prometheus' web configuration files: what is taken, and what is said of the rest.
 */
class WebFileTest {
  private static final TestCertificates CERTIFICATES = TestCertificates.get();
  private static final String HASH = "$2y$10$X0h1gDsPszWURQaxFh.zoubFi6DXncSjhoQNJgRrnGs7EsimhC7zG";

  private final Path file;

  WebFileTest(@TempDir Path directory) throws IOException {
    this.file = directory.resolve("web.yml");
    Files.copy(CERTIFICATES.server().certificate(), directory.resolve("server.pem"));
    Files.copy(CERTIFICATES.server().key(), directory.resolve("server.key"));
    Files.copy(CERTIFICATES.client().key(), directory.resolve("other.key"));
    Files.copy(CERTIFICATES.ca(), directory.resolve("ca.pem"));
    Files.writeString(directory.resolve("empty.pem"), "");
  }

  private WebFile read(String... lines) throws Exception {
    Files.writeString(file, String.join("\n", lines));
    return WebFile.read(file);
  }

  private List<String> problems(String content) throws IOException {
    Files.writeString(file, content);
    return ConfigInput.valid().env("EXPORTER_WEB_CONFIG_FILE", file.toString()).lines();
  }

  @Test
  void theExampleOfTheDocumentation() throws Exception {
    String example =
        MarkdownPage.blocks("yaml").stream()
            .map(MarkdownPage.Block::text)
            .filter(text -> text.contains("tls_server_config:"))
            .findFirst()
            .orElseThrow();
    Files.copy(CERTIFICATES.server().certificate(), file.resolveSibling("exporter.pem"));
    Files.copy(CERTIFICATES.server().key(), file.resolveSibling("exporter.key"));
    Files.copy(CERTIFICATES.ca(), file.resolveSibling("clients.pem"));

    WebFile web = read(example.replace("$2y$10$...", HASH));
    assertThat(web.tls().orElseThrow().parameters().getNeedClientAuth()).isTrue();
    assertThat(web.users()).containsOnlyKeys("prometheus");
  }

  @Test
  void aHashInTheWrongPlaceIsNotQuoted() throws IOException {
    assertThat(
            problems(
                """
                tls_server_config:
                  client_auth_type: %1$s
                basic_auth_users:
                  %1$s: prometheus
                  %1$s: grafana
                """
                    .formatted(HASH)))
        .hasSizeGreaterThanOrEqualTo(3)
        .anyMatch(line -> line.contains("basic_auth_users.***"))
        .noneMatch(line -> line.contains("$2y$"));
    assertThat(problems("basic_auth_users: {$apr1$vN8n$Wq3: me}"))
        .anyMatch(line -> line.contains("basic_auth_users.***"))
        .noneMatch(line -> line.contains("Wq3"));
  }

  @Test
  void everythingThatIsSupported() throws Exception {
    WebFile web =
        read(
            "tls_server_config:",
            "  cert_file: server.pem",
            "  key_file: " + CERTIFICATES.server().key(),
            "  client_auth_type: RequireAndVerifyClientCert",
            "  client_ca_file: ca.pem",
            "  min_version: TLS12",
            "  max_version: TLS13",
            "  cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384]",
            "  prefer_server_cipher_suites: false",
            "http_server_config:",
            "  http2: false",
            "  headers:",
            "    X-Frame-Options: deny",
            "    X-Content-Type-Options: nosniff",
            "    Strict-Transport-Security: max-age=31536000; includeSubDomains",
            "    X-XSS-Protection:",
            "basic_auth_users:",
            "  alice: " + HASH,
            "  \"bob\": \"" + HASH.replace("$2y$", "$2b$") + "\"");

    SSLParameters tls = web.tls().orElseThrow().parameters();
    assertThat(tls.getNeedClientAuth()).isTrue();
    assertThat(tls.getProtocols()).containsExactly("TLSv1.2", "TLSv1.3");
    assertThat(tls.getCipherSuites())
        .filteredOn(suite -> suite.contains("_WITH_"))
        .containsExactly("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");
    assertThat(tls.getCipherSuites()).contains("TLS_AES_256_GCM_SHA384", "TLS_AES_128_GCM_SHA256");
    assertThat(tls.getUseCipherSuitesOrder()).isFalse();
    assertThat(web.headers())
        .isEqualTo(
            Map.of(
                "X-Frame-Options", "deny",
                "X-Content-Type-Options", "nosniff",
                "Strict-Transport-Security", "max-age=31536000; includeSubDomains"));
    assertThat(web.users()).containsOnlyKeys("alice", "bob");
    assertThat(web.toString()).doesNotContain("$2");
  }

  @Test
  void theDefaultsOfTheFormat() throws Exception {
    WebTls tls =
        read("tls_server_config: {cert_file: server.pem, key_file: server.key}")
            .tls()
            .orElseThrow();
    assertThat(tls.parameters().getNeedClientAuth()).isFalse();
    assertThat(tls.parameters().getWantClientAuth()).isFalse();
    assertThat(tls.parameters().getProtocols()).containsExactly("TLSv1.2", "TLSv1.3");
    assertThat(tls.parameters().getCipherSuites())
        .isEqualTo(tls.context().getDefaultSSLParameters().getCipherSuites());
    assertThat(tls.parameters().getUseCipherSuitesOrder()).isTrue();
    assertThat(read("basic_auth_users: {alice: " + HASH + "}").tls()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "tls_config: {}                         | tls_config      | nearest known key is"
            + " tls_server_config",
        "basic_auth: {}                         | basic_auth      | nearest known key is"
            + " basic_auth_users",
        "rate_limit: {interval: 1s}             | rate_limit      | is not supported here",
        "http_server_config: {http3: true}      | http_server_config.http3 | nearest known key is"
            + " http_server_config.http2",
        "http_server_config: {http2: maybe}     | http_server_config.http2 | 'maybe' is neither"
            + " true nor false",
        "http_server_config: {headers: {X-Frame-Options: never}} |"
            + " http_server_config.headers.X-Frame-Options | 'never' is not one of deny,"
            + " sameorigin",
        "http_server_config: {headers: {X-Powered-By: x}} | http_server_config.headers.X-Powered-By"
            + " | unknown key",
        "http_server_config: {headers: {Content-Security-Policy: \"a\\n"
            + "b\"}} | http_server_config.headers.Content-Security-Policy | has control characters",
        "http_server_config: {headers: [a]}     | http_server_config.headers | is not a section",
        "basic_auth_users: {}                   | basic_auth_users | has no user",
        "basic_auth_users: {a: secret}          | basic_auth_users.a | is not a bcrypt hash; make"
            + " one with: htpasswd",
        "basic_auth_users: {a: [x]}             | basic_auth_users.a | expected text",
        "basic_auth_users: {a: }                | basic_auth_users.a | is not a bcrypt hash",
        "basic_auth_users: {\"a:b\": x}         | basic_auth_users.a:b | expected one without a"
            + " colon",
        "basic_auth_users: {a: $2a$15$X0h1gDsPszWURQaxFh.zoubFi6DXncSjhoQNJgRrnGs7EsimhC7zG} |"
            + " basic_auth_users.a | the cost 15; expected one between 4 and 14",
        "basic_auth_users: {a: x, a: y}         | basic_auth_users.a | is there twice",
        "tls_server_config: {}                  | tls_server_config.cert_file | is missing",
        "tls_server_config: {cert_file: server.pem} | tls_server_config.key_file | is missing",
      })
  void whatIsWrong(String line, String key, String message) throws Exception {
    assertThat(problems("# A comment\n" + line))
        .anySatisfy(problem -> assertThat(problem).startsWith(key + " (" + file).contains(message));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "cert_file: none.pem                        | cert_file        | the file does not exist",
        "cert_file: empty.pem                       | cert_file        | holds no",
        "key_file: server.pem                       | key_file         | openssl pkcs8",
        "key_file: other.key                        | key_file         | the key of another"
            + " certificate",
        "cert: x                                    | cert             | put it into a file, and"
            + " its name under cert_file",
        "key: x                                     | key              | put it into a file, and"
            + " its name under key_file",
        "client_ca: x                               | client_ca        | under client_ca_file",
        "client_allowed_sans: [a]                   | client_allowed_sans | is not supported here",
        "curve_preferences: [P256]                  | curve_preferences | jdk.tls.namedGroups",
        "min_version: TLS10                         | min_version      | 'TLS10' is not one of"
            + " TLS12 and TLS13",
        "min_version: TLS13, max_version: TLS12     | min_version      | is above max_version",
        "cipher_suites: [TLS_FAST]                  | cipher_suites    | 'TLS_FAST' is not a cipher"
            + " suite",
        "cipher_suites: TLS_FAST                    | cipher_suites    | is not a list",
        "client_auth_type: Always                   | client_auth_type | 'Always' is not one of",
        "client_auth_type: RequireAnyClientCert     | client_auth_type | lets any certificate in",
        "client_auth_type: RequireAndVerifyClientCert | client_ca_file | is missing",
        "client_ca_file: ca.pem                     | client_ca_file   | has no effect",
        "client_auth_type: VerifyClientCertIfGiven, client_ca_file: empty.pem | client_ca_file |"
            + " holds no",
        "cert_fil: x                                | cert_fil         | nearest known key is"
            + " tls_server_config.cert_file",
      })
  void whatIsWrongWithTls(String settings, String key, String message) throws Exception {
    String pair =
        (settings.startsWith("cert_file") ? "" : "cert_file: server.pem, ")
            + (settings.startsWith("key_file") ? "" : "key_file: server.key, ");
    assertThat(problems("\ntls_server_config: {" + pair + settings + "}"))
        .singleElement()
        .asString()
        .startsWith("tls_server_config." + key + " (" + file)
        .contains(message);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "# nothing\n", "---\n", "null", "\"\""})
  void anEmptyFileOpensNothing(String content) throws Exception {
    assertThat(problems(content)).singleElement().asString().contains("is empty");
  }

  @ParameterizedTest
  @ValueSource(strings = {"a: b: c", "\tx: 1", "{", "a: &b [*c]", "\0"})
  void whatIsNoYaml(String content) throws Exception {
    assertThat(problems(content))
        .singleElement()
        .asString()
        .startsWith("web.config-file (" + file)
        .contains("is not valid YAML");
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "text", "5"})
  void whatIsNoSection(String content) throws Exception {
    assertThat(problems(content)).singleElement().asString().contains("is not a section");
  }

  @Test
  void problemsHaveTheirLineAndComeWithAllOthers() throws Exception {
    Files.writeString(file, "\n\nbasic_auth_users:\n  alice: x\ntls_server_config:\n  cert: y\n");
    ConfigInput input =
        ConfigInput.valid()
            .env("EXPORTER_WEB_CONFIG_FILE", file.toString())
            .env("REDIS_TLS", "maybe")
            .property("web.max-concurrent-scrapes", "0");
    assertThat(input.lines())
        .anyMatch(line -> line.startsWith("basic_auth_users.alice (" + file + ":4): "))
        .anyMatch(line -> line.startsWith("tls_server_config.cert (" + file + ":6): "))
        .anyMatch(line -> line.startsWith("redis.tls.enabled "))
        .anyMatch(line -> line.startsWith("web.max-concurrent-scrapes "));
  }

  @Test
  void aChangeOfAnyOfItsFilesIsSeen() throws Exception {
    read("tls_server_config: {cert_file: server.pem, key_file: server.key}");
    WebFile web = WebFile.read(file);
    assertThat(web.hasChanged()).isFalse();

    Path key = file.resolveSibling("server.key");
    Files.move(key, file.resolveSibling("away.key"));
    assertThat(web.hasChanged()).isTrue();
    assertThatThrownBy(web::again).isInstanceOf(ConfigException.class);
    Files.writeString(key, Files.readString(CERTIFICATES.server().key()) + "\n");
    assertThat(web.hasChanged()).isTrue();
    assertThat(web.again().hasChanged()).isFalse();
  }
}
