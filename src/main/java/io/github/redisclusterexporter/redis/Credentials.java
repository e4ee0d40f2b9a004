package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.config.ConfigNode;
import io.github.redisclusterexporter.config.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * User and password for AUTH. At most one of {@code password} and {@code passwordFile} is present;
 * without both, no AUTH is sent.
 *
 * @param username the ACL user; empty for the default user
 * @param password the password itself
 * @param passwordFile a file with the password on its first line, read again for each connection
 */
public record Credentials(
    Optional<String> username, Optional<Secret> password, Optional<Path> passwordFile) {
  private static final String DEFAULT_USER = "default";

  /** From keys of their own and from the URL. */
  static Credentials read(ConfigNode redis, Optional<RedisUrl> url) {
    ConfigNode usernameKey = redis.at("username");
    ConfigNode passwordKey = redis.at("password");
    ConfigNode fileKey = redis.at("password-file");
    ConfigNode urlKey = redis.at("url");
    Optional<String> username = usernameKey.text();
    Optional<Secret> password = passwordKey.text().map(Secret::new);
    Optional<String> urlUsername = url.flatMap(RedisUrl::username);
    Optional<Secret> urlPassword = url.flatMap(RedisUrl::password);

    if (passwordKey.isSet() && fileKey.isSet()) {
      fileKey.conflict("is set beside " + passwordKey + "; set one of them");
    }
    if (urlPassword.isPresent() && fileKey.isSet()) {
      urlKey.conflict("has a password beside " + fileKey + "; set one of them");
    }
    if (differ(password, urlPassword)) {
      urlKey.conflict("has another password than " + passwordKey + "; set one of them");
    }
    if (differ(username, urlUsername)) {
      urlKey.conflict("has another user than " + usernameKey + "; set one of them");
    }
    // A URL that could not be read may have had a password.
    boolean urlUnknown = urlKey.isSet() && url.isEmpty();
    if (!passwordKey.isSet() && !fileKey.isSet() && urlPassword.isEmpty() && !urlUnknown) {
      ConfigNode user = usernameKey.isSet() ? usernameKey : urlKey;
      if (usernameKey.isSet() || urlUsername.isPresent()) {
        user.conflict("names a user without a password; set redis.password-file or redis.password");
      }
    }
    return new Credentials(
        username.or(() -> urlUsername), password.or(() -> urlPassword), fileKey.file());
  }

  /** The ACL user that sends the commands. */
  public String user() {
    return username.orElse(DEFAULT_USER);
  }

  /**
   * The AUTH command; empty when no password is configured. The password file is read each time,
   * because it may be rotated.
   */
  Optional<Command> authCommand() throws RedisException {
    Optional<String> secret =
        passwordFile.isPresent()
            ? Optional.of(firstLine(passwordFile.get()))
            : password.map(Secret::reveal);
    return secret.map(
        text ->
            AllowedCommands.AUTH.with(Stream.concat(username.stream(), Stream.of(text)).toList()));
  }

  private static String firstLine(Path file) throws RedisException {
    String line;
    try {
      line = Files.readString(file).lines().findFirst().orElse("");
    } catch (IOException e) {
      throw new RedisException(
          Fault.AUTH_PASSWORD_FILE,
          "cannot read the password file " + file + ": " + RedisException.reason(e),
          e);
    }
    if (line.isEmpty()) {
      throw new RedisException(
          Fault.AUTH_PASSWORD_FILE, "the password file " + file + " has an empty first line");
    }
    return line;
  }

  private static <T> boolean differ(Optional<T> one, Optional<T> other) {
    return one.isPresent() && other.isPresent() && !one.equals(other);
  }
}
