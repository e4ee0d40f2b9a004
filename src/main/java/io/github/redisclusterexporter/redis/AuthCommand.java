package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.config.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/** Creates the AUTH command. The password file is read each time, because it may be rotated. */
final class AuthCommand {
  private final Credentials credentials;

  AuthCommand(Credentials credentials) {
    this.credentials = credentials;
  }

  /** Creates the command; empty when no password is configured. */
  Optional<Command> create() throws RedisException {
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
