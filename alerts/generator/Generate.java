import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Writes the alert rules from rules.template.yml and values.yml. These classes need no libraries,
 * so that a user needs only a JDK to run them.
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

  private Generate() {}

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
          Value.parse(
              "values.yml", Files.readString(alerts.resolve("values.yml")), new ArrayList<>());
      for (Path page : pages) {
        files.put(
            page,
            Runbook.page(
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
        Value.parse("values.yml", Files.readString(alerts.resolve("values.yml")), problems);
    Map<String, Value> defaults = new LinkedHashMap<>(values);
    Set<String> names =
        Template.ALERT
            .matcher(template)
            .results()
            .map(alert -> alert.group(1))
            .collect(Collectors.toCollection(LinkedHashSet::new));
    values.forEach((key, value) -> ValueChecks.check(key, value, defaults, names, problems));
    Value.parse(name, own, problems)
        .forEach(
            (key, value) -> {
              ValueChecks.check(key, value, defaults, names, problems);
              values.put(key, value);
            });
    Template rules = new Template(values, problems);
    Map<String, String> files = rules.render(template);
    for (String key : defaults.keySet()) {
      if (!rules.uses(key)
          && !ValueChecks.FOR_EVERY_ALERT.contains(Value.last(key))
          && problems.isEmpty()) {
        problems.add(defaults.get(key).origin() + ": " + key + " is not used by the template");
      }
    }
    if (!problems.isEmpty()) {
      throw new IllegalArgumentException(String.join("\n", problems));
    }
    return files;
  }
}
