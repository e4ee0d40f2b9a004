package io.github.redisclusterexporter.testing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.net.ssl.SSLContext;

/**
 * The TLS configuration of a server, for clients, replicas and the cluster bus.
 *
 * @param ca PEM file
 * @param certificate PEM file of the server's certificate
 * @param key PEM file of its key
 * @param clientCertificates whether clients must present a certificate
 * @param client the context with which the fixture connects
 */
public record RedisTls(
    Path ca, Path certificate, Path key, boolean clientCertificates, SSLContext client) {

  /** With the server certificate for localhost and 127.0.0.1. */
  public static RedisTls of(TestCertificates certificates, boolean clientCertificates) {
    TestCertificates.Identity server = certificates.server();
    return new RedisTls(
        certificates.ca(),
        server.certificate(),
        server.key(),
        clientCertificates,
        certificates.client().sslContext());
  }

  List<String> directives() {
    List<String> lines = new ArrayList<>();
    lines.add("tls-replication yes");
    lines.add("tls-cluster yes");
    lines.add("tls-ca-cert-file " + ca);
    lines.add("tls-cert-file " + certificate);
    lines.add("tls-key-file " + key);
    lines.add("tls-auth-clients " + (clientCertificates ? "yes" : "no"));
    return lines;
  }
}
