package io.github.redisclusterexporter.web;

import static java.nio.charset.StandardCharsets.UTF_8;

import at.favre.lib.crypto.bcrypt.BCrypt;
import at.favre.lib.crypto.bcrypt.LongPasswordStrategies;
import io.github.redisclusterexporter.config.Secret;
import java.util.Base64;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Checks names and passwords against bcrypt hashes.
 *
 * <p>A check is meant to be slow, so few are made at once, and few wait for that. What was right is
 * remembered, as a digest, and not checked again. What was wrong always costs a check, also when
 * there is no such user: the time tells nothing.
 */
final class Logins {

  private static final int AT_ONCE = 1;
  private static final int MOST_WAITING = 16;
  private static final int MOST_SECONDS = 10;

  private static final String BASIC = "basic ";
  private static final Response UNKNOWN =
      Response.text(401, "A name and a password are needed.")
          .with("WWW-Authenticate", "Basic realm=\"redis-cluster-exporter\", charset=\"UTF-8\"");
  private static final Response BUSY =
      Response.text(503, "Too many logins are being checked; try again in a second.")
          .with("Retry-After", "1");

  private final Map<String, Secret> users;
  private final String decoy;
  private final KnownLogins known = new KnownLogins();
  private final Semaphore places = new Semaphore(AT_ONCE + MOST_WAITING);
  private final Semaphore checks = new Semaphore(AT_ONCE, true);

  /**
   * @param users the bcrypt hash of each; everybody is let in when there are none
   */
  Logins(Map<String, Secret> users) {
    this.users = users;
    // Of a password that nobody has, at the cost of the first hash: people use one cost for all.
    this.decoy =
        users.values().stream()
            .findFirst()
            .map(hash -> hash.reveal().substring(0, 7) + "x".repeat(53))
            .orElse("");
  }

  /**
   * The answer for who is not let in; empty for who is.
   *
   * @param authorization the header of that name
   */
  Optional<Response> refusal(@Nullable String authorization) {
    if (users.isEmpty()) {
      return Optional.empty();
    }
    String login = decode(authorization);
    int colon = login.indexOf(':');
    if (colon < 0) {
      return Optional.of(UNKNOWN);
    }
    Secret hash = users.get(login.substring(0, colon));
    if (hash != null && known.contains(login)) {
      return Optional.empty();
    }
    return check(login, login.substring(colon + 1), hash);
  }

  private Optional<Response> check(String login, String password, @Nullable Secret hash) {
    if (!places.tryAcquire()) {
      return Optional.of(BUSY);
    }
    try {
      if (!checks.tryAcquire(MOST_SECONDS, TimeUnit.SECONDS)) {
        return Optional.of(BUSY);
      }
      try {
        boolean right = matches(password, hash == null ? decoy : hash.reveal());
        if (hash == null || !right) {
          return Optional.of(UNKNOWN);
        }
        known.add(login);
        return Optional.empty();
      } finally {
        checks.release();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Optional.of(BUSY);
    } finally {
      places.release();
    }
  }

  /** As everywhere else, only the first 72 bytes of a password count. */
  private static boolean matches(String password, String hash) {
    BCrypt.Version version = BCrypt.Version.VERSION_2A;
    return BCrypt.verifyer(version, LongPasswordStrategies.truncate(version))
        .verify(password.getBytes(UTF_8), hash.getBytes(UTF_8))
        .verified;
  }

  /** {@code user:password}; without a colon when there is nothing of the kind. */
  private static String decode(@Nullable String authorization) {
    if (authorization == null || !authorization.toLowerCase(Locale.ROOT).startsWith(BASIC)) {
      return "";
    }
    try {
      byte[] bytes = Base64.getDecoder().decode(authorization.substring(BASIC.length()).strip());
      return new String(bytes, UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }
}
