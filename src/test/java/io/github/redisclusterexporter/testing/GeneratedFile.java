package io.github.redisclusterexporter.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of the project that is made by a test, and fails it when it is stale. */
public final class GeneratedFile {
  private GeneratedFile() {}

  /**
   * Compares the file with what it ought to be, or renews it.
   *
   * @param flag system property that says to renew it
   */
  public static void check(Path file, String flag, String expected) throws IOException {
    if (Boolean.getBoolean(flag)) {
      Files.createDirectories(file.toAbsolutePath().getParent());
      Files.writeString(file, expected);
    }
    assertThat(Files.exists(file) ? Files.readString(file) : "")
        .as("%s; renew it with mvn test -D%s=true", file, flag)
        .isEqualTo(expected);
  }
}
