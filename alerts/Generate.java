import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes the alert rules from rules.template.yml and values.yml. A single file without libraries,
 * so that a user needs only a JDK to run it.
 */
public final class Generate {
  private static final String USAGE =
      """
      usage: alerts/generate
               after a change of alerts/values.yml: writes redis-cluster.rules.yml and opt-in.rules.yml in
               alerts/, the operator's rule in deploy/, and the values in docs/runbooks
             alerts/generate [--output DIRECTORY] FILE
               with your own values, which FILE has in the form of alerts/values.yml: writes
               redis-cluster.rules.yml and prometheus-rule.yaml in DIRECTORY, by default here
      """;

  private static final Pattern DURATION = Pattern.compile("(\\d+)(ms|s|m|h|d)");
  private static final Pattern DURATIONS = Pattern.compile("(?:\\d+(?:ms|s|m|h|d))+");
  private static final Pattern NUMBER = Pattern.compile("\\d+(?:\\.\\d+)?(?:e\\d+)?");
  private static final Pattern MATCHERS =
      Pattern.compile("(?:\\w+(?:=~|!~|!=|=)\"(?:[^\"\\\\]|\\\\.)*\"(?:, ?(?=\\w)|$))*");

  private static final Pattern LINE = Pattern.compile("( *)([\\w.-]+):(?: +(.*?))?\\s*");
  private static final Pattern QUOTED = Pattern.compile("'((?:[^']|'')*)'(?: +#.*)?");
  private static final Pattern IN_DOUBLE_QUOTES = Pattern.compile("\"([^\"\\\\]*)\"(?: +#.*)?");
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([\\w.]+)}");
  private static final Pattern ALERT = Pattern.compile("(?m)^ *- alert: (\\w+)$");
  private static final Pattern EXPRESSION = Pattern.compile("(?m)^( *)expr: \\|\n((?:\\1 .*\n?)+)");
  private static final Pattern FOLDED = Pattern.compile("(?m)^( *)(\\w+: >-)\n((?:\\1  .*\n?)+)");

  /** What the exporters say about themselves belongs to no cluster. */
  private static final Pattern SERIES =
      Pattern.compile(
          "(?<![\\w:])(?!redis_cluster_exporter_build_info)redis_cluster[_:][\\w:]+"
              + "(?![\\w:(])(?:\\{([^}]*)})?");

  private static final Pattern GROUPING =
      Pattern.compile("\\b(?:by|without|on|ignoring|group_left|group_right) \\([^)]*\\)");

  private static final Set<String> FOR_EVERY_ALERT = Set.of("enabled", "severity", "selector");
  private static final Set<String> SEVERITIES = Set.of("critical", "warning", "info");
  private static final int WIDTH = 112;
  private static final int LONGEST_CORRECTION = 5;

  private static final Map<String, String> WORDS =
      Map.of("ms", "millisecond", "s", "second", "m", "minute", "h", "hour", "d", "day");

  private static final Map<String, Double> SECONDS =
      Map.of("ms", 0.001, "s", 1.0, "m", 60.0, "h", 3600.0, "d", 86400.0);

  /** One value, where it was read, and the comment before it. */
  private record Value(String text, String origin, String comment) {}

  private final Map<String, Value> values;
  private final Map<String, String> macros = new LinkedHashMap<>();
  private final Set<String> used = new LinkedHashSet<>();
  private final List<String> problems;

  private Generate(Map<String, Value> values, List<String> problems) {
    this.values = values;
    this.problems = problems;
  }

  /** Runs it; see {@link #USAGE}. */
  public static void main(String[] arguments) throws IOException {
    List<String> rest = new ArrayList<>(List.of(arguments));
    Path output = Path.of(".");
    int option = rest.indexOf("--output");
    if (option >= 0 && option + 1 < rest.size()) {
      output = Path.of(rest.remove(option + 1));
      rest.remove(option);
    }
    if (rest.size() > 1 || rest.stream().anyMatch(text -> text.startsWith("-"))) {
      boolean help = rest.contains("--help") || rest.contains("-h");
      (help ? System.out : System.err).print(USAGE);
      System.exit(help ? 0 : 2);
    }
    try {
      Path alerts = Path.of(System.getProperty("alerts.directory", "alerts"));
      if (rest.isEmpty()) {
        write(shipped(alerts));
      } else {
        Path own = Path.of(rest.get(0));
        String text = Files.readString(own);
        Map<String, String> files = generate(alerts, own.toString(), text);
        write(
            Map.of(
                output.resolve("redis-cluster.rules.yml"), files.get("rules"),
                output.resolve("prometheus-rule.yaml"), files.get("operator")));
      }
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
    } catch (IOException e) {
      System.err.println("cannot read or write: " + e.getMessage());
      System.exit(1);
    }
  }

  private static void write(Map<Path, String> files) throws IOException {
    for (Map.Entry<Path, String> file : files.entrySet()) {
      Path directory = file.getKey().toAbsolutePath().getParent();
      Files.createDirectories(directory);
      if (!Files.exists(file.getKey())
          || !Files.readString(file.getKey()).equals(file.getValue())) {
        Files.writeString(file.getKey(), file.getValue());
        System.out.println("wrote " + file.getKey());
      }
    }
  }

  /** The files of the project that have values in them, with what belongs there. */
  public static Map<Path, String> shipped(Path alerts) throws IOException {
    Map<String, String> generated = generate(alerts, "", "");
    Map<Path, String> files = new LinkedHashMap<>();
    files.put(alerts.resolve("redis-cluster.rules.yml"), generated.get("rules"));
    files.put(alerts.resolve("opt-in.rules.yml"), generated.get("opt-in"));
    Path project = alerts.resolveSibling("deploy/kubernetes/operator");
    if (Files.isDirectory(project)) {
      files.put(project.resolve("prometheus-rule.yaml"), generated.get("operator"));
    }
    Path runbooks = alerts.resolveSibling("docs/runbooks");
    if (Files.isDirectory(runbooks)) {
      List<Path> pages;
      try (Stream<Path> listed = Files.list(runbooks)) {
        pages = listed.sorted().toList();
      }
      Map<String, Value> values =
          parse("values.yml", Files.readString(alerts.resolve("values.yml")), new ArrayList<>());
      for (Path page : pages) {
        files.put(
            page,
            runbook(
                Files.readString(page), generated.get("rules") + generated.get("opt-in"), values));
      }
    }
    return files;
  }

  /**
   * Generates the rules.
   *
   * @param alerts the directory with the template and the default values
   * @param name of the file with the user's own values, for messages
   * @param own its content
   * @return the content of the files {@code rules}, {@code opt-in} and {@code operator}
   * @throws IllegalArgumentException with all problems, one per line
   */
  public static Map<String, String> generate(Path alerts, String name, String own)
      throws IOException {
    List<String> problems = new ArrayList<>();
    String template = Files.readString(alerts.resolve("rules.template.yml"));
    Map<String, Value> values =
        parse("values.yml", Files.readString(alerts.resolve("values.yml")), problems);
    Map<String, Value> defaults = new LinkedHashMap<>(values);
    Set<String> names =
        ALERT
            .matcher(template)
            .results()
            .map(alert -> alert.group(1))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    values.forEach((key, value) -> check(key, value, defaults, names, problems));
    parse(name, own, problems)
        .forEach(
            (key, value) -> {
              check(key, value, defaults, names, problems);
              values.put(key, value);
            });
    Generate generate = new Generate(values, problems);
    Map<String, String> files = generate.render(template);
    for (String key : defaults.keySet()) {
      if (!generate.used.contains(key)
          && !FOR_EVERY_ALERT.contains(last(key))
          && problems.isEmpty()) {
        problems.add(defaults.get(key).origin() + ": " + key + " is not used by the template");
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
    return files;
  }

  private static String last(String key) {
    return key.substring(key.indexOf('.') + 1);
  }

  /** The values of a file, those of an alert with its name and a dot before the key. */
  private static Map<String, Value> parse(String file, String text, List<String> problems) {
    Map<String, Value> values = new LinkedHashMap<>();
    String section = "";
    List<String> comment = new ArrayList<>();
    int number = 0;
    for (String line : text.lines().toList()) {
      number++;
      String origin = file + ":" + number;
      if (line.isBlank()) {
        comment.clear();
        continue;
      }
      if (line.strip().startsWith("#")) {
        comment.add(line.strip().substring(1).strip());
        continue;
      }
      Matcher matcher = LINE.matcher(line);
      if (!matcher.matches()) {
        problems.add(origin + ": expected \"key: value\", found: " + line.strip());
        continue;
      }
      boolean nested = !matcher.group(1).isEmpty();
      String rest = matcher.group(3) == null ? "" : matcher.group(3);
      String scalar = scalar(rest);
      if (!nested && (rest.isEmpty() || rest.startsWith("#"))) {
        section = matcher.group(2);
      } else if (nested && section.isEmpty()) {
        problems.add(origin + ": " + matcher.group(2) + " is indented and belongs to no alert");
      } else {
        section = nested ? section : "";
        String key = nested ? section + "." + matcher.group(2) : matcher.group(2);
        if (values.put(key, new Value(scalar, origin, String.join(" ", comment))) != null) {
          problems.add(origin + ": " + key + " is there twice");
        }
      }
      comment.clear();
    }
    return values;
  }

  private static String scalar(String text) {
    Matcher quoted = QUOTED.matcher(text);
    if (quoted.matches()) {
      return quoted.group(1).replace("''", "'");
    }
    Matcher doubleQuoted = IN_DOUBLE_QUOTES.matcher(text);
    return doubleQuoted.matches() ? doubleQuoted.group(1) : text.replaceFirst("(^| +)#.*", "");
  }

  private static void check(
      String key,
      Value value,
      Map<String, Value> defaults,
      Set<String> names,
      List<String> problems) {
    String place = value.origin() + ": " + key + ": ";
    int dot = key.indexOf('.');
    String alert = dot < 0 ? "" : key.substring(0, dot);
    if (dot >= 0 && !names.contains(alert)) {
      problems.add(value.origin() + ": there is no alert " + alert + nearest(alert, names));
      return;
    }
    boolean forEvery = dot >= 0 && FOR_EVERY_ALERT.contains(last(key));
    if (!forEvery && !defaults.containsKey(key)) {
      Set<String> known =
          defaults.keySet().stream()
              .filter(other -> other.startsWith(alert + (dot < 0 ? "" : ".")))
              .filter(other -> dot >= 0 || !other.contains("."))
              .map(Generate::last)
              .collect(Collectors.toCollection(LinkedHashSet::new));
      if (dot >= 0) {
        known.addAll(FOR_EVERY_ALERT.stream().sorted().toList());
      } else if (names.contains(key)) {
        problems.add(place + "expected its values in indented lines");
        return;
      }
      problems.add(place + "unknown key" + nearest(last(key), known));
      return;
    }
    String wrong = wrong(last(key), value.text(), forEvery ? "" : defaults.get(key).text());
    if (!wrong.isEmpty()) {
      problems.add(
          place + wrong + ", found: " + (value.text().isEmpty() ? "nothing" : value.text()));
    }
  }

  /** What is wrong with the text of a value; empty when nothing is. */
  private static String wrong(String key, String text, String byDefault) {
    if (key.equals("enabled")) {
      return text.matches("true|false") ? "" : "expected true or false";
    }
    if (key.equals("severity")) {
      return SEVERITIES.contains(text) ? "" : "expected critical, warning or info";
    }
    if (key.equals("selector") || key.equals("exporters")) {
      return MATCHERS.matcher(text).matches()
          ? ""
          : "expected matchers such as redis_cluster=~\"prod.*\"";
    }
    if (DURATIONS.matcher(byDefault).matches()) {
      boolean positive = key.equals("for") || key.equals("keep_firing_for") || seconds(text) > 0;
      return DURATIONS.matcher(text).matches() && positive
          ? ""
          : "expected a duration such as 90s, 5m or 1h30m";
    }
    if (NUMBER.matcher(byDefault).matches()) {
      if (!NUMBER.matcher(text).matches()) {
        return "expected a number";
      }
      return key.endsWith("ratio")
              && (Double.parseDouble(text) <= 0 || Double.parseDouble(text) > 1)
          ? "expected a number above 0 and up to 1"
          : "";
    }
    return "";
  }

  private static String nearest(String text, Set<String> known) {
    return known.stream()
        .min(Comparator.comparingInt(other -> distance(text, other)))
        .filter(other -> distance(text, other) <= LONGEST_CORRECTION)
        .map(other -> "; do you mean " + other + "?")
        .orElse("; known: " + String.join(", ", known));
  }

  private static int distance(String one, String other) {
    int[] row = new int[other.length() + 1];
    Arrays.setAll(row, i -> i);
    for (int i = 1; i <= one.length(); i++) {
      int diagonal = row[0];
      row[0] = i;
      for (int j = 1; j <= other.length(); j++) {
        int substituted = diagonal + (one.charAt(i - 1) == other.charAt(j - 1) ? 0 : 1);
        diagonal = row[j];
        row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
      }
    }
    return row[other.length()];
  }

  private Map<String, String> render(String template) {
    StringBuilder head = new StringBuilder();
    List<String> chunks = new ArrayList<>();
    for (String chunk : template.split("\n\n+", -1)) {
      StringBuilder text = new StringBuilder();
      for (String line : chunk.lines().toList()) {
        if (line.startsWith("#: ")) {
          String[] macro = line.substring(3).split(" = ", 2);
          macros.put(macro[0], macro[1]);
        } else {
          text.append(line).append('\n');
        }
      }
      if (head.isEmpty()) {
        head.append(text);
      } else {
        chunks.add(text.toString());
      }
    }
    String rules = head + rules(chunks, true);
    String optIn =
        "# Alerts that are off by default; load this file as well to have them.\n"
            + "#\n"
            + "# Generated by alerts/generate from rules.template.yml and values.yml: change"
            + " those.\n"
            + "groups:\n"
            + rules(chunks, false);
    String operator =
        "# Generated by alerts/generate: the rules of alerts/redis-cluster.rules.yml.\n"
            + "apiVersion: monitoring.coreos.com/v1\n"
            + "kind: PrometheusRule\n"
            + "metadata:\n"
            + "  name: redis-cluster\n"
            + "spec:\n"
            + rules
                .lines()
                .map(line -> line.isEmpty() ? line : "  " + line)
                .collect(Collectors.joining("\n", "", "\n"));
    return Map.of("rules", rules, "opt-in", optIn, "operator", operator);
  }

  /** The rules that are enabled, with what they record, or only the alerts that are not. */
  private String rules(List<String> chunks, boolean enabled) {
    StringBuilder text = new StringBuilder();
    String group = "";
    for (String chunk : chunks) {
      Matcher alert = ALERT.matcher(chunk);
      if (chunk.contains("  - name: ")) {
        group = "\n" + chunk;
      } else if (alert.find() ? isEnabled(alert.group(1)) == enabled : enabled) {
        text.append(group);
        // The first rule of a group follows its head at once.
        text.append(group.isEmpty() ? "\n" : "").append(rule(chunk));
        group = "";
      }
    }
    return text.toString();
  }

  private boolean isEnabled(String alert) {
    return !text(alert, "enabled", "true").equals("false");
  }

  private String text(String alert, String key, String byDefault) {
    Value value = values.get(alert + "." + key);
    return value == null ? byDefault : value.text();
  }

  private String rule(String chunk) {
    Matcher name = ALERT.matcher(chunk);
    String alert = name.find() ? name.group(1) : "";
    String text = substitute(chunk, alert);
    text =
        EXPRESSION
            .matcher(text)
            .replaceAll(
                match ->
                    Matcher.quoteReplacement(
                        match.group(1) + "expr: |\n" + select(match.group(2), alert)));
    text = FOLDED.matcher(text).replaceAll(match -> Matcher.quoteReplacement(wrap(match)));
    Value severity = values.get(alert + ".severity");
    return severity == null
        ? text
        : text.replaceFirst("severity: \\w+", "severity: " + severity.text());
  }

  private String substitute(String text, String alert) {
    String done = text;
    while (PLACEHOLDER.matcher(done).find()) {
      done =
          PLACEHOLDER
              .matcher(done)
              .replaceAll(match -> Matcher.quoteReplacement(value(match.group(1), alert)));
    }
    return done;
  }

  private String value(String placeholder, String alert) {
    if (macros.containsKey(placeholder)) {
      return macros.get(placeholder);
    }
    for (String form : List.of("words", "seconds", "percent", "")) {
      String key = form.isEmpty() ? placeholder : placeholder.replaceFirst("\\." + form + "$", "");
      for (String full : List.of(alert + "." + key, key)) {
        if (values.containsKey(full) && (form.isEmpty() || !key.equals(placeholder))) {
          used.add(full);
          return format(values.get(full).text(), form);
        }
      }
    }
    problems.add("rules.template.yml: " + alert + ": no value " + placeholder);
    return "";
  }

  private static String format(String text, String form) {
    return switch (form) {
      case "words" -> words(text);
      case "seconds" -> plain(seconds(text));
      case "percent" -> plain(Math.round(1e6 * Double.parseDouble(text)) / 1e4) + " %";
      default -> text;
    };
  }

  private static double seconds(String duration) {
    return DURATION
        .matcher(duration)
        .results()
        .mapToDouble(part -> Long.parseLong(part.group(1)) * SECONDS.get(part.group(2)))
        .sum();
  }

  private static String words(String duration) {
    return DURATION
        .matcher(duration)
        .results()
        .map(
            part ->
                part.group(1)
                    + " "
                    + WORDS.get(part.group(2))
                    + (part.group(1).equals("1") ? "" : "s"))
        .collect(Collectors.joining(" "));
  }

  private static String plain(double number) {
    return number == Math.rint(number) ? Long.toString((long) number) : Double.toString(number);
  }

  /** Adds the matchers to every series of the expression. */
  private String select(String expression, String alert) {
    used.add("selector");
    String selector =
        Stream.of(values.get("selector"), values.get(alert + ".selector"))
            .filter(value -> value != null && !value.text().isEmpty())
            .map(Value::text)
            .collect(Collectors.joining(","));
    if (selector.isEmpty()) {
      return expression;
    }
    // The words of a grouping are labels, though one may look like a series.
    List<String> groupings =
        GROUPING.matcher(expression).results().map(MatchResult::group).toList();
    String text = GROUPING.matcher(expression).replaceAll("\u0000");
    text =
        SERIES
            .matcher(text)
            .replaceAll(
                series ->
                    Matcher.quoteReplacement(
                        series.group().replaceFirst("\\{.*", "")
                            + "{"
                            + (series.group(1) == null || series.group(1).isEmpty()
                                ? ""
                                : series.group(1) + ",")
                            + selector
                            + "}"));
    for (String grouping : groupings) {
      text = text.replaceFirst("\u0000", Matcher.quoteReplacement(grouping));
    }
    return text;
  }

  /** Lines of a folded text, filled anew: what was put in made them shorter or longer. */
  private static String wrap(MatchResult folded) {
    String indent = folded.group(1) + "  ";
    StringBuilder text = new StringBuilder(folded.group(1)).append(folded.group(2)).append('\n');
    StringBuilder line = new StringBuilder(indent);
    for (String word : folded.group(3).strip().split("\\s+", -1)) {
      if (line.length() > indent.length() && line.length() + word.length() >= WIDTH) {
        text.append(line).append('\n');
        line = new StringBuilder(indent);
      }
      line.append(line.length() > indent.length() ? " " : "").append(word);
    }
    return text.append(line).append('\n').toString();
  }

  /** The page with the severity, the scope and the values of its alert. */
  private static String runbook(String page, String rules, Map<String, Value> values) {
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
                        last(value.getKey()),
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
    return switch (last(value.getKey())) {
      case "for" -> "how long the condition must last";
      case "keep_firing_for" -> "how long it fires after the condition has ended";
      case "enabled" -> "whether the rules contain it";
      default -> value.getValue().comment();
    };
  }
}
