package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.config.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** The AUTH command, made anew for each connection so that a rotated password file is seen. */
final class Password {
  private final Credentials credentials;

  Password(Credentials credentials) {
    this.credentials = credentials;
  }

  /** Empty when there is nothing to authenticate with. */
  Optional<Command> command() throws RedisException {
    Optional<String> password = password();
    return password.map(
        secret ->
            credentials
                .username()
                .map(user -> AllowedCommands.AUTH.with(user, secret))
                .orElseGet(() -> AllowedCommands.AUTH.with(secret)));
  }

  private Optional<String> password() throws RedisException {
    if (credentials.passwordFile().isPresent()) {
      return Optional.of(firstLine(credentials.passwordFile().get()));
    }
    return credentials.password().map(Secret::reveal);
  }

  private static String firstLine(Path file) throws RedisException {
    try {
      String content = Files.readString(file);
      String line = content.lines().findFirst().orElse("");
      if (line.isEmpty()) {
        throw new RedisException(
            Fault.AUTH_PASSWORD_FILE, "the password file " + file + " has an empty first line");
      }
      return line;
    } catch (IOException e) {
      throw new RedisException(
          Fault.AUTH_PASSWORD_FILE, "cannot read the password file " + file + ": " + e, e);
    }
  }
}
