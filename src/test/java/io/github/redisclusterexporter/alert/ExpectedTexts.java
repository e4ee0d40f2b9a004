package io.github.redisclusterexporter.alert;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The annotations of an alert that fires: a second implementation of what the rules use of
 * Prometheus' templates.
 *
 * @param labels of the alert that fires
 * @param value as the text has it
 * @param node what a query for one node finds, empty when nothing
 * @param listed what a query for several finds
 */
record ExpectedTexts(Map<String, String> labels, String value, String node, String listed) {
  private static final Pattern WITH_LABEL =
      Pattern.compile("\\{\\{ with \\$labels\\.(\\w+) }}(.*?)\\{\\{ \\. }}(.*?)\\{\\{ end }}");

  private static final Pattern WITH_QUERY =
      Pattern.compile("\\{\\{ with printf .*?\\| query }}.*?\\{\\{ else }}(.*?)\\{\\{ end }}");

  private static final Pattern RANGE =
      Pattern.compile("\\{\\{ range printf .*?\\{\\{ \\.Labels\\.\\w+ }}\\{\\{ end }}");

  private static final Pattern LABEL = Pattern.compile("\\{\\{ \\$labels\\.(\\w+) }}");
  private static final Pattern VALUE = Pattern.compile("\\{\\{ \\$value[^}]*}}");

  Map<String, String> of(Alert alert) {
    Map<String, String> texts = new LinkedHashMap<>();
    alert
        .rule()
        .in("annotations")
        .fields()
        .forEach((name, text) -> texts.put(name.toString(), of(text.toString())));
    return texts;
  }

  private String of(String template) {
    String text =
        WITH_LABEL
            .matcher(template)
            .replaceAll(
                with ->
                    labels.containsKey(with.group(1))
                        ? quoted(with.group(2) + labels.get(with.group(1)) + with.group(3))
                        : "");
    text =
        WITH_QUERY.matcher(text).replaceAll(with -> quoted(node.isEmpty() ? with.group(1) : node));
    text = RANGE.matcher(text).replaceAll(quoted(listed));
    text = VALUE.matcher(text).replaceAll(quoted(value));
    return LABEL.matcher(text).replaceAll(label -> quoted(labels.getOrDefault(label.group(1), "")));
  }

  private static String quoted(String text) {
    return Matcher.quoteReplacement(text);
  }
}
