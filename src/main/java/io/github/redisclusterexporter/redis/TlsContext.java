package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.net.FileStamp;
import io.github.redisclusterexporter.net.Identity;
import io.github.redisclusterexporter.net.Pem;
import io.github.redisclusterexporter.net.TlsContexts;
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
 * The SSL context of the configured PEM files, made anew when one of them has changed. While the
 * new files are no good, the context of the old ones stays in use.
 */
final class TlsContext {
  private static final Logger logger = LoggerFactory.getLogger(TlsContext.class);

  private final TlsConfig config;
  private @Nullable SSLContext context;
  private List<FileStamp> madeOf = List.of();
  private String warnedOf = "";

  TlsContext(TlsConfig config) {
    this.config = config;
  }

  synchronized SSLContext current() throws RedisException {
    SSLContext existing = context;
    try {
      List<FileStamp> now = stamps();
      warnedOf = "";
      if (existing != null && now.equals(madeOf)) {
        return existing;
      }
      // Noted before the files are read: a bad set is not tried again until it changes.
      madeOf = now;
      SSLContext made = make();
      context = made;
      return made;
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      if (existing == null) {
        throw new RedisException(
            Fault.CONNECT_TLS, "the TLS files cannot be used: " + reason(e), e);
      }
      // A file that is gone fails at every connect.
      if (!reason(e).equals(warnedOf)) {
        warnedOf = reason(e);
        logger.warn("The changed TLS files cannot be used, the old ones stay: {}", warnedOf);
      }
      return existing;
    }
  }

  /** The message of an {@link IOException} is often no more than the name of the file. */
  private static String reason(Exception failure) {
    return failure instanceof IOException
        ? failure.toString()
        : String.valueOf(failure.getMessage());
  }

  private List<FileStamp> stamps() throws IOException {
    return FileStamp.of(
        Stream.of(config.caFile(), config.certFile(), config.keyFile())
            .flatMap(Optional::stream)
            .toList());
  }

  private SSLContext make() throws IOException, GeneralSecurityException {
    Optional<Identity> identity =
        config.certFile().isPresent() && config.keyFile().isPresent()
            ? Optional.of(Identity.read(config.certFile().get(), config.keyFile().get()))
            : Optional.empty();
    return TlsContexts.of(identity, trust());
  }

  private TrustManager @Nullable [] trust() throws IOException, GeneralSecurityException {
    if (config.insecure()) {
      return new TrustManager[] {new TrustEverything()};
    }
    return config.caFile().isEmpty()
        ? null
        : TlsContexts.trusting(Pem.certificates(config.caFile().get()));
  }
}
