package io.github.redisclusterexporter;

import com.typesafe.config.ConfigUtil;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.LogRecord;
import java.util.logging.SimpleFormatter;
import java.util.stream.Collectors;

/** How an event is written to the log. */
public enum LogFormat {
  /** Time, level, class and message in one line; below it the stack trace, if there is one. */
  TEXT {
    @Override
    String line(LogRecord event) {
      return "%s %s %s - %s%n%s"
          .formatted(
              TIME.format(event.getInstant()),
              LogConfig.Threshold.of(event.getLevel()),
              className(event),
              message(event),
              stackTrace(event));
    }
  },

  /** A JSON object in one line, with the stack trace in it. */
  JSON {
    @Override
    String line(LogRecord event) {
      Map<String, String> fields = new LinkedHashMap<>();
      fields.put("time", TIME.format(event.getInstant()));
      fields.put("level", LogConfig.Threshold.of(event.getLevel()).name().toLowerCase(Locale.ROOT));
      fields.put("logger", className(event));
      fields.put("message", message(event));
      if (event.getThrown() != null) {
        fields.put("exception", stackTrace(event));
      }
      return fields.entrySet().stream()
          .map(field -> "\"" + field.getKey() + "\":" + ConfigUtil.quoteString(field.getValue()))
          .collect(Collectors.joining(",", "{", "}" + System.lineSeparator()));
    }
  };

  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("yyyy-MM-dd'T'HH:mm:ss.SSSXXX").withZone(ZoneId.systemDefault());

  private static final Formatter FORMATTER = new SimpleFormatter();

  /** The event with the end of its line. */
  abstract String line(LogRecord event);

  /** Events of the JDK and of libraries may have their values apart from the text. */
  private static String message(LogRecord event) {
    return String.valueOf(FORMATTER.formatMessage(event));
  }

  private static String className(LogRecord event) {
    String name = String.valueOf(event.getLoggerName());
    return name.substring(name.lastIndexOf('.') + 1);
  }

  private static String stackTrace(LogRecord event) {
    if (event.getThrown() == null) {
      return "";
    }
    StringWriter text = new StringWriter();
    event.getThrown().printStackTrace(new PrintWriter(text));
    return text.toString();
  }
}
