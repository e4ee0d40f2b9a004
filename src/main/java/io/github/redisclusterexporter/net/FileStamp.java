package io.github.redisclusterexporter.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What tells that a file has changed, links followed: a mounted secret changes by what a link
 * points to.
 *
 * @param key the file's own identity where the system has one
 */
public record FileStamp(FileTime modified, long size, @Nullable String key) {

  /**
   * The stamps of all these files.
   *
   * @throws IOException when one is not there
   */
  public static List<FileStamp> of(Collection<Path> files) throws IOException {
    List<FileStamp> stamps = new ArrayList<>();
    for (Path file : files) {
      BasicFileAttributes is = Files.readAttributes(file, BasicFileAttributes.class);
      stamps.add(
          new FileStamp(is.lastModifiedTime(), is.size(), Objects.toString(is.fileKey(), null)));
    }
    return stamps;
  }
}
