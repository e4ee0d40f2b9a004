package io.github.redisclusterexporter.alert;

import java.time.Duration;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/** Durations as Prometheus writes them: 90s, 1h30m, 1d. */
final class PrometheusDuration {
  private static final Pattern PART = Pattern.compile("(\\d+)(ms|s|m|h|d)");
  private static final Map<String, Duration> UNITS =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "m", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));

  private PrometheusDuration() {}

  static Duration parse(String text) {
    return PART.matcher(text)
        .results()
        .map(PrometheusDuration::part)
        .reduce(Duration.ZERO, Duration::plus);
  }

  private static Duration part(MatchResult part) {
    return UNITS
        .getOrDefault(part.group(2), Duration.ZERO)
        .multipliedBy(Long.parseLong(part.group(1)));
  }
}
