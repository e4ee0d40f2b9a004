package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.config.Settings;
import java.util.Optional;

/** Reads and checks {@code redis.tls}. */
final class TlsSection {
  private static final String ENABLED = "redis.tls.enabled";
  private static final String CA_FILE = "redis.tls.ca-file";
  private static final String CERT_FILE = "redis.tls.cert-file";
  private static final String KEY_FILE = "redis.tls.key-file";
  private static final String SERVER_NAME = "redis.tls.server-name";
  private static final String INSECURE = "redis.tls.insecure";

  private TlsSection() {}

  static TlsConfig read(Settings settings, Optional<RedisUrl> url) {
    TlsConfig tls =
        new TlsConfig(
            settings.bool(ENABLED) || url.map(RedisUrl::tls).orElse(false),
            settings.file(CA_FILE),
            settings.file(CERT_FILE),
            settings.file(KEY_FILE),
            settings.text(SERVER_NAME),
            settings.bool(INSECURE));
    checkPair(settings, CERT_FILE, KEY_FILE);
    checkPair(settings, KEY_FILE, CERT_FILE);
    boolean urlKnown = url.isPresent() || !settings.isSet("redis.url");
    // A URL or a switch that could not be read may have meant to turn TLS on.
    if (!tls.enabled() && urlKnown && settings.valid(ENABLED)) {
      checkUnused(settings, tls.insecure());
    }
    return tls;
  }

  private static void checkPair(Settings settings, String key, String other) {
    if (settings.isSet(key) && !settings.isSet(other)) {
      settings.conflict(key, "is set without " + other + "; set both or none");
    }
  }

  private static void checkUnused(Settings settings, boolean insecure) {
    String message = "has no effect because TLS is off; set REDIS_TLS (redis.tls.enabled) to true";
    for (String key : new String[] {CA_FILE, CERT_FILE, KEY_FILE, SERVER_NAME}) {
      if (settings.isSet(key)) {
        settings.conflict(key, message);
      }
    }
    if (insecure) {
      settings.conflict(INSECURE, message);
    }
  }
}
