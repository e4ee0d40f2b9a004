package io.github.redisclusterexporter.web;

import io.github.redisclusterexporter.config.ConfigException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Bytes as a web configuration file: it is used, or refused with problems that do not quote a hash.
 */
public final class WebFileFuzz {
  /** How every hash of the corpus begins. */
  private static final String HASH = "$2y$10$";

  private WebFileFuzz() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
    Path file = Files.createTempFile("web", ".yml");
    try {
      Files.write(file, bytes);
      WebFile.read(file);
    } catch (ConfigException e) {
      if (String.valueOf(e.getMessage()).contains(HASH)) {
        throw new AssertionError("a hash is quoted", e);
      }
    } finally {
      Files.delete(file);
    }
  }
}
