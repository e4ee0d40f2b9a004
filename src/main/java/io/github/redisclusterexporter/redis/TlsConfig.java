package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.config.ConfigNode;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * TLS for connections to Redis. All files are PEM files.
 *
 * @param caFile certificates of the trusted authorities; those of the JDK if absent
 * @param certFile certificate chain to present, together with {@code keyFile}
 * @param keyFile PKCS#8 private key of {@code certFile}
 * @param serverName expected name in certificates, instead of the host of the address
 * @param insecure accept any certificate
 */
public record TlsConfig(
    boolean enabled,
    Optional<Path> caFile,
    Optional<Path> certFile,
    Optional<Path> keyFile,
    Optional<String> serverName,
    boolean insecure) {

  static TlsConfig read(ConfigNode redis, Optional<RedisUrl> url) {
    ConfigNode section = redis.at("tls");
    ConfigNode enabled = section.at("enabled");
    ConfigNode caFile = section.at("ca-file");
    ConfigNode certFile = section.at("cert-file");
    ConfigNode keyFile = section.at("key-file");
    ConfigNode serverName = section.at("server-name");
    ConfigNode insecure = section.at("insecure");
    TlsConfig tls =
        new TlsConfig(
            enabled.bool() || url.map(RedisUrl::tls).orElse(false),
            caFile.file(),
            certFile.file(),
            keyFile.file(),
            serverName.text(),
            insecure.bool());
    checkPair(certFile, keyFile);
    checkPair(keyFile, certFile);
    boolean urlKnown = url.isPresent() || !redis.at("url").isSet();
    // An unreadable URL or switch may have been meant to enable TLS.
    if (!tls.enabled() && urlKnown && enabled.isValid()) {
      for (ConfigNode key : List.of(caFile, certFile, keyFile, serverName, insecure)) {
        if (key == insecure ? tls.insecure() : key.isSet()) {
          key.conflict(
              "has no effect because TLS is off; set REDIS_TLS (redis.tls.enabled) to true");
        }
      }
    }
    return tls;
  }

  private static void checkPair(ConfigNode key, ConfigNode other) {
    if (key.isSet() && !other.isSet()) {
      key.conflict("is set without " + other.path() + "; set both or none");
    }
  }
}
