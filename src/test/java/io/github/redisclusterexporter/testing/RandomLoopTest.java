package io.github.redisclusterexporter.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class RandomLoopTest {
  private static final Pattern USE = Pattern.compile("RandomLoop\\.(run|attempts)\\(");
  private static final Pattern TAG = Pattern.compile("@Tag\\(\"random\"\\)");

  /** The complete tier finds the tests by their tag. Without it, few attempts would be made. */
  @Test
  void eachTestWithRandomInputHasTheTag() throws IOException {
    long all = 0;
    for (Path file : ProjectFiles.all()) {
      if (file.startsWith("./src/test") && file.toString().endsWith("Test.java")) {
        String text = Files.readString(file);
        long uses = USE.matcher(text).results().count();
        assertThat(TAG.matcher(text).results().count()).as(file.toString()).isEqualTo(uses);
        all += uses;
      }
    }
    assertThat(all).isGreaterThan(10);
  }
}
