package io.github.redisclusterexporter.net;

import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * The certificate with which one end of a TLS connection identifies itself.
 *
 * @param key the private key of the first certificate
 * @param chain the certificate, followed by its intermediate certificates
 */
public record TlsIdentity(PrivateKey key, List<X509Certificate> chain) {

  public TlsIdentity {
    chain = List.copyOf(chain);
  }

  /**
   * Reads a certificate and its key from two PEM files.
   *
   * @throws InvalidKeyException when the key does not belong to the certificate, which happens for
   *     a moment while the two files are being replaced
   * @throws GeneralSecurityException when a file has no usable content; the message names the file
   */
  public static TlsIdentity read(Path certFile, Path keyFile)
      throws IOException, GeneralSecurityException {
    TlsIdentity identity = new TlsIdentity(Pem.privateKey(keyFile), Pem.certificates(certFile));
    if (!belongsTo(identity.key, identity.chain.get(0).getPublicKey())) {
      throw new InvalidKeyException(keyFile + " holds the key of another certificate");
    }
    return identity;
  }

  // Key stores accept any pair. The peer would then only report that the handshake failed.
  private static boolean belongsTo(PrivateKey key, PublicKey certified)
      throws GeneralSecurityException {
    if (!key.getAlgorithm().equals(certified.getAlgorithm())) {
      return false;
    }
    Signature signature =
        Signature.getInstance(
            switch (key.getAlgorithm()) {
              case "RSA" -> "SHA256withRSA";
              case "EC" -> "SHA256withECDSA";
              default -> key.getAlgorithm();
            });
    byte[] message = {1};
    signature.initSign(key);
    signature.update(message);
    byte[] signed = signature.sign();
    signature.initVerify(certified);
    signature.update(message);
    return signature.verify(signed);
  }

  /** Does not contain the key. */
  @Override
  public String toString() {
    return "TlsIdentity[" + chain.get(0).getSubjectX500Principal() + "]";
  }
}
