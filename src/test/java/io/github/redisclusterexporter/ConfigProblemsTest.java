package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.config.ConfigException.Problem;
import io.github.redisclusterexporter.config.ConfigInput;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every kind of problem, its key, its origin and its words. */
class ConfigProblemsTest {
  private final Path directory;

  ConfigProblemsTest(@TempDir Path directory) {
    this.directory = directory;
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '"',
      value = {
        "redis.name                 | \"\"      | is empty",
        "redis.name                 | \" \"     | is empty",
        "redis.nodes                | a         | 'a' has no port; expected host:port",
        "redis.nodes                | a:x       | 'a:x' has the port 'x', which is not a number",
        "redis.nodes                | a:0       | 'a:0': port 0 is not between 1 and 65535",
        "redis.nodes                | a:65536   | port 65536 is not between 1 and 65535",
        "redis.nodes                | :1        | ':1': the host is missing",
        "redis.nodes                | ::1:1     | an IPv6 address goes in brackets",
        "redis.nodes                | a;b:1     | characters no host has",
        "redis.nodes                | a b:1     | 'a' has no port",
        "redis.nodes                | redis://a | looks like a URL",
        "redis.nodes                | x@a:1     | looks like a URL",
        "redis.url                  | http://a  | has the scheme 'http'; expected redis:// or"
            + " rediss://",
        "redis.url                  | redis://a/x | has a database that is not a number",
        "redis.cluster              | maybe     | 'maybe' is not one of true, false and auto",
        "redis.password-file        | /no/file  | the file does not exist",
        "redis.tls.enabled          | maybe     | 'maybe' is neither true nor false",
        "redis.tls.ca-file          | /no/file  | the file does not exist",
        "redis.tls.cert-file        | /no/file  | the file does not exist",
        "redis.tls.key-file         | /no/file  | the file does not exist",
        "redis.tls.insecure         | \"\"      | '' is neither true nor false",
        "redis.address-map          | a:1       | 'a:1' has no '='; expected announced=reachable",
        "redis.address-map          | a:1=b     | 'b' has no port; expected host:port",
        "redis.address-map          | a:1=b:1,a:1=c:1 | 'a:1' is mapped to both b:1 and c:1",
        "redis.connect-timeout      | 3         | '3' has no unit",
        "redis.timeout              | soon      | 'soon' is not a duration",
        "redis.timeout              | 0s        | expected a duration from 1ms to 1h",
        "redis.timeout              | -1s       | expected a duration from 1ms to 1h",
        "redis.timeout              | 999us     | expected a duration from 1ms to 1h",
        "redis.timeout              | 2h        | expected a duration from 1ms to 1h",
        "scrape.timeout             | 0ms       | expected a duration from 1ms to 60s",
        "scrape.timeout             | 61s       | expected a duration from 1ms to 60s",
        "scrape.timeout-margin      | 10s       | is not less than scrape.timeout (default)",
        "collectors.server          | 1         | '1' is neither true nor false",
        "limits.max-commands        | -1        | '-1' is not a whole number between 0 and 10000",
        "limits.max-errors          | 1.5       | '1.5' is not a whole number between 0 and 10000",
        "limits.max-queue-consumers | 1001      | '1001' is not a whole number between 0 and 1000",
        "limits.max-client-names    | -1        | '-1' is not a whole number between 0 and 10000",
        "limits.max-slots           | 101       | '101' is not a whole number between 1 and 100",
        "web.listen-address         | 9121      | expected :port, host:port or [IPv6]:port",
        "web.listen-address         | ::1:9121  | expected :port, host:port or [IPv6]:port",
        "web.listen-address         | a:        | a port that is not a number between 0 and 65535",
        "web.listen-address         | :65536    | a port that is not a number between 0 and 65535",
        "web.config-file            | /no/file  | the file does not exist",
        "web.max-concurrent-scrapes | 0         | '0' is not a whole number between 1 and 1000",
        "log.level                  | loud      | 'loud' is not one of error, warn, info, debug",
        "log.format                 | xml       | 'xml' is not one of text, json",
      })
  void aWrongValue(String key, String value, String message) {
    assertThat(ConfigInput.valid().property(key, value).problems())
        .anySatisfy(
            problem -> {
              assertThat(problem.key()).isEqualTo(key);
              assertThat(problem.origin()).isEqualTo("system property " + key);
              assertThat(problem.message()).contains(message);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "redis.name = [a]                    | redis.name          | is a list; expected text",
        "redis.name = null                   | redis.name          | is null; leave the key out",
        "redis.password { a = b }            | redis.password      | is a section; expected text",
        "redis.nodes = 5                     | redis.nodes         | is a number; expected"
            + " addresses",
        "redis.nodes = [5]                   | redis.nodes         | has an item that is a number",
        "redis.address-map = true            | redis.address-map   | is true or false; expected",
        "redis.address-map { 10.0.0.1 = x }  | redis.address-map   | both in quotes",
        "redis.tls = on                      | redis.tls           | is a section; expected one or"
            + " more",
        "redis = 5                           | redis               | is a section; expected one or"
            + " more",
        "redis.timeout = 3                   | redis.timeout       | has no unit",
        "redis.timeout = []                  | redis.timeout       | is a list; expected a"
            + " duration",
        "redis.cluster { }                   | redis.cluster       | expected true, false or auto",
        "collectors.server { enabled = no }  | collectors.server   | is a section; expected true or"
            + " false",
        "limits.max-errors = [1]             | limits.max-errors   | is a list; expected a number",
        "web.listen-address = [1]            | web.listen-address  | is a list; expected host:port",
        "redis.nmae = x                      | redis.nmae          | nearest known key is"
            + " redis.name",
        "redis.tls.ca = x                    | redis.tls.ca        | nearest known key is"
            + " redis.tls.ca-file",
        "collectors.servers = no             | collectors.servers  | is collectors.server",
        "redsi { name = x }                  | redsi               | unknown key",
        "password = x                        | password            | nearest known key is"
            + " redis.password",
        "'\"redis.name\" = x'                | '\"redis.name\"'    | nearest known key is"
            + " redis.name",
        "queues = 5                          | queues              | is a number; expected keys as"
            + " text",
        "queues = [5]                        | queues.0            | is a number; expected keys as"
            + " text",
      })
  void aWrongLineInTheFile(String line, String key, String message) {
    Path file = directory.resolve("exporter.conf");
    ConfigInput input = ConfigInput.empty().env("REDIS_URL", "redis://h").file(directory, "", line);
    assertThat(input.problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.key()).isEqualTo(key);
              assertThat(problem.origin()).isEqualTo(file + ":2");
              assertThat(problem.message()).contains(message);
            });
  }

  @Test
  void anUnknownSystemProperty() {
    assertThat(ConfigInput.valid().property("redis.nodes.0", "a:1").lines())
        .containsExactly(
            "redis.nodes.0 (system property redis.nodes.0): unknown key; the nearest known key is"
                + " redis.nodes");
  }

  @Test
  void aSystemPropertyInThePlaceOfASection() {
    assertThat(ConfigInput.valid().property("redis.tls", "true").lines())
        .containsExactly(
            "redis.tls (system property redis.tls): is a section; expected one or more of its keys:"
                + " ca-file, cert-file, enabled, insecure, key-file, server-name");
  }

  @Test
  void noNode() {
    assertThat(ConfigInput.empty().lines())
        .containsExactly(
            "redis.nodes (default): no node to start from; set REDIS_CLUSTER_NODES (redis.nodes) or"
                + " REDIS_URL (redis.url)");
    assertThat(ConfigInput.empty().env("REDIS_CLUSTER_NODES", " , ").lines()).hasSize(1);
  }

  @Test
  void aMissingFile() {
    Path file = directory.resolve("missing.conf");
    assertThat(ConfigInput.valid().file(file).lines())
        .containsExactly("--config.file (" + file + "): the file does not exist");
  }

  @Test
  void aDirectoryForAFile() {
    assertThat(ConfigInput.valid().file(directory).lines())
        .containsExactly("--config.file (" + directory + "): is a directory; expected a file");
    assertThat(ConfigInput.valid().env("REDIS_PASSWORD_FILE", directory.toString()).lines())
        .containsExactly(
            "redis.password-file (environment variable REDIS_PASSWORD_FILE): is a directory;"
                + " expected a file");
  }

  @Test
  void aFileNameThatIsNone() {
    assertThat(ConfigInput.valid().env("REDIS_PASSWORD_FILE", "a\0b").lines())
        .singleElement()
        .asString()
        .endsWith("is not the name of a file");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"redis { name = ", "redis.name = \"a", "redis.nodes = a:1", "redis.name = $a"})
  void aSyntaxErrorWithItsLine(String line) {
    assertThat(ConfigInput.valid().file(directory, "", "", line).problems())
        .singleElement()
        .satisfies(
            problem -> {
              assertThat(problem.key()).isEqualTo("--config.file");
              assertThat(problem.origin()).isEqualTo(directory.resolve("exporter.conf") + ":3");
              assertThat(problem.message()).startsWith("is not valid HOCON");
            });
  }

  @Test
  void aMissingInclude() {
    assertThat(ConfigInput.valid().file(directory, "include required(file(\"/no/file\"))").lines())
        .singleElement()
        .asString()
        .contains("--config.file", "cannot be read");
  }

  @Test
  void anUnknownSubstitution() {
    assertThat(ConfigInput.valid().file(directory, "", "redis.name = ${MISSING}").lines())
        .containsExactly(
            "--config.file ("
                + directory.resolve("exporter.conf")
                + ":2): has a ${...} that is neither a key nor an environment variable; write"
                + " ${?...} when it may be missing");
  }

  @Test
  void anUnreadFileHidesNoOtherProblemAndMakesNone() {
    ConfigInput input =
        ConfigInput.empty()
            .file(directory.resolve("missing.conf"))
            .env("REDIS_USERNAME", "me")
            .env("REDIS_TLS_CA_FILE", "/no/file");
    assertThat(input.problems())
        .extracting(Problem::key)
        .containsExactly("--config.file", "redis.tls.ca-file");
  }

  @Test
  void controlCharactersInTheName() {
    assertThat(ConfigInput.valid().env("REDIS_CLUSTER_NAME", "a\nb").lines())
        .containsExactly(
            "redis.name (environment variable REDIS_CLUSTER_NAME): has control characters; expected"
                + " plain text");
  }

  @Test
  void aLineBreakInAValueDoesNotBreakTheLine() {
    assertThat(ConfigInput.valid().env("REDIS_TLS", "a\r\nb").failure())
        .hasMessage(
            "redis.tls.enabled (environment variable REDIS_TLS): 'a??b' is neither true nor false");
  }

  @Test
  void allAtOnce() throws IOException {
    Path pem = Files.writeString(directory.resolve("x.pem"), "");
    ConfigInput input =
        ConfigInput.empty()
            .file(
                directory,
                "redis.name = \"\"",
                "redis.nmae = x",
                "scrape = 5",
                "limits.max-errors = many",
                "redis.tls.cert-file = \"" + pem + "\"")
            .env("REDIS_CLUSTER_NODES", "a,b,c:1")
            .env("REDIS_USERNAME", "me")
            .env("REDIS_QUEUES", "q,q")
            .property("web.port", "1")
            .property("redis.timeout", "0s");
    assertThat(input.problems())
        .extracting(Problem::key)
        .containsExactlyInAnyOrder(
            "redis.nmae",
            "scrape",
            "queues",
            "web.port",
            "redis.nodes",
            "redis.nodes",
            "redis.name",
            "redis.username",
            "redis.tls.cert-file",
            "redis.tls.cert-file",
            "redis.timeout",
            "limits.max-errors");
    assertThat(input.failure().getMessage()).isEqualTo(String.join("\n", input.lines()));
  }
}
