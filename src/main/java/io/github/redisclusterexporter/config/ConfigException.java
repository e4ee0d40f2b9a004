package io.github.redisclusterexporter.config;

import java.util.List;
import java.util.stream.Collectors;

/** The configuration is wrong. The message has one line for each problem, to be printed as is. */
public final class ConfigException extends Exception {
  private static final long serialVersionUID = 1L;

  private final transient List<Problem> problems;

  ConfigException(List<Problem> problems) {
    super(problems.stream().map(Problem::toString).collect(Collectors.joining("\n")));
    this.problems = List.copyOf(problems);
  }

  /** All that is wrong, at least one. */
  public List<Problem> problems() {
    return problems;
  }

  /**
   * One thing that is wrong with the configuration. All parts are single lines and free of secrets.
   *
   * @param key the key as in {@code reference.conf}, or the argument or variable when there is none
   * @param origin where the value comes from: a file and line, an environment variable, a system
   *     property, or {@code default}
   * @param message what is wrong, and what would be right
   */
  public record Problem(String key, String origin, String message) {

    public Problem {
      key = oneLine(key);
      origin = oneLine(origin);
      message = oneLine(message);
    }

    // Keys and values are the user's text: a line break in one must not look like another problem.
    private static String oneLine(String text) {
      return text.replaceAll("[\\p{Cntrl}\\u0085\\u2028\\u2029]", "?");
    }

    /** {@code key (origin): message}. */
    @Override
    public String toString() {
      return key + " (" + origin + "): " + message;
    }
  }
}
