package io.github.redisclusterexporter.deploy;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.testing.Eventually;
import io.github.redisclusterexporter.testing.MissingTools;
import io.github.redisclusterexporter.testing.RedisBinary;
import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.TempDirectories;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The backup, of the shipped cluster. */
class BackupIT {
  private final Path backups = TempDirectories.create("backups-");

  @AfterEach
  void delete() {
    TempDirectories.delete(backups);
  }

  @Test
  void everyShardIsSavedAndCanBeReadBack() throws Exception {
    if (!ShippedCluster.canRun()) {
      MissingTools.report("redis-server", "the backup");
      return;
    }
    try (ShippedCluster cluster = ShippedCluster.start()) {
      assertThat(cluster.create().assertSuccess().output()).contains("exists already");
      int keys = 30;
      for (int i = 0; i < keys; i++) {
        write(cluster, "key:" + i);
      }
      assertThat(backup(cluster, "check").code()).as("there is none yet").isEqualTo(1);

      backup(cluster, "once").assertSuccess();
      assertThat(keysIn(only(list()))).isEqualTo(keys);
      backup(cluster, "check").assertSuccess();

      Path first = only(list());
      Eventually.await(
          Duration.ofSeconds(30), "the next backup has a name of its own", () -> isLater(first));
      backup(cluster, "once").assertSuccess();
      assertThat(list()).as("BACKUP_KEEP is 1").hasSize(1).doesNotContain(first);

      Path second = only(list());
      cluster.kill(cluster.nodes().get(1));
      Finished failed = backup(cluster, "once");
      assertThat(failed.code()).as(failed.output()).isEqualTo(1);
      assertThat(failed.output())
          .contains(cluster.nodes().get(1) + " does not answer")
          .contains("of 16384 slots; the backup was discarded");
      assertThat(list()).containsExactly(second);
    }
  }

  /** The names have seconds. */
  private static boolean isLater(Path backup) {
    String name = backup.getFileName().toString();
    return Finished.run(Map.of(), List.of("date", "-u", "+%Y-%m-%dT%H%M%SZ"))
            .output()
            .strip()
            .compareTo(name)
        > 0;
  }

  private Finished backup(ShippedCluster cluster, String how) {
    Map<String, String> environment = new HashMap<>(cluster.environment());
    environment.put("DATA_DIRECTORY", cluster.data().toString());
    environment.put("BACKUP_DIRECTORY", backups.toString());
    environment.put("BACKUP_KEEP", "1");
    return Finished.run(environment, List.of("deploy/backup/backup", how));
  }

  private List<Path> list() throws IOException {
    try (Stream<Path> files = Files.list(backups)) {
      return files.sorted().toList();
    }
  }

  private static Path only(List<Path> backups) {
    assertThat(backups).hasSize(1);
    return backups.get(0);
  }

  /** What servers that start from the copied files have. */
  private static long keysIn(Path backup) throws IOException {
    List<Path> files;
    try (Stream<Path> all = Files.list(backup)) {
      files = all.filter(file -> file.toString().endsWith(".rdb")).toList();
    }
    assertThat(files).hasSize(3);
    long keys = 0;
    for (Path file : files) {
      try (RedisServer server =
          RedisServer.builder(RedisBinary.v70())
              .directive("dbfilename " + file.getFileName())
              .directive("dir " + backup)
              .start()) {
        keys += requireNonNull((Long) server.command("DBSIZE"));
      }
    }
    return keys;
  }

  private static void write(ShippedCluster cluster, String key) {
    List<HostPort> primaries = cluster.nodes().subList(0, 3);
    Long slot = (Long) cluster.ask(primaries.get(0), "CLUSTER", "KEYSLOT", key);
    HostPort owner = primaries.get(slot < 5461 ? 0 : slot < 10923 ? 1 : 2);
    assertThat(cluster.ask(owner, "SET", key, "value")).isEqualTo("OK");
  }
}
