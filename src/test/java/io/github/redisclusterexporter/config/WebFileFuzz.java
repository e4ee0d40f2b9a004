package io.github.redisclusterexporter.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * Bytes as a web configuration file: it is used, or refused with problems that do not quote a hash.
 */
public final class WebFileFuzz {
  /** How a hash begins and goes on in the corpus. */
  private static final String SECRET = "abcdefghijklmnopqrstuv";

  private WebFileFuzz() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
    Path file = Files.createTempFile("web", ".yml");
    try {
      Files.write(file, bytes);
      WebFile.read(file).access();
    } catch (ConfigException e) {
      // Elsewhere in the file it is no hash, and may be quoted.
      String text = new String(bytes, StandardCharsets.ISO_8859_1);
      if (text.contains("$" + SECRET) && String.valueOf(e.getMessage()).contains(SECRET)) {
        throw new AssertionError("a hash is quoted", e);
      }
    } finally {
      Files.delete(file);
    }
  }
}
