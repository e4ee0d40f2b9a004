package io.github.redisclusterexporter.web;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import java.security.SecureRandom;
import java.util.function.Supplier;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLContextSpi;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLServerSocketFactory;
import javax.net.ssl.SSLSessionContext;
import javax.net.ssl.SSLSocketFactory;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;

/**
 * TLS for the exporter's own pages.
 *
 * @param context has the configured certificate, and trusts the configured client authority
 * @param parameters versions, suites, and whether clients need a certificate
 */
public record WebTls(SSLContext context, SSLParameters parameters) {

  /** TLS for each new connection as it is configured then; the JDK's server asks only once. */
  static HttpsConfigurator configurator(Supplier<WebTls> current) {
    SSLContext first = current.get().context();
    CurrentContext context = new CurrentContext(() -> current.get().context());
    return new HttpsConfigurator(
        new SSLContext(context, first.getProvider(), first.getProtocol()) {}) {
      @Override
      public void configure(HttpsParameters connection) {
        connection.setSSLParameters(current.get().parameters());
      }
    };
  }

  private static final class CurrentContext extends SSLContextSpi {
    private final Supplier<SSLContext> current;

    CurrentContext(Supplier<SSLContext> current) {
      this.current = current;
    }

    @Override
    protected void engineInit(
        KeyManager @Nullable [] keys,
        TrustManager @Nullable [] trust,
        @Nullable SecureRandom random) {
      throw new UnsupportedOperationException("the configuration initializes it");
    }

    @Override
    protected SSLSocketFactory engineGetSocketFactory() {
      return current.get().getSocketFactory();
    }

    @Override
    protected SSLServerSocketFactory engineGetServerSocketFactory() {
      return current.get().getServerSocketFactory();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine() {
      return current.get().createSSLEngine();
    }

    @Override
    protected SSLEngine engineCreateSSLEngine(String host, int port) {
      return current.get().createSSLEngine(host, port);
    }

    @Override
    protected SSLSessionContext engineGetServerSessionContext() {
      return current.get().getServerSessionContext();
    }

    @Override
    protected SSLSessionContext engineGetClientSessionContext() {
      return current.get().getClientSessionContext();
    }
  }
}
