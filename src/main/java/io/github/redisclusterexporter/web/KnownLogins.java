package io.github.redisclusterexporter.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Logins that were right. Of each there is a digest with a key that dies with the process: no
 * password is kept, and nobody outside can choose what digests are compared.
 */
final class KnownLogins {

  private static final int MOST = 64;
  private static final String ALGORITHM = "HmacSHA256";

  private final SecretKeySpec key;
  private final Set<ByteBuffer> digests =
      Collections.synchronizedSet(Collections.newSetFromMap(new Latest()));

  KnownLogins() {
    byte[] random = new byte[32];
    new SecureRandom().nextBytes(random);
    this.key = new SecretKeySpec(random, ALGORITHM);
  }

  boolean contains(String user, String password) {
    return digests.contains(digest(user, password));
  }

  void add(String user, String password) {
    digests.add(digest(user, password));
  }

  private ByteBuffer digest(String user, String password) {
    try {
      Mac mac = Mac.getInstance(ALGORITHM);
      mac.init(key);
      // No user has a colon in its name: one text stands for one login.
      return ByteBuffer.wrap(mac.doFinal((user + ":" + password).getBytes(UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every Java has " + ALGORITHM, e);
    }
  }

  private static final class Latest extends LinkedHashMap<ByteBuffer, Boolean> {

    private static final long serialVersionUID = 1L;

    @Override
    protected boolean removeEldestEntry(Map.Entry<ByteBuffer, Boolean> eldest) {
      return size() > MOST;
    }
  }
}
