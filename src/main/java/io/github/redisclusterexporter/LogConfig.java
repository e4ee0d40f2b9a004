package io.github.redisclusterexporter;

import io.github.redisclusterexporter.config.ConfigNode;
import java.util.Arrays;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/**
 * What is logged to stderr, and how.
 *
 * @param level the least important events that are logged
 */
public record LogConfig(Threshold level, LogFormat format) {
  // The JDK keeps only weak references to loggers, and a new one would not have the level.
  private static final Logger OWN = Logger.getLogger(LogConfig.class.getPackageName());
  private static final Logger ALL = Logger.getLogger("");

  /** Levels, most important first. */
  public enum Threshold {
    ERROR,
    WARN,
    INFO,
    DEBUG;

    private Level level() {
      return switch (this) {
        case ERROR -> Level.SEVERE;
        case WARN -> Level.WARNING;
        case INFO -> Level.INFO;
        case DEBUG -> Level.FINE;
      };
    }

    static Threshold of(Level level) {
      return Arrays.stream(values())
          .filter(each -> level.intValue() >= each.level().intValue())
          .findFirst()
          .orElse(DEBUG);
    }
  }

  /** Reads and checks the section {@code log}. */
  public static LogConfig read(ConfigNode section) {
    return new LogConfig(
        section.at("level").choice(Threshold.class).orElse(Threshold.INFO),
        section.at("format").choice(LogFormat.class).orElse(LogFormat.TEXT));
  }

  /** Applies it to the whole process. */
  public void apply() {
    LogManager.getLogManager().reset();
    ALL.addHandler(new Stderr(format));
    // The debug events of libraries are not ours to show: they have names of users, and headers.
    ALL.setLevel(level == Threshold.DEBUG ? Level.INFO : level.level());
    OWN.setLevel(level.level());
  }

  private static final class Stderr extends Handler {
    private final LogFormat format;

    private Stderr(LogFormat format) {
      this.format = format;
    }

    @Override
    public void publish(LogRecord event) {
      if (isLoggable(event)) {
        // As one text: lines of several threads do not mix.
        System.err.print(format.line(event));
      }
    }

    @Override
    public void flush() {
      System.err.flush();
    }

    @Override
    public void close() {}
  }
}
