package io.github.redisclusterexporter.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.GeneratedFile;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

class DrillsDocTest {

  @Test
  void theDrillsPageIsUpToDate() throws IOException {
    GeneratedFile.check(Path.of("docs", "development", "drills.md"), "docs.update", Drills.page());
  }

  @Test
  void faultsHaveDifferentNames() {
    assertThat(Drills.all()).extracting(Drill::fault).doesNotHaveDuplicates();
  }
}
