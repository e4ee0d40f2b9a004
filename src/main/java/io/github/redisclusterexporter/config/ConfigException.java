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
}
