package io.github.redisclusterexporter.web;

import static io.github.redisclusterexporter.web.WebFiles.basic;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redisclusterexporter.net.Pem;
import io.github.redisclusterexporter.net.TlsContexts;
import io.github.redisclusterexporter.testing.CapturedLog;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.TestCertificates;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** TLS and logins of the pages, with real clients, and changes while they are in use. */
@Order(1)
class WebAccessTest {

  private static final TestCertificates CERTIFICATES = TestCertificates.get();
  private static final Duration BOUND = Duration.ofSeconds(30);
  private static final int COST = 5;

  private final FakeMetrics source = new FakeMetrics();
  private final Path file;
  private @Nullable WebServer server;

  WebAccessTest(@TempDir Path directory) {
    this.file = directory.resolve("web.yml");
  }

  private void start(String content) throws Exception {
    WebFiles.write(file, content);
    server =
        new WebServer(
            WebFiles.config(file, 2),
            source.registry(),
            FakeMetrics.CLUSTERS,
            new FakeStatus(),
            () -> "",
            source::rejected);
  }

  private WebServer server() {
    return Objects.requireNonNull(server);
  }

  @AfterEach
  void stop() {
    server().close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"/metrics", "/-/healthy", "/-/ready", "/", "/nowhere"})
  void everyPageNeedsALogin(String path) throws Exception {
    start(WebFiles.user("alice", "s3cret", COST));

    HttpResponse<String> refused = get(path, null);
    assertThat(refused.statusCode()).isEqualTo(401);
    assertThat(refused.headers().firstValue("WWW-Authenticate").orElse("")).startsWith("Basic ");
    for (String wrong :
        List.of("alice:", "alice:S3cret", "bob:s3cret", "alice", ":s3cret", "", "alice:s3cret ")) {
      assertThat(get(path, basic(wrong)).statusCode()).as(wrong).isEqualTo(401);
    }
    for (String nonsense : List.of("Basic", "Basic ???", "Bearer s3cret", "alice:s3cret")) {
      assertThat(get(path, nonsense).statusCode()).as(nonsense).isEqualTo(401);
    }
    assertThat(source.calls).isEmpty();
    for (int i = 0; i < 3; i++) {
      assertThat(get(path, basic("alice:s3cret")).statusCode())
          .isEqualTo(path.equals("/nowhere") ? 404 : 200);
    }
  }

  @Test
  void theConfiguredHeadersAreOnEveryAnswer() throws Exception {
    start(
        WebFiles.user("alice", "s3cret", COST)
            + "http_server_config: {headers: {X-Content-Type-Options: nosniff}}");
    for (@Nullable String login : new String[] {null, basic("alice:s3cret")}) {
      assertThat(get("/metrics", login).headers().firstValue("X-Content-Type-Options"))
          .contains("nosniff");
    }
  }

  @Test
  void passwordsOutsideAscii() throws Exception {
    String password = "pässwörd".repeat(12);
    start(WebFiles.user("alice", password.substring(0, 30), COST));
    assertThat(get("/", basic("alice:" + password.substring(0, 30))).statusCode()).isEqualTo(200);
    assertThat(get("/", basic("alice:" + password)).statusCode()).isEqualTo(401);
  }

  @Test
  void aChangedFileIsTakenAndABadOneIsNot() throws Exception {
    start(WebFiles.user("alice", "s3cret", COST));
    assertThat(get("/", basic("alice:s3cret")).statusCode()).isEqualTo(200);

    try (CapturedLog log = CapturedLog.start()) {
      WebFiles.write(file, WebFiles.user("alice", "other", COST));
      Eventually.await(
          BOUND, "the new password", () -> get("/", basic("alice:other")).statusCode() == 200);
      assertThat(get("/", basic("alice:s3cret")).statusCode()).isEqualTo(401);
      assertThat(log.lines("web configuration")).hasSize(1);

      for (String bad : List.of("basic_auth_users: {alice: secret}", "", "{")) {
        int before = log.lines("the old one stays").size();
        WebFiles.write(file, bad);
        Eventually.await(
            BOUND, "a complaint", () -> log.lines("the old one stays").size() == before + 1);
        assertThat(get("/", null).statusCode()).isEqualTo(401);
        assertThat(get("/", basic("alice:other")).statusCode()).isEqualTo(200);
      }
      Files.delete(file);
      Eventually.await(BOUND, "a complaint", () -> log.lines("the old one stays").size() == 4);
      assertThat(log.text()).doesNotContain("s3cret", "$2");

      WebFiles.write(file, WebFiles.user("bob", "third", COST));
      Eventually.await(BOUND, "bob", () -> get("/", basic("bob:third")).statusCode() == 200);
      assertThat(log.lines("the old one stays")).as("one line for each change").hasSize(4);
    }
  }

  @Test
  void tlsAndItsCertificateWhenThatChanges() throws Exception {
    Path cert = file.resolveSibling("server.pem");
    Path key = file.resolveSibling("server.key");
    Files.copy(CERTIFICATES.server().certificate(), cert);
    Files.copy(CERTIFICATES.server().key(), key);
    start("tls_server_config: {cert_file: server.pem, key_file: server.key}");
    assertThat(shown()).isEqualTo("CN=server");

    try (CapturedLog log = CapturedLog.start()) {
      // One after the other: for a while they do not belong together.
      replace(CERTIFICATES.expired().certificate(), cert);
      Eventually.await(
          BOUND, "a complaint", () -> log.lines("the key of another certificate").size() == 1);
      assertThat(shown()).isEqualTo("CN=server");
      replace(CERTIFICATES.expired().key(), key);
      Eventually.await(
          BOUND,
          "the new certificate",
          () -> {
            try {
              return !shown().equals("CN=server");
            } catch (SSLHandshakeException e) {
              return String.valueOf(e.getMessage()).contains("expired")
                  || String.valueOf(e.getMessage()).contains("validity");
            }
          });
    }
  }

  private static void replace(Path from, Path to) throws IOException {
    Path next = to.resolveSibling(to.getFileName() + ".next");
    Files.copy(from, next);
    Files.move(next, to, StandardCopyOption.REPLACE_EXISTING);
  }

  @Test
  void clientsNeedACertificateWhenOneIsAskedFor() throws Exception {
    start(
        WebFiles.tls(
            CERTIFICATES.server(),
            "client_auth_type: RequireAndVerifyClientCert",
            "client_ca_file: " + CERTIFICATES.ca()));
    assertThat(secure(CERTIFICATES.client().sslContext(), null).statusCode()).isEqualTo(200);
    assertThatThrownBy(() -> secure(trustOnly(), null)).isInstanceOf(IOException.class);
  }

  @Test
  void aCertificateMayBeOptional() throws Exception {
    start(
        WebFiles.tls(
            CERTIFICATES.server(),
            "client_auth_type: VerifyClientCertIfGiven",
            "client_ca_file: " + CERTIFICATES.ca()));
    assertThat(secure(trustOnly(), null).statusCode()).isEqualTo(200);
    assertThat(secure(CERTIFICATES.client().sslContext(), null).statusCode()).isEqualTo(200);
  }

  @Test
  void versionsAndSuites() throws Exception {
    start(
        WebFiles.tls(
            CERTIFICATES.server(), "cipher_suites: [TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384]"));
    SSLContext context = trustOnly();
    assertThat(secure(context, null).sslSession().map(SSLSession::getProtocol)).contains("TLSv1.3");
    SSLParameters old = context.getDefaultSSLParameters();
    old.setProtocols(new String[] {"TLSv1.2"});
    assertThat(secure(context, old).sslSession().map(SSLSession::getCipherSuite))
        .contains("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384");

    server().close();
    start(WebFiles.tls(CERTIFICATES.server(), "min_version: TLS13"));
    assertThatThrownBy(() -> secure(trustOnly(), old)).isInstanceOf(IOException.class);
    assertThat(secure(trustOnly(), null).statusCode()).isEqualTo(200);
  }

  /** Trusts the CA and shows nothing. */
  private static SSLContext trustOnly() throws Exception {
    return TlsContexts.create(
        Optional.empty(), TlsContexts.trustOnly(Pem.certificates(CERTIFICATES.ca())));
  }

  /** The subject of the certificate that a new connection is shown. */
  private String shown() throws Exception {
    return Stream.of(secure(trustOnly(), null).sslSession().orElseThrow().getPeerCertificates())
        .map(X509Certificate.class::cast)
        .findFirst()
        .orElseThrow()
        .getSubjectX500Principal()
        .toString();
  }

  private HttpResponse<String> secure(SSLContext context, @Nullable SSLParameters parameters)
      throws Exception {
    HttpClient.Builder client =
        HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).sslContext(context);
    if (parameters != null) {
      client.sslParameters(parameters);
    }
    URI uri = URI.create("https://127.0.0.1:" + server().port() + "/-/ready");
    return client
        .build()
        .send(HttpRequest.newBuilder(uri).timeout(BOUND).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> get(String path, @Nullable String authorization) throws Exception {
    return HttpClient.newHttpClient().send(request(path, authorization), BodyHandlers.ofString());
  }

  private HttpRequest request(String path, @Nullable String authorization) {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server().port() + path))
            .timeout(BOUND);
    if (authorization != null) {
      request.header("Authorization", authorization);
    }
    return request.build();
  }
}
