package io.github.redisclusterexporter.web;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsParameters;
import java.security.KeyManagementException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
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

/** TLS for each new connection as it is configured then; the JDK's server asks only once. */
final class ReloadableTls extends HttpsConfigurator {
  private final Supplier<WebTls> current;

  ReloadableTls(Supplier<WebTls> current) {
    super(new CurrentContext(current));
    this.current = current;
  }

  @Override
  public void configure(HttpsParameters connection) {
    connection.setSSLParameters(parameters(current.get()));
  }

  private static SSLParameters parameters(WebTls config) {
    SSLParameters parameters = config.context().getDefaultSSLParameters();
    parameters.setProtocols(config.protocols().toArray(String[]::new));
    if (!config.cipherSuites().isEmpty()) {
      parameters.setCipherSuites(suites(config, parameters.getCipherSuites()));
    }
    parameters.setUseCipherSuitesOrder(config.ownOrder());
    switch (config.clientCertificates()) {
      case NONE -> parameters.setNeedClientAuth(false);
      case OPTIONAL -> parameters.setWantClientAuth(true);
      case REQUIRED -> parameters.setNeedClientAuth(true);
    }
    return parameters;
  }

  /** The configured list is about versions before 1.3; all suites of 1.3 are allowed. */
  private static String[] suites(WebTls config, String[] usual) {
    List<String> suites = new ArrayList<>(config.cipherSuites());
    Stream.of(usual)
        .filter(suite -> !suite.contains("_WITH_") && !suites.contains(suite))
        .forEach(suites::add);
    return suites.toArray(String[]::new);
  }

  private static final class CurrentContext extends SSLContext {
    CurrentContext(Supplier<WebTls> current) {
      super(
          new Delegate(() -> current.get().context()),
          current.get().context().getProvider(),
          current.get().context().getProtocol());
    }
  }

  private static final class Delegate extends SSLContextSpi {
    private final Supplier<SSLContext> current;

    Delegate(Supplier<SSLContext> current) {
      this.current = current;
    }

    @Override
    protected void engineInit(
        KeyManager @Nullable [] keys,
        TrustManager @Nullable [] trust,
        @Nullable SecureRandom random)
        throws KeyManagementException {
      throw new KeyManagementException("the configuration initializes it");
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
