package io.github.redisclusterexporter.config;

import io.github.redisclusterexporter.config.WebTls.ClientCertificates;
import io.github.redisclusterexporter.net.Pem;
import io.github.redisclusterexporter.net.TlsContexts;
import io.github.redisclusterexporter.net.TlsIdentity;
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
  private static final String CERT = "cert_file";
  private static final String KEY = "key_file";
  private static final String CLIENT_AUTH = "client_auth_type";
  private static final String CLIENT_CA = "client_ca_file";
  private static final String LEAST = "min_version";
  private static final String MOST = "max_version";
  private static final String SUITES = "cipher_suites";
  private static final String OWN_ORDER = "prefer_server_cipher_suites";

  private static final Set<String> KNOWN =
      Set.of(CERT, KEY, CLIENT_AUTH, CLIENT_CA, LEAST, MOST, SUITES, OWN_ORDER);

  private static final String IN_A_FILE = "put it into a file, and its name under ";
  private static final Map<String, String> UNSUPPORTED =
      Map.of(
          "cert", IN_A_FILE + CERT,
          "key", IN_A_FILE + KEY,
          "client_ca", IN_A_FILE + CLIENT_CA,
          "client_allowed_sans", "all clients that " + CLIENT_CA + " vouches for are let in",
          "curve_preferences", "Java has them for the whole process: -Djdk.tls.namedGroups");

  private static final Map<String, ClientCertificates> CLIENT_AUTH_TYPES =
      Map.of(
          "NoClientCert", ClientCertificates.NONE,
          "VerifyClientCertIfGiven", ClientCertificates.OPTIONAL,
          "RequireAndVerifyClientCert", ClientCertificates.REQUIRED);

  /** Older ones are off in every Java that this runs on. */
  private static final List<String> VERSIONS = List.of("TLS12", "TLS13");

  private static final List<String> PROTOCOLS = List.of("TLSv1.2", "TLSv1.3");

  private final YamlSection section;
  private final List<Path> files = new ArrayList<>();

  WebTlsReader(YamlSection section) {
    this.section = section;
  }

  /** The files that it names and that could be read. */
  List<Path> files() {
    return List.copyOf(files);
  }

  /**
   * Reads the section, and reports what is wrong in it.
   *
   * @param isThere whether the file has the section at all
   */
  Optional<WebTls> read(boolean isThere) {
    section.check(KNOWN, UNSUPPORTED);
    Optional<TlsIdentity> identity = isThere ? identity() : Optional.empty();
    ClientCertificates clients = clientCertificates();
    List<X509Certificate> authorities = authorities(clients);
    List<String> protocols = protocols();
    List<String> suites = suites();
    boolean ownOrder = section.bool(OWN_ORDER, true);
    if (identity.isEmpty() || (clients != ClientCertificates.NONE && authorities.isEmpty())) {
      return Optional.empty();
    }
    try {
      TrustManager[] trust = TlsContexts.trustOnly(authorities);
      SSLContext context = TlsContexts.create(identity, trust);
      return Optional.of(new WebTls(context, clients, protocols, suites, ownOrder));
    } catch (IOException | GeneralSecurityException e) {
      section.problem(CERT, "cannot be used: " + e.getMessage());
      return Optional.empty();
    }
  }

  private Optional<TlsIdentity> identity() {
    Optional<Path> cert = needed(CERT);
    Optional<Path> key = needed(KEY);
    cert.ifPresent(files::add);
    key.ifPresent(files::add);
    if (cert.isEmpty() || key.isEmpty()) {
      return Optional.empty();
    }
    try {
      Pem.certificates(cert.get());
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      section.problem(CERT, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
    try {
      return Optional.of(TlsIdentity.read(cert.get(), key.get()));
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      section.problem(KEY, String.valueOf(e.getMessage()));
      return Optional.empty();
    }
  }

  private Optional<Path> needed(String key) {
    if (!section.has(key)) {
      section.problem(key, "is missing; TLS needs " + CERT + " and " + KEY);
    }
    return section.file(key);
  }

  private ClientCertificates clientCertificates() {
    String type = section.text(CLIENT_AUTH).orElse("NoClientCert");
    ClientCertificates clients = CLIENT_AUTH_TYPES.get(type);
    if (clients != null) {
      return clients;
    }
    if (type.equals("RequestClientCert") || type.equals("RequireAnyClientCert")) {
      section.problem(
          CLIENT_AUTH,
          "is not supported here, as it lets any certificate in; "
              + "expected RequireAndVerifyClientCert or VerifyClientCertIfGiven");
    } else {
      section.problem(
          CLIENT_AUTH,
          Quoted.of(type)
              + " is not one of NoClientCert, VerifyClientCertIfGiven and"
              + " RequireAndVerifyClientCert");
    }
    return ClientCertificates.NONE;
  }

  private List<X509Certificate> authorities(ClientCertificates clients) {
    if (clients == ClientCertificates.NONE) {
      if (section.has(CLIENT_CA)) {
        section.problem(
            CLIENT_CA, "has no effect; set " + CLIENT_AUTH + " to RequireAndVerifyClientCert");
      }
      return List.of();
    }
    if (!section.has(CLIENT_CA)) {
      section.problem(CLIENT_CA, "is missing; expected the authority of the clients");
    }
    Optional<Path> file = section.file(CLIENT_CA);
    file.ifPresent(files::add);
    try {
      return file.isPresent() ? Pem.certificates(file.get()) : List.of();
    } catch (IOException | GeneralSecurityException e) {
      section.problem(CLIENT_CA, String.valueOf(e.getMessage()));
      return List.of();
    }
  }

  private List<String> protocols() {
    int least = version(LEAST, 0);
    int most = version(MOST, VERSIONS.size() - 1);
    if (least > most) {
      section.problem(LEAST, "is above " + MOST);
      return PROTOCOLS;
    }
    return PROTOCOLS.subList(least, most + 1);
  }

  private int version(String key, int otherwise) {
    String text = section.text(key).orElse(VERSIONS.get(otherwise));
    int version = VERSIONS.indexOf(text);
    if (version < 0) {
      section.problem(key, Quoted.of(text) + " is not one of TLS12 and TLS13");
      return otherwise;
    }
    return version;
  }

  private List<String> suites() {
    List<String> suites = section.texts(SUITES);
    try {
      Set<String> known =
          Set.of(SSLContext.getDefault().getSupportedSSLParameters().getCipherSuites());
      for (String suite : suites) {
        if (!known.contains(suite)) {
          section.problem(
              SUITES, Quoted.of(suite) + " is not a cipher suite that this Java supports");
        }
      }
    } catch (NoSuchAlgorithmException e) {
      section.problem(SUITES, "cannot be checked: " + e.getMessage());
    }
    return suites;
  }
}
