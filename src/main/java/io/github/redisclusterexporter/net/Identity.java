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
 * Who one end of a connection is.
 *
 * @param key the private key of the first certificate
 * @param chain the own certificate, then those that vouch for it
 */
public record Identity(PrivateKey key, List<X509Certificate> chain) {

  public Identity {
    chain = List.copyOf(chain);
  }

  /**
   * Reads both files.
   *
   * @throws InvalidKeyException when the key is that of another certificate, as it is for a moment
   *     while one of the two files has been replaced
   * @throws GeneralSecurityException when a file does not hold what it should; the message names it
   */
  public static Identity read(Path certFile, Path keyFile)
      throws IOException, GeneralSecurityException {
    Identity identity = new Identity(Pem.privateKey(keyFile), Pem.certificates(certFile));
    if (!belong(identity.key, identity.chain.get(0).getPublicKey())) {
      throw new InvalidKeyException(keyFile + " holds the key of another certificate");
    }
    return identity;
  }

  // Key stores take any pair, and the other end then says no more than that the handshake failed.
  private static boolean belong(PrivateKey key, PublicKey certified)
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

  /** Without the key. */
  @Override
  public String toString() {
    return "Identity[" + chain.get(0).getSubjectX500Principal() + "]";
  }
}
