package io.github.redisclusterexporter.testing;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** Finds the programs of this machine. */
public final class Executables {
  private Executables() {}

  /** The first of these programs that is on the PATH. */
  public static Optional<Path> onPath(String... names) {
    String[] directories = System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1);
    return Stream.of(names)
        .flatMap(
            name ->
                Stream.of(directories)
                    .filter(directory -> !directory.isEmpty())
                    .map(directory -> Path.of(directory, name)))
        .filter(file -> Files.isRegularFile(file) && Files.isExecutable(file))
        .findFirst();
  }
}
