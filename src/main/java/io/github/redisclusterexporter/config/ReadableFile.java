package io.github.redisclusterexporter.config;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Whether a file can be read later. */
final class ReadableFile {
  private ReadableFile() {}

  /** What stands in the way, without the path itself; null when nothing does. */
  static @Nullable String problem(Path file) {
    if (!Files.exists(file)) {
      return "the file does not exist";
    }
    if (Files.isDirectory(file)) {
      return "is a directory; expected a file";
    }
    return Files.isReadable(file) ? null : "the file cannot be read; check its owner and mode";
  }
}
