package io.github.redisclusterexporter.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A page of the project's documentation.
 *
 * @param path from the root of the project
 */
public record MarkdownPage(Path path, String text) {
  private static final Pattern FENCE = Pattern.compile("^\\s*```(\\S*)\\s*$");
  private static final Pattern SPAN = Pattern.compile("`([^`\n]+(?:\n[^`\n]+)?)`");
  private static final Pattern HEADING = Pattern.compile("(?m)^#+ (.+)$");
  private static final Set<String> NOT_OURS = Set.of("target", ".git", "node_modules", "replies");

  /**
   * A fenced code block.
   *
   * @param line number of its first line, from 1
   * @param language as after the fence; empty for none
   */
  public record Block(Path page, int line, String language, List<String> lines) {
    public Block {
      lines = List.copyOf(lines);
    }

    public String text() {
      return String.join("\n", lines);
    }

    /**
     * Its commands for a shell: continued lines are joined, comments and blank lines are removed.
     */
    public List<String> commands() {
      return text()
          .replaceAll("\\\\\n\\s*", "")
          .lines()
          .map(String::strip)
          .filter(line -> !line.isEmpty() && !line.startsWith("#"))
          .toList();
    }

    @Override
    public String toString() {
      return page + ":" + line;
    }
  }

  /** All pages of the project. */
  public static List<MarkdownPage> all() {
    try {
      return ProjectFiles.all().stream()
          .map(Path::normalize)
          .filter(file -> file.toString().endsWith(".md"))
          .filter(file -> Stream.of(parts(file)).noneMatch(NOT_OURS::contains))
          .sorted()
          .map(MarkdownPage::read)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String[] parts(Path file) {
    return file.toString().replace('\\', '/').split("/", -1);
  }

  static MarkdownPage read(Path path) {
    try {
      return new MarkdownPage(path, Files.readString(path));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** All blocks in one of these languages, on all pages. */
  public static List<Block> blocks(String... languages) {
    return all().stream()
        .flatMap(page -> page.blocks().stream())
        .filter(block -> List.of(languages).contains(block.language()))
        .toList();
  }

  public List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    List<String> lines = text.lines().toList();
    int begin = -1;
    for (int i = 0; i < lines.size(); i++) {
      var fence = FENCE.matcher(lines.get(i));
      if (fence.matches()) {
        if (begin >= 0) {
          var opening = FENCE.matcher(lines.get(begin));
          String language = opening.matches() ? opening.group(1) : "";
          blocks.add(new Block(path, begin + 1, language, lines.subList(begin + 1, i)));
          begin = -1;
        } else {
          begin = i;
        }
      }
    }
    return blocks;
  }

  /** The text outside of code blocks. */
  public String prose() {
    StringBuilder prose = new StringBuilder();
    boolean inBlock = false;
    for (String line : text.lines().toList()) {
      if (FENCE.matcher(line).matches()) {
        inBlock = !inBlock;
      } else if (!inBlock) {
        prose.append(line).append('\n');
      }
    }
    return prose.toString();
  }

  /** The inline code of the text. */
  public List<String> spans() {
    return SPAN.matcher(prose())
        .results()
        .map(found -> found.group(1).replaceAll("\\s+", " "))
        .toList();
  }

  /** The anchors of its headings. */
  public Set<String> anchors() {
    return HEADING
        .matcher(prose())
        .results()
        .map(found -> found.group(1).toLowerCase(Locale.ROOT))
        .map(heading -> heading.replaceAll("[^\\p{Alnum} _-]", "").replace(' ', '-'))
        .collect(Collectors.toSet());
  }

  @Override
  public String toString() {
    return path.toString();
  }
}
