package io.github.redisclusterexporter.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Logins, as {@code user:password}, that were right. Of each there is a digest with a key that dies
 * with the process: no password is kept, and nobody outside can choose what digests are compared.
 */
final class KnownLogins {
  private static final int MOST = 64;
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;
  private final Set<ByteBuffer> digests = Collections.synchronizedSet(new LinkedHashSet<>());

  KnownLogins() {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    this.key = new SecretKeySpec(random, ALGORITHM);
  }

  boolean contains(String login) {
    return digests.contains(digest(login));
  }

  void add(String login) {
    ByteBuffer digest = digest(login);
    synchronized (digests) {
      digests.add(digest);
      if (digests.size() > MOST) {
        digests.remove(digests.iterator().next());
      }
    }
  }

  private ByteBuffer digest(String login) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      return ByteBuffer.wrap(mac.doFinal(login.getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }
}
