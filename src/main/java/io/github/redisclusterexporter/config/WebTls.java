package io.github.redisclusterexporter.config;

import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * TLS for the exporter's own pages.
 *
 * @param context shows the configured certificate, and trusts the configured authority of clients
 * @param clientCertificates what is asked of clients
 * @param protocols the versions that are spoken, as the JDK names them
 * @param cipherSuites as the JDK names them; empty for the JDK's own choice
 * @param ownOrder whether the order of the suites counts, not that of the client
 */
public record WebTls(
    SSLContext context,
    ClientCertificates clientCertificates,
    List<String> protocols,
    List<String> cipherSuites,
    boolean ownOrder) {

  public WebTls {
    protocols = List.copyOf(protocols);
    cipherSuites = List.copyOf(cipherSuites);
  }

  /** What is asked of clients. One that is shown is always checked. */
  public enum ClientCertificates {
    NONE,
    OPTIONAL,
    REQUIRED
  }
}
