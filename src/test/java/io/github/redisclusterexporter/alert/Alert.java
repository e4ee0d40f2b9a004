package io.github.redisclusterexporter.alert;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * One alert as the rules define it.
 *
 * @param group name of the group it is in
 * @param rule its definition
 */
public record Alert(String group, Yaml rule) {
  public static final Path RULES = Path.of("alerts", "redis-cluster.rules.yml");

  /** Those that are off by default. */
  public static final Path OPT_IN = Path.of("alerts", "opt-in.rules.yml");

  /** All that are shipped, in the order of the files. */
  public static List<Alert> all() throws IOException {
    return Stream.concat(in(RULES), in(OPT_IN)).toList();
  }

  private static Stream<Alert> in(Path file) throws IOException {
    return Yaml.read(file).each("groups").stream()
        .flatMap(
            group ->
                group.each("rules").stream()
                    .filter(rule -> rule.text("alert").isPresent())
                    .map(rule -> new Alert(group.text("name").orElseThrow(), rule)));
  }

  static Alert named(String name) throws IOException {
    return all().stream().filter(alert -> alert.name().equals(name)).findFirst().orElseThrow();
  }

  public String name() {
    return rule.text("alert").orElseThrow();
  }

  public String expression() {
    return rule.text("expr").orElseThrow();
  }

  /** As it is written, empty when the alert fires at once. */
  Optional<String> hold() {
    return rule.text("for");
  }

  Duration holds() {
    return hold().map(PrometheusDuration::parse).orElse(Duration.ZERO);
  }

  /** How long it goes on firing when its condition is over. */
  Duration outlasts() {
    return rule.text("keep_firing_for").map(PrometheusDuration::parse).orElse(Duration.ZERO);
  }

  boolean pages() {
    return label("severity").equals("critical");
  }

  /** Empty when there is no such label. */
  public String label(String name) {
    return rule.in("labels").text(name).orElse("");
  }

  /** Empty when there is no such annotation. */
  public String annotation(String name) {
    return rule.in("annotations").text(name).orElse("");
  }

  public Path runbook() {
    return Path.of("docs", "runbooks", name().toLowerCase(Locale.ROOT) + ".md");
  }
}
