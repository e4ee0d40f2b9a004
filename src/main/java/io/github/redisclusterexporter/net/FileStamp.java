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
 * The attributes of a file that show whether it has changed. Symbolic links are followed: a mounted
 * secret is updated by a change of the link's target.
 *
 * @param key identifies the file in the file system (inode); null where that is not supported
 */
public record FileStamp(FileTime modified, long size, @Nullable String key) {

  /**
   * The stamps of these files, in the same order.
   *
   * @throws IOException when a file does not exist
   */
  public static List<FileStamp> of(Collection<Path> files) throws IOException {
    List<FileStamp> stamps = new ArrayList<>();
    for (Path file : files) {
      BasicFileAttributes attributes = Files.readAttributes(file, BasicFileAttributes.class);
      stamps.add(
          new FileStamp(
              attributes.lastModifiedTime(),
              attributes.size(),
              Objects.toString(attributes.fileKey(), null)));
    }
    return stamps;
  }
}
