package io.github.redisclusterexporter.drill;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.testing.GeneratedFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class DrillsDocTest {

  @Test
  void theDrillsPageIsUpToDate() throws IOException {
    GeneratedFile.check(Path.of("docs", "development", "drills.md"), "docs.update", Drills.page());
  }

  @Test
  void theCheckReportsAProblemOfEachFault() {
    Predicate<String> showsFault =
        Pattern.compile(
                "(up|state|slots_uncovered|views|shard_serving|shard_healthy_replicas|node_flagged"
                    + "|failures_tolerated|node_loading|replication_link_up|node_writes_blocked)"
                    + "(\\{.*)?")
            .asMatchPredicate();
    assertThat(Drills.all(ServerKind.REDIS))
        .filteredOn(drill -> drill.eventual().keySet().stream().anyMatch(showsFault))
        .isNotEmpty()
        .allSatisfy(drill -> assertThat(drill.findings()).as(drill.fault()).isNotEmpty());
  }

  @Test
  void faultsHaveDifferentNames() {
    assertThat(Drills.all(ServerKind.REDIS)).extracting(Drill::fault).doesNotHaveDuplicates();
  }
}
