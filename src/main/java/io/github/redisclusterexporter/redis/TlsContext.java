package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.config.TlsConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The SSL context of the configured PEM files, made anew when one of them has changed. While the
 * new files are no good, the context of the old ones stays in use.
 */
final class TlsContext {
  private static final Logger logger = LoggerFactory.getLogger(TlsContext.class);

  private final TlsConfig config;
  private @Nullable SSLContext context;
  private List<FileTime> madeOf = List.of();
  private String warnedOf = "";

  TlsContext(TlsConfig config) {
    this.config = config;
  }

  synchronized SSLContext current() throws RedisException {
    SSLContext existing = context;
    try {
      List<FileTime> now = modificationTimes();
      warnedOf = "";
      if (existing != null && now.equals(madeOf)) {
        return existing;
      }
      // Noted before the files are read: a bad set is not tried again until it changes.
      madeOf = now;
      SSLContext made = make();
      context = made;
      return made;
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      if (existing == null) {
        throw new RedisException(
            Fault.CONNECT_TLS, "the TLS files cannot be used: " + reason(e), e);
      }
      // A file that is gone fails at every connect.
      if (!reason(e).equals(warnedOf)) {
        warnedOf = reason(e);
        logger.warn("The changed TLS files cannot be used, the old ones stay: {}", warnedOf);
      }
      return existing;
    }
  }

  /** The message of an {@link IOException} is often no more than the name of the file. */
  private static String reason(Exception failure) {
    return failure instanceof IOException
        ? failure.toString()
        : String.valueOf(failure.getMessage());
  }

  private List<FileTime> modificationTimes() throws IOException {
    List<Path> files =
        Stream.of(config.caFile(), config.certFile(), config.keyFile())
            .flatMap(Optional::stream)
            .toList();
    List<FileTime> times = new java.util.ArrayList<>();
    for (Path file : files) {
      times.add(Files.getLastModifiedTime(file));
    }
    return times;
  }

  private SSLContext make() throws IOException, GeneralSecurityException {
    SSLContext made = SSLContext.getInstance("TLS");
    made.init(keys(), trust(), null);
    return made;
  }

  private KeyManager @Nullable [] keys() throws IOException, GeneralSecurityException {
    if (config.certFile().isEmpty() || config.keyFile().isEmpty()) {
      return null;
    }
    KeyStore store = emptyStore();
    char[] noPassword = {};
    store.setKeyEntry(
        "client",
        Pem.privateKey(config.keyFile().get()),
        noPassword,
        Pem.certificates(config.certFile().get()).toArray(java.security.cert.Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, noPassword);
    return factory.getKeyManagers();
  }

  private TrustManager @Nullable [] trust() throws IOException, GeneralSecurityException {
    if (config.insecure()) {
      return new TrustManager[] {new TrustEverything()};
    }
    if (config.caFile().isEmpty()) {
      return null;
    }
    KeyStore store = emptyStore();
    int index = 0;
    for (java.security.cert.Certificate authority : Pem.certificates(config.caFile().get())) {
      store.setCertificateEntry("ca-" + index++, authority);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    return store;
  }
}
