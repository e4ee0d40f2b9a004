package io.github.redisclusterexporter.redis;

import java.nio.file.Path;
import java.util.Optional;

/**
 * TLS towards Redis. All files are PEM.
 *
 * @param caFile certificates to trust; the JDK's own when absent
 * @param certFile certificate chain to present, together with {@code keyFile}
 * @param keyFile PKCS#8 private key of {@code certFile}
 * @param serverName name that certificates are checked against, instead of the host dialled
 * @param insecure accept any certificate
 */
public record TlsConfig(
    boolean enabled,
    Optional<Path> caFile,
    Optional<Path> certFile,
    Optional<Path> keyFile,
    Optional<String> serverName,
    boolean insecure) {}
