package io.github.redisclusterexporter.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redisclusterexporter.net.Pem;
import io.github.redisclusterexporter.testing.CapturedLog;
import io.github.redisclusterexporter.testing.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReloadingTlsContextTest {
  private static final TestCertificates CERTIFICATES = TestCertificates.get();

  private final Path directory;
  private long touches;

  ReloadingTlsContextTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private Path copy(Path from, String name) throws IOException {
    Path to = directory.resolve(name);
    Files.copy(from, to, StandardCopyOption.REPLACE_EXISTING);
    return touched(to);
  }

  private Path write(String text, String name) throws IOException {
    return touched(Files.writeString(directory.resolve(name), text));
  }

  /**
   * Without different times, two changes within the resolution of the clock would look like one.
   */
  private Path touched(Path file) throws IOException {
    Files.setLastModifiedTime(file, FileTime.from(Instant.ofEpochSecond(1_000_000 + ++touches)));
    return file;
  }

  private static TlsConfig trusting(Path ca) {
    return new TlsConfig(
        true, Optional.of(ca), Optional.empty(), Optional.empty(), Optional.empty(), false);
  }

  private static TlsConfig showing(Path certificate, Path key) {
    return new TlsConfig(
        true,
        Optional.of(CERTIFICATES.ca()),
        Optional.of(certificate),
        Optional.of(key),
        Optional.empty(),
        false);
  }

  private static void assertUnusable(TlsConfig config, String... parts) {
    assertThatThrownBy(() -> new ReloadingTlsContext(config).current())
        .isInstanceOfSatisfying(
            RedisException.class, e -> assertThat(e.fault()).isEqualTo(Fault.CONNECT_TLS))
        .hasMessageContainingAll(parts);
  }

  @Test
  void theContextIsCreatedOnceWhileTheFilesDoNotChange() throws Exception {
    ReloadingTlsContext context =
        new ReloadingTlsContext(trusting(copy(CERTIFICATES.ca(), "ca.pem")));
    assertThat(context.current()).isSameAs(context.current());
  }

  @Test
  void changedFilesAreLoadedAndUnusableOnesAreNot() throws Exception {
    Path ca = copy(CERTIFICATES.ca(), "ca.pem");
    ReloadingTlsContext context = new ReloadingTlsContext(trusting(ca));
    SSLContext first = context.current();

    copy(CERTIFICATES.foreign().ca(), "ca.pem");
    SSLContext second = context.current();
    assertThat(second).isNotSameAs(first);

    try (CapturedLog log = CapturedLog.start()) {
      write("half a certific", "ca.pem");
      assertThat(context.current()).isSameAs(second);
      assertThat(context.current()).isSameAs(second);
      assertThat(log.lines("the old ones stay in use")).hasSize(1);
    }

    try (CapturedLog log = CapturedLog.start()) {
      Files.delete(ca);
      for (int i = 0; i < 3; i++) {
        assertThat(context.current()).isSameAs(second);
      }
      assertThat(log.lines("the old ones stay in use")).hasSize(1);

      write("half a certific", "ca.pem");
      assertThat(context.current()).isSameAs(second);
      Files.delete(ca);
      assertThat(context.current()).isSameAs(second);
      assertThat(log.lines("the old ones stay in use")).as("a warning for each change").hasSize(3);
    }

    copy(CERTIFICATES.ca(), "ca.pem");
    assertThat(context.current()).isNotSameAs(second);
  }

  @Test
  void filesThatAreUnusableAtFirstAreReadAgain() throws Exception {
    write("", "ca.pem");
    ReloadingTlsContext context = new ReloadingTlsContext(trusting(directory.resolve("ca.pem")));
    assertThatThrownBy(context::current).isInstanceOf(RedisException.class);
    assertThatThrownBy(context::current).isInstanceOf(RedisException.class);
    copy(CERTIFICATES.ca(), "ca.pem");
    assertThat(context.current()).isNotNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "no PEM at all",
        "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
        "-----BEGIN CERTIFICATE-----\n"
      })
  void anUnusableCertificateFileIsNamedInTheError(String content) throws Exception {
    Path file = write(content, "bad.pem");
    assertUnusable(trusting(file), file.toString(), "certificate");
    assertUnusable(showing(file, CERTIFICATES.client().key()), file.toString(), "certificate");
  }

  @Test
  void aMissingFileIsNamedInTheError() {
    Path missing = directory.resolve("missing.pem");
    assertUnusable(trusting(missing), "does not exist", missing.toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"RSA PRIVATE KEY", "EC PRIVATE KEY", "ENCRYPTED PRIVATE KEY"})
  void theErrorForAKeyInAnotherFormatHasTheCommandToConvertIt(String type) throws Exception {
    Path key = write("-----BEGIN " + type + "-----\nAAAA\n-----END " + type + "-----\n", "key.pem");
    assertUnusable(
        showing(CERTIFICATES.client().certificate(), key),
        key.toString(),
        "openssl pkcs8 -topk8 -nocrypt");
  }

  @ParameterizedTest
  @ValueSource(strings = {"AAAA", "", "!!!!", "AAA"})
  void anUnusableKeyFileIsNamedAndItsContentIsNot(String content) throws Exception {
    Path key =
        write("-----BEGIN PRIVATE KEY-----\n" + content + "\n-----END PRIVATE KEY-----\n", "k.pem");
    assertUnusable(showing(CERTIFICATES.client().certificate(), key), key.toString());
  }

  @Test
  void aKeyWithoutContentIsRejected() throws Exception {
    Path key = write("-----BEGIN PRIVATE KEY-----END PRIVATE KEY-----\n", "k.pem");
    assertUnusable(
        showing(CERTIFICATES.client().certificate(), key), key.toString(), "holds no unencrypted");
  }

  @Test
  void aKeyOfAnotherCertificateIsNamedInTheError() throws Exception {
    Path key = CERTIFICATES.server().key();
    assertUnusable(
        showing(CERTIFICATES.client().certificate(), key), key.toString(), "another certificate");
  }

  @Test
  void aCertificateWithoutItsNewKeyIsNotUsed() throws Exception {
    Path certificate = copy(CERTIFICATES.client().certificate(), "client.pem");
    Path key = copy(CERTIFICATES.client().key(), "client-key.pem");
    ReloadingTlsContext context = new ReloadingTlsContext(showing(certificate, key));
    SSLContext first = context.current();

    copy(CERTIFICATES.server().certificate(), "client.pem");
    assertThat(context.current()).isSameAs(first);
    copy(CERTIFICATES.server().key(), "client-key.pem");
    assertThat(context.current()).isNotSameAs(first);
  }

  @Test
  void aFileReplacedByOneWithTheSameTimeIsNoticed() throws Exception {
    Path ca = copy(CERTIFICATES.ca(), "ca.pem");
    ReloadingTlsContext context = new ReloadingTlsContext(trusting(ca));
    SSLContext first = context.current();

    FileTime before = Files.getLastModifiedTime(ca);
    Path next = copy(CERTIFICATES.foreign().ca(), "next.pem");
    Files.setLastModifiedTime(next, before);
    Files.move(next, ca, StandardCopyOption.REPLACE_EXISTING);
    assertThat(context.current()).isNotSameAs(first);
  }

  @Test
  void chainsAndKeysMayHaveTextAroundThem() throws Exception {
    String key = Files.readString(CERTIFICATES.client().key());
    Path around = write("Bag Attributes\n  friendlyName: x\n" + key + "trailing\n", "key.pem");
    assertThat(Pem.privateKey(around).getAlgorithm()).isEqualTo("EC");

    Path chain =
        write(
            Files.readString(CERTIFICATES.client().certificate())
                + Files.readString(CERTIFICATES.ca()),
            "chain.pem");
    assertThat(Pem.certificates(chain)).hasSize(2);
  }

  @Test
  void aBinaryKeyFileIsNamedInTheError() throws IOException, GeneralSecurityException {
    Path key = directory.resolve("key.pem");
    Files.write(key, new byte[] {(byte) 0xff, 0, (byte) 0x80});
    assertUnusable(showing(CERTIFICATES.client().certificate(), key), key.toString());
  }
}
