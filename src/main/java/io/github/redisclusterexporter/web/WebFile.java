package io.github.redisclusterexporter.web;

import io.github.redisclusterexporter.config.ConfigException;
import io.github.redisclusterexporter.config.Problems;
import io.github.redisclusterexporter.net.FileStamp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * The content of a web configuration file, in the format that Prometheus and its exporters share,
 * and of the files that it names.
 */
public final class WebFile {
  private final Path path;
  private final WebAccess access;
  private final List<Path> files;
  private final Optional<List<FileStamp>> stamps;

  private WebFile(Path path, WebAccess access, List<Path> files, Optional<List<FileStamp>> stamps) {
    this.path = path;
    this.access = access;
    this.files = files;
    this.stamps = stamps;
  }

  /**
   * Reads the file and all that it names.
   *
   * @throws ConfigException with all that is wrong
   */
  public static WebFile read(Path path) throws ConfigException {
    Problems problems = new Problems();
    WebFile file = read(path, problems);
    problems.throwIfAny();
    return file;
  }

  /** As {@link #read(Path)}; what it returns is of use only when no problem was found. */
  static WebFile read(Path path, Problems problems) {
    // Taken before reading, so that a file that is replaced meanwhile counts as changed.
    Optional<FileStamp> before = stampsOf(List.of(path)).map(stamps -> stamps.get(0));
    WebFileReader reader = new WebFileReader(path, problems);
    WebAccess access = reader.read();
    List<Path> files = reader.files();
    Optional<List<FileStamp>> stamps =
        stampsOf(files).filter(found -> Optional.of(found.get(0)).equals(before));
    return new WebFile(path, access, files, stamps);
  }

  public WebAccess access() {
    return access;
  }

  /** Whether it, or a file that it names, is no longer what was read. */
  public boolean hasChanged() {
    return stamps.isEmpty() || !stampsOf(files).equals(stamps);
  }

  /** Reads all of it again. */
  public WebFile again() throws ConfigException {
    return read(path);
  }

  private static Optional<List<FileStamp>> stampsOf(List<Path> files) {
    try {
      return Optional.of(FileStamp.of(files));
    } catch (IOException e) {
      return Optional.empty();
    }
  }
}
