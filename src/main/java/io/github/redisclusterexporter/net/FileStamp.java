package io.github.redisclusterexporter.net;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;

/**
 * The attributes of a file that show whether it has changed: time, size and inode. Symbolic links
 * are followed: a mounted secret is updated by a change of the link's target.
 */
public record FileStamp(Map<String, Object> attributes) {

  /**
   * The stamps of these files, in the same order.
   *
   * @throws IOException when a file does not exist
   */
  public static List<FileStamp> of(Collection<Path> files) throws IOException {
    List<FileStamp> stamps = new ArrayList<>();
    for (Path file : files) {
      stamps.add(new FileStamp(Files.readAttributes(file, "lastModifiedTime,size,fileKey")));
    }
    return stamps;
  }
}
