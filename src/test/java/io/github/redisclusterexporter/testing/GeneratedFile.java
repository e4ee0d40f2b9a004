package io.github.redisclusterexporter.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A file of the project that a test generates; the test fails when the file is out of date. */
public final class GeneratedFile {
  private GeneratedFile() {}

  /**
   * Compares the file with its expected content, or writes it.
   *
   * @param flag system property that makes the test write the file
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

  /**
   * As {@link #check}, for the part of a Markdown file between the comments {@code generated: name}
   * and {@code end}.
   */
  public static void checkPart(Path file, String flag, String name, String expected)
      throws IOException {
    String text = Files.readString(file);
    String begin = "<!-- generated: " + name + " -->\n";
    int from = text.indexOf(begin) + begin.length();
    int to = text.indexOf("<!-- end -->\n", from);
    assertThat(text).as(file.toString()).containsOnlyOnce(begin);
    assertThat(to).as("the end of %s in %s", name, file).isPositive();
    check(file, flag, text.substring(0, from) + expected + text.substring(to));
  }
}
