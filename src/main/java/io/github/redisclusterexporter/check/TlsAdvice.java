package io.github.redisclusterexporter.check;

import io.github.redisclusterexporter.redis.TlsConfig;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The solution for a TLS handshake that failed. The reason is recognized in the messages of the
 * JDK, which has no codes for it.
 */
final class TlsAdvice {
  private static final Pattern OTHER_NAME =
      Pattern.compile("No subject alternative|No name matching|Illegal given domain name");
  private static final Pattern EXPIRED = Pattern.compile("NotAfter|NotBefore|validity check");
  private static final Pattern UNTRUSTED =
      Pattern.compile("certification path|PKIX path|no trusted|trust anchors");
  private static final Pattern CLIENT_CERTIFICATE =
      Pattern.compile("client certificate|certificate_required|alert: bad_certificate");
  private static final Pattern PLAIN_TEXT =
      Pattern.compile("Unsupported or unrecognized SSL message");

  private static final String OWN_NAMES =
      "If each certificate has the name of its own node, and the nodes announce IP addresses, do"
          + " not set it: map each IP address to its name with REDIS_ADDRESS_MAP, or let the nodes"
          + " announce names (cluster-announce-hostname)";

  private TlsAdvice() {}

  /** Empty when the reason is not recognized. */
  static Optional<Advice> of(String message, TlsConfig tls) {
    if (OTHER_NAME.matcher(message).find()) {
      return advice(
          "the certificate has another name than the address",
          tls.serverName().isPresent()
              ? "the certificate does not have the name in REDIS_TLS_SERVER_NAME. " + OWN_NAMES
              : "if all certificates have one name, set REDIS_TLS_SERVER_NAME to it. " + OWN_NAMES);
    }
    if (EXPIRED.matcher(message).find()) {
      return advice(
          "the certificate is not valid at this time",
          "renew the certificate of the server, and check the clocks of both machines");
    }
    if (UNTRUSTED.matcher(message).find()) {
      return advice(
          "the certificate is not signed by a trusted authority",
          tls.caFile().isPresent()
              ? "REDIS_TLS_CA_FILE does not contain the authority that signed it"
              : "set REDIS_TLS_CA_FILE to the certificate of the private authority");
    }
    if (CLIENT_CERTIFICATE.matcher(message).find()) {
      return advice(
          "the server requires a client certificate that it trusts",
          tls.certFile().isPresent()
              ? "the server does not trust the certificate in REDIS_TLS_CERT_FILE"
              : "set REDIS_TLS_CERT_FILE and REDIS_TLS_KEY_FILE");
    }
    return PLAIN_TEXT.matcher(message).find()
        ? advice(
            "the server does not use TLS on this port",
            "correct the port, or set REDIS_TLS to false (redis:// instead of rediss://)")
        : Optional.empty();
  }

  private static Optional<Advice> advice(String meaning, String solution) {
    return Optional.of(new Advice(meaning, solution));
  }
}
