package io.github.redisclusterexporter.net;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import org.jspecify.annotations.Nullable;

/** Contexts of certificates that are in memory. */
public final class TlsContexts {
  private TlsContexts() {}

  /**
   * A context.
   *
   * @param identity what to show to the other end
   * @param trust whom to trust; null for those whom the JDK trusts
   */
  public static SSLContext of(Optional<Identity> identity, TrustManager @Nullable [] trust)
      throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(identity.isPresent() ? keys(identity.get()) : null, trust, null);
    return context;
  }

  /** Trust in what these authorities have signed, and in nothing else. */
  public static TrustManager[] trusting(List<X509Certificate> authorities)
      throws IOException, GeneralSecurityException {
    KeyStore store = emptyStore();
    int index = 0;
    for (X509Certificate authority : authorities) {
      store.setCertificateEntry("ca-" + index++, authority);
    }
    TrustManagerFactory factory =
        TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
    factory.init(store);
    return factory.getTrustManagers();
  }

  private static KeyManager[] keys(Identity identity) throws IOException, GeneralSecurityException {
    KeyStore store = emptyStore();
    char[] noPassword = {};
    store.setKeyEntry(
        "own", identity.key(), noPassword, identity.chain().toArray(Certificate[]::new));
    KeyManagerFactory factory =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    factory.init(store, noPassword);
    return factory.getKeyManagers();
  }

  private static KeyStore emptyStore() throws IOException, GeneralSecurityException {
    KeyStore store = KeyStore.getInstance(KeyStore.getDefaultType());
    store.load(null, null);
    return store;
  }
}
