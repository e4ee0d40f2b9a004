package io.github.redisclusterexporter.config;

import com.typesafe.config.ConfigList;
import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigRenderOptions;
import com.typesafe.config.ConfigValue;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** Writes {@code docs/configuration.md} from {@code reference.conf}, comments and all. */
final class ConfigurationDoc {
  private static final String HEAD =
      """
      # Configuration

      <!-- Generated from reference.conf by ConfigurationDocTest; run it with -Ddocs.update=true. -->

      Settings have four sources: the defaults below, the file of `--config.file` (HOCON), environment
      variables, and Java system properties (`-Dredis.name=prod`). Each source overrides the ones before it.
      All errors are reported together, each with its key and the source of its value. An unknown key is also
      an error. An empty environment variable or an empty string means that the setting is not set. A duration
      is a number and a unit, for example `500ms`, `3s` or `1m`.

      ```hocon
      redis {
        name = "prod"
        nodes = ["10.0.0.1:6379", "10.0.0.2:6379"]
        password-file = "/run/secrets/redis"
      }
      collectors.slowlog = false
      ```

      In the file, `${NAME}` is replaced by the value of an environment variable.
      """;

  private final StringBuilder page = new StringBuilder(HEAD);

  private ConfigurationDoc() {}

  static String write(ConfigObject defaults) {
    ConfigurationDoc doc = new ConfigurationDoc();
    for (var entry : inOrder(defaults)) {
      if (entry.getValue() instanceof ConfigObject object && !object.isEmpty()) {
        doc.section(entry.getKey(), object);
      } else {
        doc.chapter(entry.getKey(), entry.getValue());
      }
    }
    return doc.page.toString();
  }

  private void section(String path, ConfigValue value) {
    List<Map.Entry<String, ConfigValue>> entries = inOrder((ConfigObject) value);
    page.append("\n## ").append(path).append("\n\n").append(comment(value)).append("\n\n");
    page.append("| key | default | environment variable | meaning |\n|---|---|---|---|\n");
    for (var entry : entries) {
      if (!(entry.getValue() instanceof ConfigObject)) {
        row(path + "." + entry.getKey(), entry.getValue());
      }
    }
    for (var entry : entries) {
      if (entry.getValue() instanceof ConfigObject) {
        section(path + "." + entry.getKey(), entry.getValue());
      }
    }
  }

  /** A key that is not in any section: its comment has paragraphs, and indented examples. */
  private void chapter(String key, ConfigValue value) {
    page.append("\n## ").append(key).append("\n\n");
    boolean code = false;
    for (String line : value.origin().comments()) {
      boolean indented = line.startsWith("     ");
      if (indented != code) {
        page.append(indented ? "```hocon\n" : "```\n");
        code = indented;
      }
      page.append(indented ? line.substring(5) : escaped(line.strip())).append('\n');
    }
    if (code) {
      page.append("```\n");
    }
    String variable = ConfigLoader.VARIABLES.get(key);
    if (variable != null) {
      page.append("\nEnvironment variable: `").append(variable).append("`.\n");
    }
  }

  private void row(String key, ConfigValue value) {
    String variable = ConfigLoader.VARIABLES.get(key);
    page.append("| `%s` | ".formatted(key))
        .append(shown(value))
        .append(" | ")
        .append(variable == null ? "" : "`" + variable + "`")
        .append(" | ")
        .append(comment(value).replace("|", "\\|"))
        .append(" |\n");
  }

  private static String shown(ConfigValue value) {
    boolean empty =
        value instanceof ConfigList list ? list.isEmpty() : "".equals(value.unwrapped());
    return empty ? "" : "`" + value.render(ConfigRenderOptions.concise()).replace("\"", "") + "`";
  }

  private static String comment(ConfigValue value) {
    return value.origin().comments().stream()
        .map(String::strip)
        .map(ConfigurationDoc::escaped)
        .collect(Collectors.joining(" "));
  }

  private static String escaped(String text) {
    return text.replace("<", "&lt;");
  }

  // The library keeps no order of keys, but it knows their lines.
  private static List<Map.Entry<String, ConfigValue>> inOrder(ConfigObject section) {
    return section.entrySet().stream()
        .sorted(Comparator.comparing(entry -> entry.getValue().origin().lineNumber()))
        .toList();
  }
}
