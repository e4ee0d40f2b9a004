package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import org.json.JSONObject;
import org.junit.jupiter.api.Test;

class LogFormatTest {
  private static LogRecord event(Level level, String message) {
    LogRecord event = new LogRecord(level, message);
    event.setInstant(Instant.parse("2026-11-28T07:00:00.120Z"));
    event.setLoggerName("io.github.redisclusterexporter.scrape.FaultLog");
    return event;
  }

  @Test
  void textHasTimeLevelClassAndMessage() {
    assertThat(LogFormat.TEXT.line(event(Level.WARNING, "No answer from a:1")))
        .matches("2026-11-28T\\d\\d:\\d\\d:00\\.120\\S+ WARN FaultLog - No answer from a:1\\R");
  }

  @Test
  void valuesApartFromTheTextAreInserted() {
    LogRecord event = event(Level.WARNING, "closed {0} of {1}");
    event.setParameters(new Object[] {3, "clients"});
    assertThat(LogFormat.TEXT.line(event)).contains(" - closed 3 of clients");
    assertThat(new JSONObject(LogFormat.JSON.line(event)).getString("message"))
        .isEqualTo("closed 3 of clients");
  }

  @Test
  void aStackTraceFollowsTheText() {
    LogRecord event = event(Level.SEVERE, "A request failed");
    event.setThrown(new IllegalStateException("expected in this test"));
    assertThat(LogFormat.TEXT.line(event).lines())
        .satisfies(lines -> assertThat(lines.get(0)).endsWith(" ERROR FaultLog - A request failed"))
        .contains("java.lang.IllegalStateException: expected in this test");
  }

  @Test
  void jsonIsOneLineWhateverTheMessage() {
    LogRecord event = event(Level.FINE, "a \"quoted\" \\ name\nand\ttab, \u0001 and ü");
    event.setThrown(new IllegalStateException("expected in this test"));
    String line = LogFormat.JSON.line(event);
    assertThat(line.lines()).hasSize(1);
    assertThat(line).endsWith("}" + System.lineSeparator());
    JSONObject json = new JSONObject(line);
    assertThat(json.keySet())
        .containsExactlyInAnyOrder("time", "level", "logger", "message", "exception");
    assertThat(json.getString("message")).isEqualTo(event.getMessage());
    assertThat(json.getString("level")).isEqualTo("debug");
    assertThat(json.getString("logger")).isEqualTo("FaultLog");
    assertThat(json.getString("exception"))
        .contains("expected in this test", "at " + getClass().getName());
  }

  @Test
  void jsonWithoutAnExceptionHasNoSuchField() {
    JSONObject json = new JSONObject(LogFormat.JSON.line(event(Level.INFO, "all well")));
    assertThat(json.has("exception")).isFalse();
    assertThat(Instant.parse(json.getString("time").replaceFirst("[+-]\\d\\d:\\d\\d$", "Z")))
        .isNotNull();
  }

  @Test
  void everyLevelOfTheJdkHasOneOfOurs() {
    assertThat(LogConfig.Threshold.of(Level.CONFIG)).isEqualTo(LogConfig.Threshold.DEBUG);
    assertThat(LogConfig.Threshold.of(Level.FINEST)).isEqualTo(LogConfig.Threshold.DEBUG);
    assertThat(LogConfig.Threshold.of(Level.INFO)).isEqualTo(LogConfig.Threshold.INFO);
  }
}
