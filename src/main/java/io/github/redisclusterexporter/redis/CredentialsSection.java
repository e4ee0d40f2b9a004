package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.config.Secret;
import io.github.redisclusterexporter.config.Settings;
import java.nio.file.Path;
import java.util.Optional;

/** Reads and checks what to log in with, from keys of its own and from the URL. */
final class CredentialsSection {
  private static final String URL = "redis.url";
  private static final String USERNAME = "redis.username";
  private static final String PASSWORD = "redis.password";
  private static final String PASSWORD_FILE = "redis.password-file";

  private CredentialsSection() {}

  static Credentials read(Settings settings, Optional<RedisUrl> url) {
    Optional<String> username = settings.text(USERNAME);
    Optional<Secret> password = settings.text(PASSWORD).map(Secret::of);
    Optional<Path> file = settings.file(PASSWORD_FILE);
    Optional<String> urlUsername = url.flatMap(RedisUrl::username);
    Optional<Secret> urlPassword = url.flatMap(RedisUrl::password);

    checkOnePassword(settings, password, urlPassword);
    if (differ(username, urlUsername)) {
      settings.conflict(
          URL, "has another user than " + settings.name(USERNAME) + "; set one of them");
    }
    checkPasswordForUser(settings, url);
    return new Credentials(username.or(() -> urlUsername), password.or(() -> urlPassword), file);
  }

  private static void checkOnePassword(
      Settings settings, Optional<Secret> password, Optional<Secret> urlPassword) {
    if (settings.isSet(PASSWORD) && settings.isSet(PASSWORD_FILE)) {
      settings.conflict(
          PASSWORD_FILE, "is set beside " + settings.name(PASSWORD) + "; set one of them");
    }
    if (urlPassword.isPresent() && settings.isSet(PASSWORD_FILE)) {
      settings.conflict(
          URL, "has a password beside " + settings.name(PASSWORD_FILE) + "; set one of them");
    }
    if (differ(password, urlPassword)) {
      settings.conflict(
          URL, "has another password than " + settings.name(PASSWORD) + "; set one of them");
    }
  }

  private static void checkPasswordForUser(Settings settings, Optional<RedisUrl> url) {
    boolean known =
        settings.isSet(PASSWORD)
            || settings.isSet(PASSWORD_FILE)
            || url.flatMap(RedisUrl::password).isPresent()
            // A URL that could not be read may have had one.
            || (settings.isSet(URL) && url.isEmpty());
    if (known) {
      return;
    }
    String message = "names a user without a password; set redis.password-file or redis.password";
    if (settings.isSet(USERNAME)) {
      settings.conflict(USERNAME, message);
    } else if (url.flatMap(RedisUrl::username).isPresent()) {
      settings.conflict(URL, message);
    }
  }

  private static <T> boolean differ(Optional<T> one, Optional<T> other) {
    return one.isPresent() && other.isPresent() && !one.equals(other);
  }
}
