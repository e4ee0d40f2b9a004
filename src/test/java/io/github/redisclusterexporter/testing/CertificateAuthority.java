package io.github.redisclusterexporter.testing;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

/**
 * Signs certificates with keys on the curve P-256. The JDK has no public class for this, and a
 * process of its keytool for each certificate takes longer than the tests that use them.
 */
final class CertificateAuthority {
  private static final int SEQUENCE = 0x30;
  private static final int SET = 0x31;
  private static final int OCTETS = 0x04;
  private static final int INTEGER = 0x02;
  private static final int UTF8 = 0x0c;
  private static final int UTC_TIME = 0x17;
  private static final int BITS = 0x03;
  private static final int DNS_NAME = 0x82;
  private static final int IP_ADDRESS = 0x87;

  private static final byte[] TRUE = HexFormat.of().parseHex("0101ff");
  private static final byte[] COMMON_NAME = HexFormat.of().parseHex("0603550403");
  private static final byte[] SUBJECT_NAMES = HexFormat.of().parseHex("0603551d11");
  private static final byte[] BASIC_CONSTRAINTS = HexFormat.of().parseHex("0603551d13");
  private static final byte[] ECDSA_WITH_SHA256 =
      der(SEQUENCE, HexFormat.of().parseHex("06082a8648ce3d040302"));
  private static final byte[] VERSION_3 = HexFormat.of().parseHex("a003020102");
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyMMddHHmmss'Z'").withZone(ZoneOffset.UTC);

  private final String name;
  private final PrivateKey key;
  private final X509Certificate certificate;
  private int lastSerial = 1;

  /** A certificate with its key. */
  record Signed(X509Certificate certificate, PrivateKey key) {}

  CertificateAuthority(String name) throws GeneralSecurityException {
    KeyPair keys = keys();
    this.name = name;
    this.key = keys.getPrivate();
    byte[] isAuthority = der(SEQUENCE, BASIC_CONSTRAINTS, TRUE, der(OCTETS, der(SEQUENCE, TRUE)));
    this.certificate = sign(lastSerial, name, keys.getPublic(), validity(0, 3650), isAuthority);
  }

  X509Certificate certificate() {
    return certificate;
  }

  /** Valid now, for no host. */
  Signed forClient(String subject) throws GeneralSecurityException {
    return sign(subject, validity(0, 3650));
  }

  /** Valid now, for this host. */
  Signed forHost(String subject, String host) throws GeneralSecurityException {
    return sign(subject, validity(0, 3650), names(der(DNS_NAME, host.getBytes(UTF_8))));
  }

  /** For localhost and 127.0.0.1. */
  Signed forLocalhost(String subject, boolean isExpired) throws GeneralSecurityException {
    return sign(
        subject,
        isExpired ? validity(-30, 10) : validity(0, 3650),
        names(
            der(DNS_NAME, "localhost".getBytes(UTF_8)),
            der(IP_ADDRESS, new byte[] {127, 0, 0, 1})));
  }

  private static byte[] names(byte[]... names) {
    return der(SEQUENCE, SUBJECT_NAMES, der(OCTETS, der(SEQUENCE, names)));
  }

  private static byte[] validity(int firstDay, int days) {
    Instant first = Instant.now().plus(Duration.ofDays(firstDay));
    return der(SEQUENCE, time(first), time(first.plus(Duration.ofDays(days))));
  }

  private static byte[] time(Instant time) {
    return der(UTC_TIME, TIME.format(time).getBytes(UTF_8));
  }

  private static KeyPair keys() throws GeneralSecurityException {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
    generator.initialize(new ECGenParameterSpec("secp256r1"));
    return generator.generateKeyPair();
  }

  private Signed sign(String subject, byte[] validity, byte[]... extensions)
      throws GeneralSecurityException {
    KeyPair keys = keys();
    return new Signed(
        sign(++lastSerial, subject, keys.getPublic(), validity, extensions), keys.getPrivate());
  }

  /** RFC 5280, section 4.1. */
  private X509Certificate sign(
      int serial, String subject, PublicKey subjectKey, byte[] validity, byte[]... extensions)
      throws GeneralSecurityException {
    byte[] content =
        der(
            SEQUENCE,
            VERSION_3,
            der(INTEGER, BigInteger.valueOf(serial).toByteArray()),
            ECDSA_WITH_SHA256,
            distinguished(name),
            validity,
            distinguished(subject),
            subjectKey.getEncoded(),
            extensions.length == 0 ? new byte[0] : der(0xa3, der(SEQUENCE, extensions)));
    Signature signature = Signature.getInstance("SHA256withECDSA");
    signature.initSign(key);
    signature.update(content);
    byte[] unusedBits = {0};
    byte[] whole =
        der(SEQUENCE, content, ECDSA_WITH_SHA256, der(BITS, unusedBits, signature.sign()));
    return (X509Certificate)
        CertificateFactory.getInstance("X.509")
            .generateCertificate(new ByteArrayInputStream(whole));
  }

  private static byte[] distinguished(String commonName) {
    return der(
        SEQUENCE, der(SET, der(SEQUENCE, COMMON_NAME, der(UTF8, commonName.getBytes(UTF_8)))));
  }

  /** A value of less than 64 KiB. */
  private static byte[] der(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    int length = content.size();
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.write(tag);
    if (length > 0xff) {
      whole.write(0x82);
      whole.write(length >> 8);
    } else if (length > 0x7f) {
      whole.write(0x81);
    }
    whole.write(length);
    whole.writeBytes(content.toByteArray());
    return whole.toByteArray();
  }
}
