package io.github.redisclusterexporter.web;

import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * TLS for the exporter's own pages.
 *
 * @param context has the configured certificate, and trusts the configured client authority
 * @param clientCertificates whether clients need a certificate
 * @param protocols enabled protocol versions, as the JDK names them
 * @param cipherSuites as the JDK names them; empty for the JDK's own choice
 * @param ownOrder whether the order of the suites takes precedence over the client's
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
