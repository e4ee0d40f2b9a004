package io.github.redisclusterexporter.config;

import java.nio.file.Path;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What all nodes of a configuration, or of a file that it names, have in common.
 *
 * @param name the key or the argument that names the file, for problems with the file as a whole
 * @param file names of files are relative to its folder
 * @param overrides values from other sources, by path; they win over those in the file
 */
record Document(String name, Path file, Map<String, SourceValue> overrides, Problems problems) {

  /** The path of a key in a section. */
  static String path(String section, String key) {
    return (section.isEmpty() ? "" : section + ".") + Messages.key(key);
  }

  /** The values in a section by their keys. */
  SortedMap<String, SourceValue> content(String path, SourceValue section) {
    SortedMap<String, SourceValue> content = new TreeMap<>();
    for (SourceValue.Entry entry : section.entries()) {
      String key = entry.key().text();
      if (content.putIfAbsent(key, entry.value()) != null) {
        problems.add(path(path, key), entry.key().origin(), "is there twice; expected it once");
      }
    }
    return content;
  }
}
