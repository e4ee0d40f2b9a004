package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.net.FileStamp;
import io.github.redisclusterexporter.net.Pem;
import io.github.redisclusterexporter.net.TlsContexts;
import io.github.redisclusterexporter.net.TlsIdentity;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The TLS context for connections to Redis. It is created again when one of the configured PEM
 * files has changed. If the new files cannot be used, the old context remains in use.
 */
final class ReloadingTlsContext {
  private static final Logger logger = LoggerFactory.getLogger(ReloadingTlsContext.class);

  private final TlsConfig config;
  private @Nullable SSLContext context;
  private List<FileStamp> loadedFrom = List.of();
  private String lastWarning = "";

  ReloadingTlsContext(TlsConfig config) {
    this.config = config;
  }

  /**
   * The context of the files as they are now.
   *
   * @throws RedisException when the files cannot be used and never could
   */
  synchronized SSLContext current() throws RedisException {
    SSLContext existing = context;
    try {
      List<FileStamp> current = stamps();
      lastWarning = "";
      if (existing != null && current.equals(loadedFrom)) {
        return existing;
      }
      // Set before the files are read: unusable files are not read again until they change.
      loadedFrom = current;
      SSLContext created = create();
      context = created;
      return created;
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      if (existing == null) {
        throw new RedisException(
            Fault.CONNECT_TLS, "the TLS files cannot be used: " + RedisException.reason(e), e);
      }
      // A missing file is a problem at each connect, but is logged only once.
      if (!RedisException.reason(e).equals(lastWarning)) {
        lastWarning = RedisException.reason(e);
        logger.warn(
            "The changed TLS files cannot be used, the old ones stay in use: {}", lastWarning);
      }
      return existing;
    }
  }

  private List<FileStamp> stamps() throws IOException {
    return FileStamp.of(
        Stream.of(config.caFile(), config.certFile(), config.keyFile())
            .flatMap(Optional::stream)
            .toList());
  }

  private SSLContext create() throws IOException, GeneralSecurityException {
    Optional<TlsIdentity> identity =
        config.certFile().isPresent() && config.keyFile().isPresent()
            ? Optional.of(TlsIdentity.read(config.certFile().get(), config.keyFile().get()))
            : Optional.empty();
    return TlsContexts.create(identity, trust());
  }

  private TrustManager @Nullable [] trust() throws IOException, GeneralSecurityException {
    if (config.insecure()) {
      return TlsContexts.trustAll();
    }
    return config.caFile().isEmpty()
        ? null
        : TlsContexts.trustOnly(Pem.certificates(config.caFile().get()));
  }
}
