package io.github.redisclusterexporter.net;

import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/** Creates TLS contexts from certificates and keys in memory. */
public final class TlsContexts {
  private TlsContexts() {}

  /**
   * Creates a TLS context.
   *
   * @param identity the certificate to present to the peer, and its key
   * @param trust the certificates to accept from the peer; null for the default of the JDK
   */
  public static SSLContext create(Optional<TlsIdentity> identity, TrustManager @Nullable [] trust)
      throws IOException, GeneralSecurityException {
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(identity.isPresent() ? keys(identity.get()) : null, trust, null);
    return context;
  }

  /** Accepts only certificates that are signed by one of these authorities. */
  public static TrustManager[] trustOnly(List<X509Certificate> authorities)
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

  /** Accepts every certificate: the connection is encrypted, but the peer is not verified. */
  public static TrustManager[] trustAll() {
    return new TrustManager[] {new TrustAll()};
  }

  private static KeyManager[] keys(TlsIdentity identity)
      throws IOException, GeneralSecurityException {
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

  private static final class TrustAll extends X509ExtendedTrustManager {
    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, Socket socket) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType, SSLEngine engine) {}

    @Override
    public void checkClientTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public void checkServerTrusted(X509Certificate[] chain, String authType) {}

    @Override
    public X509Certificate[] getAcceptedIssuers() {
      return new X509Certificate[0];
    }
  }
}
