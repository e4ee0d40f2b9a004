package io.github.redisclusterexporter.web;

import static io.github.redisclusterexporter.config.Messages.quoted;

import io.github.redisclusterexporter.config.ConfigNode;
import io.github.redisclusterexporter.net.Pem;
import io.github.redisclusterexporter.net.TlsContexts;
import io.github.redisclusterexporter.net.TlsIdentity;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/** Reads and checks {@code tls_server_config}. */
final class WebTlsReader {
  private static final String IN_A_FILE = "put it into a file, and its name under ";

  private static final String ANONYMOUS = "NoClientCert";
  private static final String OPTIONAL = "VerifyClientCertIfGiven";
  private static final String REQUIRED = "RequireAndVerifyClientCert";

  /** Older ones are off in every Java that this runs on. */
  private static final List<String> VERSIONS = List.of("TLS12", "TLS13");

  private static final List<String> PROTOCOLS = List.of("TLSv1.2", "TLSv1.3");

  private final ConfigNode section;
  private final ConfigNode certFile;
  private final ConfigNode keyFile;
  private final ConfigNode clientAuth;
  private final ConfigNode clientCa;
  private final List<Path> files;

  /** Adds the files that the section names and that could be read to the list of files. */
  WebTlsReader(ConfigNode section, List<Path> files) {
    this.section = section;
    this.files = files;
    this.certFile = section.at("cert_file");
    this.keyFile = section.at("key_file");
    this.clientAuth = section.at("client_auth_type");
    this.clientCa = section.at("client_ca_file");
  }

  /** Reads the section, and reports what is wrong in it; empty when there is none. */
  Optional<WebTls> read() {
    section.unsupported("cert", IN_A_FILE + certFile.key());
    section.unsupported("key", IN_A_FILE + keyFile.key());
    section.unsupported("client_ca", IN_A_FILE + clientCa.key());
    section.unsupported(
        "client_allowed_sans", "all clients that client_ca_file vouches for are let in");
    section.unsupported(
        "curve_preferences", "Java has them for the whole process: -Djdk.tls.namedGroups");
    Optional<TlsIdentity> identity = section.isSet() ? identity() : Optional.empty();
    String clients = clientAuthType();
    List<X509Certificate> authorities = authorities(clients);
    List<String> protocols = protocols();
    List<String> suites = suites();
    boolean ownOrder = section.at("prefer_server_cipher_suites").or("true").bool();
    if (identity.isEmpty() || (!clients.equals(ANONYMOUS) && authorities.isEmpty())) {
      return Optional.empty();
    }
    try {
      SSLContext context = TlsContexts.create(identity, TlsContexts.trustOnly(authorities));
      SSLParameters parameters = context.getDefaultSSLParameters();
      parameters.setProtocols(protocols.toArray(String[]::new));
      if (!suites.isEmpty()) {
        parameters.setCipherSuites(withNewest(suites, parameters.getCipherSuites()));
      }
      parameters.setUseCipherSuitesOrder(ownOrder);
      parameters.setWantClientAuth(clients.equals(OPTIONAL));
      if (clients.equals(REQUIRED)) {
        parameters.setNeedClientAuth(true);
      }
      return Optional.of(new WebTls(context, parameters));
    } catch (IOException | GeneralSecurityException e) {
      certFile.invalid("cannot be used: " + e.getMessage());
      return Optional.empty();
    }
  }

  /** The configured list is about versions before 1.3; all suites of 1.3 are allowed. */
  private static String[] withNewest(List<String> suites, String[] usual) {
    Stream<String> newest = Stream.of(usual).filter(suite -> !suite.contains("_WITH_"));
    return Stream.concat(suites.stream(), newest).distinct().toArray(String[]::new);
  }

  private Optional<TlsIdentity> identity() {
    Optional<Path> cert = needed(certFile, "TLS needs cert_file and key_file");
    Optional<Path> key = needed(keyFile, "TLS needs cert_file and key_file");
    if (cert.isEmpty() || key.isEmpty()) {
      return Optional.empty();
    }
    ConfigNode unreadable = certFile;
    try {
      Pem.certificates(cert.get());
      unreadable = keyFile;
      return Optional.of(TlsIdentity.read(cert.get(), key.get()));
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      unreadable.invalid(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<Path> needed(ConfigNode key, String reason) {
    if (!key.isSet()) {
      key.invalid("is missing; " + reason);
    }
    Optional<Path> file = key.file();
    file.ifPresent(files::add);
    return file;
  }

  private String clientAuthType() {
    String type = clientAuth.text().orElse(ANONYMOUS);
    if (List.of(ANONYMOUS, OPTIONAL, REQUIRED).contains(type)) {
      return type;
    }
    clientAuth.invalid(
        type.equals("RequestClientCert") || type.equals("RequireAnyClientCert")
            ? "is not supported here, as it lets any certificate in; "
                + "expected RequireAndVerifyClientCert or VerifyClientCertIfGiven"
            : quoted(type)
                + " is not one of NoClientCert, VerifyClientCertIfGiven and"
                + " RequireAndVerifyClientCert");
    return ANONYMOUS;
  }

  private List<X509Certificate> authorities(String clients) {
    if (clients.equals(ANONYMOUS)) {
      if (clientCa.isSet()) {
        clientCa.invalid("has no effect; set client_auth_type to RequireAndVerifyClientCert");
      }
      return List.of();
    }
    Optional<Path> file = needed(clientCa, "expected the authority of the clients");
    try {
      return file.isPresent() ? Pem.certificates(file.get()) : List.of();
    } catch (IOException | GeneralSecurityException e) {
      clientCa.invalid(String.valueOf(e.getMessage()));
      return List.of();
    }
  }

  private List<String> protocols() {
    ConfigNode minVersion = section.at("min_version");
    int min = version(minVersion, 0);
    int max = version(section.at("max_version"), VERSIONS.size() - 1);
    if (min > max) {
      minVersion.invalid("is above max_version");
      return PROTOCOLS;
    }
    return PROTOCOLS.subList(min, max + 1);
  }

  private static int version(ConfigNode key, int otherwise) {
    return key.or(VERSIONS.get(otherwise))
        .parse(
            "text",
            text -> Optional.of(VERSIONS.indexOf(text)).filter(version -> version >= 0),
            "is not one of TLS12 and TLS13")
        .orElse(otherwise);
  }

  private List<String> suites() {
    ConfigNode key = section.at("cipher_suites");
    if (key.isSet() && !key.isList()) {
      key.invalid("is not a list; expected one text in each line, after a dash");
      return List.of();
    }
    List<String> suites = key.texts();
    try {
      Set<String> known =
          Set.of(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites());
      for (String suite : suites) {
        if (!known.contains(suite)) {
          key.invalid(quoted(suite) + " is not a cipher suite that this Java supports");
        }
      }
    } catch (NoSuchAlgorithmException e) {
      key.invalid("cannot be checked: " + e.getMessage());
    }
    return suites;
  }
}
