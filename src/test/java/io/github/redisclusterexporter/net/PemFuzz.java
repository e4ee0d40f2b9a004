package io.github.redisclusterexporter.net;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/** Fuzzes the reading of PEM files: a file is read, or the error names the file. */
public final class PemFuzz {
  private static final Path FILE = file();

  private PemFuzz() {}

  private static Path file() {
    try {
      Path file = Files.createTempFile("fuzz", ".pem");
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] bytes) throws IOException {
    Files.write(FILE, bytes);
    try {
      if (Pem.certificates(FILE).isEmpty()) {
        throw new AssertionError("no certificates and no exception");
      }
    } catch (GeneralSecurityException e) {
      requireName(e);
    }
    try {
      Pem.privateKey(FILE).getAlgorithm();
    } catch (GeneralSecurityException e) {
      requireName(e);
    }
  }

  private static void requireName(GeneralSecurityException failure) {
    if (!String.valueOf(failure.getMessage()).contains(FILE.toString())) {
      throw new AssertionError("the message does not name the file", failure);
    }
  }
}
