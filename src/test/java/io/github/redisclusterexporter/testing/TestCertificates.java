package io.github.redisclusterexporter.testing;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/**
 * Certificates for tests, created once per JVM by the JDK's keytool: a CA, certificates signed by
 * it, and another CA with a certificate. All are available as PEM files (keys in PKCS#8) and as
 * {@link SSLContext}.
 */
public final class TestCertificates {
  private static final char[] PASSWORD = "changeit".toCharArray();
  private static final String LOCAL = "san=dns:localhost,ip:127.0.0.1";

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
    CompletableFuture<Path> foreignAuthority =
        CompletableFuture.supplyAsync(() -> authority("foreign-ca"));
    Path authority = authority("ca");
    CompletableFuture<Identity> makingServer = signing(authority, "server", LOCAL);
    CompletableFuture<Identity> makingClient = signing(authority, "client", null);
    CompletableFuture<Identity> makingExpired =
        CompletableFuture.supplyAsync(
            () -> sign(authority, "expired", LOCAL, "-startdate", "-30d", "-validity", "10"));
    CompletableFuture<Identity> makingOtherHost =
        signing(authority, "other-host", "san=dns:redis.example");
    foreign = sign(foreignAuthority.join(), "foreign", LOCAL);
    server = makingServer.join();
    client = makingClient.join();
    expired = makingExpired.join();
    otherHost = makingOtherHost.join();
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

  private Path authority(String name) {
    Path store = directory.resolve(name + ".p12");
    keytool(store, name, "-ext", "bc:c", "-validity", "3650");
    return store;
  }

  private CompletableFuture<Identity> signing(Path authority, String name, @Nullable String names) {
    return CompletableFuture.supplyAsync(() -> sign(authority, name, names, "-validity", "3650"));
  }

  /** Uses a copy of the CA's key store, so that several keytools can sign at the same time. */
  private Identity sign(Path authority, String name, @Nullable String names, String... validity) {
    try {
      Path store = directory.resolve(name + ".p12");
      Files.copy(authority, store);
      String signer = authority.getFileName().toString().replace(".p12", "");
      List<String> options = new ArrayList<>(List.of("-signer", signer));
      options.addAll(List.of(validity));
      if (names != null) {
        options.addAll(List.of("-ext", names));
      }
      keytool(store, name, options.toArray(String[]::new));
      return export(store, name, signer);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException(e);
    }
  }

  private Identity export(Path file, String name, String signer)
      throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (InputStream in = new FileInputStream(file.toFile())) {
      store.load(in, PASSWORD);
    }
    Key key = store.getKey(name, PASSWORD);
    Certificate[] chain = store.getCertificateChain(name);
    Certificate authority = store.getCertificate(signer);

    Path caPem = directory.resolve(name + "-ca.pem");
    Path certificatePem = directory.resolve(name + ".pem");
    Path keyPem = directory.resolve(name + "-key.pem");
    Files.writeString(caPem, pem("CERTIFICATE", authority.getEncoded()));
    Files.writeString(certificatePem, pem("CERTIFICATE", chain[0].getEncoded()));
    Files.writeString(keyPem, pem("PRIVATE KEY", key.getEncoded()));
    return new Identity(caPem, certificatePem, keyPem, context(key, chain, authority));
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

  private static void keytool(Path store, String name, String... options) {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    // Halves the run time of a process that is too short for optimized compilation.
    command.add("-J-XX:TieredStopAtLevel=1");
    command.addAll(List.of("-genkeypair", "-alias", name, "-dname", "CN=" + name));
    command.addAll(List.of("-keyalg", "EC", "-groupname", "secp256r1"));
    command.addAll(List.of("-keystore", store.toString(), "-storepass", new String(PASSWORD)));
    command.addAll(List.of(options));
    try {
      Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (!process.waitFor(30, TimeUnit.SECONDS) || process.exitValue() != 0) {
        process.destroyForcibly();
        throw new IllegalStateException(String.join(" ", command) + ": " + output);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }
}
