package io.github.redisclusterexporter.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.stream.Stream;

/** Creates and deletes temporary directories below java.io.tmpdir. */
public final class TempDirectories {
  private TempDirectories() {}

  public static Path create(String prefix) {
    try {
      return Files.createTempDirectory(prefix);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static Path createIn(Path parent, String prefix) {
    try {
      return Files.createTempDirectory(parent, prefix);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Deletes the directory and its contents. Missing files are no error. */
  public static void delete(Path directory) {
    // A process that is ending may still write files, and a shutdown hook may delete the same ones.
    Eventually.await(
        directory + " is deleted",
        () -> {
          deleteOnce(directory);
          return !Files.exists(directory);
        });
  }

  private static void deleteOnce(Path directory) throws IOException {
    if (!Files.exists(directory)) {
      return;
    }
    try (Stream<Path> tree = Files.walk(directory)) {
      List<Path> deepestFirst = tree.sorted(Comparator.reverseOrder()).toList();
      for (Path path : deepestFirst) {
        Files.deleteIfExists(path);
      }
    }
  }
}
