package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.config.Secret;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What to authenticate with. At most one of {@code password} and {@code passwordFile} is present;
 * with neither, no AUTH is sent.
 *
 * @param username the ACL user; empty for the default user
 * @param password the password itself
 * @param passwordFile a file with the password on its first line, read again at each connect
 */
public record Credentials(
    Optional<String> username, Optional<Secret> password, Optional<Path> passwordFile) {}
