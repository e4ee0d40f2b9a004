package io.github.redisclusterexporter.http;

import io.github.redisclusterexporter.config.WebTls;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;

/** Puts TLS over a socket that was accepted. */
final class ServerTls {

  private ServerTls() {}

  /** Does not shake hands yet. */
  static SSLSocket over(Socket socket, WebTls config) throws IOException {
    // The server's end; what was read of the stream already would come second.
    SSLSocket tls =
        (SSLSocket) config.context().getSocketFactory().createSocket(socket, null, true);
    tls.setSSLParameters(parameters(config));
    return tls;
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

  /** The list of the format is about versions before 1.3; the suites of 1.3 are all good. */
  private static String[] suites(WebTls config, String[] usual) {
    List<String> suites = new ArrayList<>(config.cipherSuites());
    Stream.of(usual)
        .filter(suite -> !suite.contains("_WITH_") && !suites.contains(suite))
        .forEach(suites::add);
    return suites.toArray(String[]::new);
  }
}
