package io.github.redisclusterexporter.net;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.Certificate;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.Collection;
import java.util.List;

/** Reads certificates and private keys from PEM files. */
public final class Pem {
  private static final String KEY_BEGIN = "-----BEGIN PRIVATE KEY-----";
  private static final String KEY_END = "-----END PRIVATE KEY-----";
  private static final List<String> KEY_ALGORITHMS = List.of("RSA", "EC", "EdDSA");

  private Pem() {}

  /**
   * All certificates of a file, in the order of the file.
   *
   * @throws CertificateException when the file contains no certificate or an unreadable one
   */
  public static List<X509Certificate> certificates(Path file)
      throws IOException, CertificateException {
    Collection<? extends Certificate> certificates;
    try (InputStream in = Files.newInputStream(file)) {
      certificates = CertificateFactory.getInstance("X.509").generateCertificates(in);
    } catch (CertificateException e) {
      throw new CertificateException(file + " holds no readable certificate: " + e.getMessage(), e);
    }
    if (certificates.isEmpty()) {
      throw new CertificateException(file + " holds no certificate");
    }
    return certificates.stream().map(X509Certificate.class::cast).toList();
  }

  /**
   * The first private key of a file.
   *
   * @throws InvalidKeySpecException when the file contains no unencrypted PKCS#8 key; the message
   *     has the command that creates one
   */
  public static PrivateKey privateKey(Path file) throws IOException, GeneralSecurityException {
    // readString would reject a binary file with a message that does not name the file.
    String text = new String(Files.readAllBytes(file), StandardCharsets.US_ASCII);
    int begin = text.indexOf(KEY_BEGIN);
    int end = begin < 0 ? -1 : text.indexOf(KEY_END, begin + KEY_BEGIN.length());
    if (end < 0) {
      throw new InvalidKeySpecException(
          file
              + " holds no unencrypted PKCS#8 key (BEGIN PRIVATE KEY);"
              + " convert it: openssl pkcs8 -topk8 -nocrypt -in KEY -out NEWKEY");
    }
    byte[] der = decode(file, text.substring(begin + KEY_BEGIN.length(), end).strip());
    InvalidKeySpecException unknown =
        new InvalidKeySpecException(
            file + " holds a key whose algorithm is none of " + KEY_ALGORITHMS);
    for (String algorithm : KEY_ALGORITHMS) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(der));
      } catch (InvalidKeySpecException e) {
        // The algorithm is encoded inside the key: another factory may be able to read it.
        unknown.addSuppressed(e);
      }
    }
    throw unknown;
  }

  private static byte[] decode(Path file, String base64) throws InvalidKeySpecException {
    try {
      return Base64.getMimeDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw new InvalidKeySpecException(file + " holds a key that is not valid base64", e);
    }
  }
}
