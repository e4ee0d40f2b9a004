package io.github.redisclusterexporter.alert;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the example for Alertmanager does with alerts. */
record Routes(Yaml file) {
  static final Path FILE = Path.of("alerts", "alertmanager.yml");

  /** As the example for Prometheus sets them. */
  static final Duration SCRAPE = Duration.ofSeconds(15);

  static final Duration EVALUATION = Duration.ofSeconds(15);

  private static final Pattern MATCHER = Pattern.compile("(\\w+)(=~|=)\"?([^\"]*)\"?");

  static Routes read() throws IOException {
    return new Routes(Yaml.read(FILE));
  }

  /** How long the first message waits for other alerts to come along. */
  Duration groupWait(Alert alert) {
    return file.in("route").each("routes").stream()
        .filter(route -> matches(route.texts("matchers"), alert))
        .findFirst()
        .flatMap(route -> route.text("group_wait"))
        .map(PrometheusDuration::parse)
        .orElseThrow(() -> new AssertionError("no route for " + alert.name()));
  }

  /** The longest time from the fault to the message. */
  Duration messageAfter(Alert alert) {
    return SCRAPE.plus(EVALUATION).plus(alert.holds()).plus(groupWait(alert));
  }

  List<Yaml> inhibitions() {
    return file.each("inhibit_rules");
  }

  static boolean matches(List<String> matchers, Alert alert) {
    return matchers.stream().allMatch(matcher -> matches(matcher, alert));
  }

  private static boolean matches(String text, Alert alert) {
    Matcher matcher = MATCHER.matcher(text);
    if (!matcher.matches()) {
      throw new AssertionError("not a matcher: " + text);
    }
    String value =
        matcher.group(1).equals("alertname") ? alert.name() : alert.label(matcher.group(1));
    return matcher.group(2).equals("=")
        ? value.equals(matcher.group(3))
        : value.matches(matcher.group(3));
  }

  /** The names of alerts that the matchers speak of. */
  static List<String> names(List<String> matchers) {
    return matchers.stream()
        .map(MATCHER::matcher)
        .filter(matcher -> matcher.matches() && matcher.group(1).equals("alertname"))
        .flatMap(matcher -> List.of(matcher.group(3).split("\\|", -1)).stream())
        .toList();
  }
}
