import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The parts of a runbook that follow from the rules and their values. */
final class Runbook {
  private Runbook() {}

  /** The page with the severity, the scope and the values of its alert. */
  static String page(String page, String rules, Map<String, Value> values) {
    String alert = page.lines().findFirst().orElse("").replace("# ", "");
    Matcher rule =
        Pattern.compile(
                "(?s)- alert: " + Pattern.quote(alert) + "\n.*?severity: (\\w+).*?scope: (\\w+)")
            .matcher(rules);
    if (!rule.find()) {
      return page;
    }
    String hold =
        values.containsKey(alert + ".for") ? " · for " + values.get(alert + ".for").text() : "";
    String head = "# " + alert + "\n\n" + rule.group(1) + " · " + rule.group(2) + hold + "\n";
    String own =
        values.entrySet().stream()
            .filter(value -> value.getKey().startsWith(alert + "."))
            .map(
                value ->
                    String.format(
                        Locale.ROOT,
                        "| `%s` | %s | %s |%n",
                        Value.last(value.getKey()),
                        value.getValue().text(),
                        meaning(value)))
            .collect(Collectors.joining());
    String table =
        own.isEmpty()
            ? ""
            : "| in [values.yml](../../alerts/values.yml) | default | meaning |\n|---|---|---|\n"
                + own;
    return page.replaceFirst("# .*\n\n.*\n", Matcher.quoteReplacement(head))
        .replaceFirst(
            "(?s)<!-- values -->\n.*?<!-- end -->\n",
            Matcher.quoteReplacement("<!-- values -->\n" + table + "<!-- end -->\n"));
  }

  private static String meaning(Map.Entry<String, Value> value) {
    return switch (Value.last(value.getKey())) {
      case "for" -> "how long the condition must last";
      case "keep_firing_for" -> "how long it fires after the condition has ended";
      case "enabled" -> "whether the rules contain it";
      default -> value.getValue().comment();
    };
  }
}
