package io.github.redisclusterexporter.alert;

import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;

/**
 * The shipped rules and routes with every time in them divided by one factor, so that what takes
 * minutes can be watched. Ages of servers and events are times; other thresholds stay, those in
 * seconds included.
 *
 * @param factor how much faster
 */
record TimeScale(int factor) {
  /** A minute is six seconds; no shorter, as an election takes its time whatever the scale. */
  static final TimeScale OF_TESTS = new TimeScale(10);

  private static final Set<String> TIMES =
      Set.of(
          "for",
          "keep_firing_for",
          "interval",
          "group_wait",
          "group_interval",
          "repeat_interval",
          "resolve_timeout");

  /** In a query: the ranges, the steps of subqueries, the offsets. */
  private static final Pattern IN_QUERY =
      Pattern.compile("(?<=\\[|:|offset )(?:\\d+(?:ms|s|m|h|d))+");

  /** In a query: how long ago a server was started, or something happened. */
  private static final Pattern AGE =
      Pattern.compile("((?:_uptime_seconds|_timestamp_seconds)(?:\\[\\w+])?\\)* [<>]=? )(\\d+)\\b");

  private static final Pattern RECEIVER = Pattern.compile("http://([a-z-]+)\\.example:8080/");

  Duration of(Duration shipped) {
    return shipped.dividedBy(factor);
  }

  /** As Prometheus and Alertmanager write it. */
  String text(Duration shipped) {
    return of(shipped).toMillis() + "ms";
  }

  /** The rules, as YAML. */
  String rules() throws IOException {
    return dump(scaled(Yaml.read(Alert.RULES).fields()));
  }

  /**
   * The routes, as YAML.
   *
   * @param receivers where the receivers are: each one's own name comes after it
   */
  String routes(String receivers) throws IOException {
    return RECEIVER
        .matcher(dump(scaled(Yaml.read(Routes.FILE).fields())))
        .replaceAll(url -> receivers + url.group(1));
  }

  /** The query with its ranges, steps, offsets and ages divided. */
  String query(String shipped) {
    String aged =
        AGE.matcher(shipped)
            .replaceAll(
                age ->
                    age.group(1)
                        + of(Duration.ofSeconds(Long.parseLong(age.group(2)))).toSeconds());
    return IN_QUERY.matcher(aged).replaceAll(time -> text(PrometheusDuration.parse(time.group())));
  }

  private Object scaled(Object value) {
    if (value instanceof Map<?, ?> map) {
      Map<String, Object> result = new LinkedHashMap<>();
      map.forEach((key, item) -> result.put(key.toString(), scaled(key.toString(), item)));
      return result;
    }
    return value instanceof List<?> list ? list.stream().map(this::scaled).toList() : value;
  }

  private Object scaled(String key, Object value) {
    if (TIMES.contains(key)) {
      return text(PrometheusDuration.parse(value.toString()));
    }
    return key.equals("expr") ? query(value.toString()) : scaled(value);
  }

  private static String dump(Object yaml) {
    return new Dump(DumpSettings.builder().build()).dumpToString(yaml);
  }
}
