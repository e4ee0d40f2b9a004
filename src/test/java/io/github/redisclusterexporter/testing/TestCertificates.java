package io.github.redisclusterexporter.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Certificates for tests, created once per JVM: a CA, certificates signed by it, and another CA
 * with a certificate. All are available as PEM files (keys in PKCS#8) and as {@link SSLContext}.
 */
public final class TestCertificates {
  private static final char[] PASSWORD = "changeit".toCharArray();

  private final Path directory;
  private final Identity server;
  private final Identity client;
  private final Identity expired;
  private final Identity otherHost;
  private final Identity foreign;

  /**
   * A certificate with its key.
   *
   * @param ca PEM file of the CA that signed it
   * @param certificate PEM file
   * @param key PEM file, PKCS#8, not encrypted
   * @param sslContext presents this certificate and trusts only its CA; for clients and servers
   */
  public record Identity(Path ca, Path certificate, Path key, SSLContext sslContext) {}

  private static final class Holder {
    static final TestCertificates INSTANCE = new TestCertificates();
  }

  /** The certificates of this JVM; their files exist until it ends. */
  public static TestCertificates get() {
    return Holder.INSTANCE;
  }

  private TestCertificates() {
    directory = TempDirectories.create("test-certificates-");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> TempDirectories.delete(directory)));
    try {
      CertificateAuthority authority = new CertificateAuthority("ca");
      CertificateAuthority foreigner = new CertificateAuthority("foreign-ca");
      server = export("server", authority.forLocalhost("server", false), authority);
      client = export("client", authority.forClient("client"), authority);
      expired = export("expired", authority.forLocalhost("expired", true), authority);
      otherHost = export("other-host", authority.forHost("other-host", "redis.example"), authority);
      foreign = export("foreign", foreigner.forLocalhost("foreign", false), foreigner);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  /** PEM file of the CA that signed all but {@link #foreign}. */
  public Path ca() {
    return server.ca();
  }

  /** For localhost and 127.0.0.1. */
  public Identity server() {
    return server;
  }

  /** For a client, without a host name. */
  public Identity client() {
    return client;
  }

  /** As {@link #server}, but expired weeks ago. */
  public Identity expired() {
    return expired;
  }

  /** Valid, but for redis.example. */
  public Identity otherHost() {
    return otherHost;
  }

  /** As {@link #server}, but signed by a CA that no other context trusts. */
  public Identity foreign() {
    return foreign;
  }

  private Identity export(
      String name, CertificateAuthority.Signed signed, CertificateAuthority authority)
      throws IOException, GeneralSecurityException {
    Path caPem = directory.resolve(name + "-ca.pem");
    Path certificatePem = directory.resolve(name + ".pem");
    Path keyPem = directory.resolve(name + "-key.pem");
    Files.writeString(caPem, pem("CERTIFICATE", authority.certificate().getEncoded()));
    Files.writeString(certificatePem, pem("CERTIFICATE", signed.certificate().getEncoded()));
    Files.writeString(keyPem, pem("PRIVATE KEY", signed.key().getEncoded()));
    Certificate[] chain = {signed.certificate(), authority.certificate()};
    return new Identity(
        caPem, certificatePem, keyPem, context(signed.key(), chain, authority.certificate()));
  }

  private static SSLContext context(Key key, Certificate[] chain, Certificate authority)
      throws IOException, GeneralSecurityException {
    KeyStore own = KeyStore.getInstance("PKCS12");
    own.load(null, PASSWORD);
    own.setKeyEntry("own", key, PASSWORD, chain);
    KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    keys.init(own, PASSWORD);
    KeyStore trusted = KeyStore.getInstance("PKCS12");
    trusted.load(null, PASSWORD);
    trusted.setCertificateEntry("ca", authority);
    TrustManagerFactory trust =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    trust.init(trusted);
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
    return context;
  }

  private static String pem(String type, byte[] der) {
    byte[] newline = {'\n'};
    return "-----BEGIN "
        + type
        + "-----\n"
        + Base64.getMimeEncoder(64, newline).encodeToString(der)
        + "\n-----END "
        + type
        + "-----\n";
  }
}
