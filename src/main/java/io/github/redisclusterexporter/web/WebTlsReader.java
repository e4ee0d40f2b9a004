package io.github.redisclusterexporter.web;

import static io.github.redisclusterexporter.config.Messages.quoted;

import io.github.redisclusterexporter.config.ConfigNode;
import io.github.redisclusterexporter.net.Pem;
import io.github.redisclusterexporter.net.TlsContexts;
import io.github.redisclusterexporter.net.TlsIdentity;
import io.github.redisclusterexporter.web.WebTls.ClientCertificates;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.NoSuchAlgorithmException;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;

/** Reads and checks {@code tls_server_config}. */
final class WebTlsReader {
  private static final String IN_A_FILE = "put it into a file, and its name under ";

  private static final Map<String, ClientCertificates> CLIENT_AUTH_TYPES =
      Map.of(
          "NoClientCert", ClientCertificates.NONE,
          "VerifyClientCertIfGiven", ClientCertificates.OPTIONAL,
          "RequireAndVerifyClientCert", ClientCertificates.REQUIRED);

  /** Older ones are off in every Java that this runs on. */
  private static final List<String> VERSIONS = List.of("TLS12", "TLS13");

  private static final List<String> PROTOCOLS = List.of("TLSv1.2", "TLSv1.3");

  private final ConfigNode section;
  private final ConfigNode certFile;
  private final ConfigNode keyFile;
  private final ConfigNode clientAuth;
  private final ConfigNode clientCa;
  private final List<Path> files = new ArrayList<>();

  WebTlsReader(ConfigNode section) {
    this.section = section;
    this.certFile = section.at("cert_file");
    this.keyFile = section.at("key_file");
    this.clientAuth = section.at("client_auth_type");
    this.clientCa = section.at("client_ca_file");
  }

  /** The files that it names and that could be read. */
  List<Path> files() {
    return List.copyOf(files);
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
    ClientCertificates clients = clientCertificates();
    List<X509Certificate> authorities = authorities(clients);
    List<String> protocols = protocols();
    List<String> suites = suites();
    boolean ownOrder = section.at("prefer_server_cipher_suites").or("true").bool();
    if (identity.isEmpty() || (clients != ClientCertificates.NONE && authorities.isEmpty())) {
      return Optional.empty();
    }
    try {
      TrustManager[] trust = TlsContexts.trustOnly(authorities);
      SSLContext context = TlsContexts.create(identity, trust);
      return Optional.of(new WebTls(context, clients, protocols, suites, ownOrder));
    } catch (IOException | GeneralSecurityException e) {
      certFile.invalid("cannot be used: " + e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<TlsIdentity> identity() {
    Optional<Path> cert = needed(certFile);
    Optional<Path> key = needed(keyFile);
    cert.ifPresent(files::add);
    key.ifPresent(files::add);
    if (cert.isEmpty() || key.isEmpty()) {
      return Optional.empty();
    }
    try {
      Pem.certificates(cert.get());
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      certFile.invalid(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
    try {
      return Optional.of(TlsIdentity.read(cert.get(), key.get()));
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      keyFile.invalid(String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<Path> needed(ConfigNode file) {
    if (!file.isSet()) {
      file.invalid("is missing; TLS needs cert_file and key_file");
    }
    return file.file();
  }

  private ClientCertificates clientCertificates() {
    String type = clientAuth.text().orElse("NoClientCert");
    ClientCertificates clients = CLIENT_AUTH_TYPES.get(type);
    if (clients != null) {
      return clients;
    }
    if (type.equals("RequestClientCert") || type.equals("RequireAnyClientCert")) {
      clientAuth.invalid(
          "is not supported here, as it lets any certificate in; "
              + "expected RequireAndVerifyClientCert or VerifyClientCertIfGiven");
    } else {
      clientAuth.invalid(
          quoted(type)
              + " is not one of NoClientCert, VerifyClientCertIfGiven and"
              + " RequireAndVerifyClientCert");
    }
    return ClientCertificates.NONE;
  }

  private List<X509Certificate> authorities(ClientCertificates clients) {
    if (clients == ClientCertificates.NONE) {
      if (clientCa.isSet()) {
        clientCa.invalid("has no effect; set client_auth_type to RequireAndVerifyClientCert");
      }
      return List.of();
    }
    if (!clientCa.isSet()) {
      clientCa.invalid("is missing; expected the authority of the clients");
    }
    Optional<Path> file = clientCa.file();
    file.ifPresent(files::add);
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
