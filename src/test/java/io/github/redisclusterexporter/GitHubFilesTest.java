package io.github.redisclusterexporter;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.alert.Yaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The files that GitHub and Renovate read name only commands, options and artifacts that exist. */
class GitHubFilesTest {
  private static final Path GITHUB = Path.of(".github");
  private static final Pattern USES = Pattern.compile("(?m)^ *(?:- )?uses: (.*)$");
  private static final Pattern PINNED =
      Pattern.compile("[\\w-]+/[\\w-]+@[0-9a-f]{40} # v\\d+\\.\\d+\\.\\d+");
  private static final Pattern PROFILE = Pattern.compile("-P(\\S+)");
  private static final Pattern PROPERTY = Pattern.compile("-D([\\w.]+)");
  private static final Pattern OPTION = Pattern.compile("--[a-z][a-z.-]+");

  /** A file of the project in a command; what a build writes to target does not exist here. */
  private static final Pattern OWN_FILE =
      Pattern.compile("(?<![\\w./-])(?:\\./|\\.ci/|tools/|deploy/|alerts/|src/)[\\w./-]+");

  /** A command of a workflow, as a shell gets it. */
  record Command(Path workflow, String text) {

    private boolean starts(String program) {
      return text.equals(program) || text.startsWith(program + " ");
    }

    @Override
    public String toString() {
      return workflow.getFileName() + ": " + text;
    }
  }

  static List<Path> workflows() throws IOException {
    return files(GITHUB.resolve("workflows"));
  }

  static List<Path> forms() throws IOException {
    return files(GITHUB.resolve("ISSUE_TEMPLATE")).stream()
        .filter(file -> !file.endsWith("config.yml"))
        .toList();
  }

  private static List<Path> files(Path directory) throws IOException {
    try (Stream<Path> files = Files.list(directory)) {
      return files.sorted().toList();
    }
  }

  private static List<Yaml> jobs(Path workflow) throws IOException {
    Yaml jobs = Yaml.read(workflow).in("jobs");
    return jobs.fields().keySet().stream().map(name -> jobs.in(name.toString())).toList();
  }

  static List<Command> commands() throws IOException {
    return workflows().stream().flatMap(GitHubFilesTest::commands).toList();
  }

  private static Stream<Command> commands(Path workflow) {
    try {
      return jobs(workflow).stream()
          .flatMap(job -> job.each("steps").stream())
          .flatMap(step -> step.text("run").stream())
          .flatMap(run -> run.replaceAll("\\\\\n\\s*", "").lines())
          .flatMap(line -> Stream.of(line.split(" && ", -1)))
          .map(text -> new Command(workflow, text.strip()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Test
  void thereAreWorkflowsForEachTierAndForReleases() throws IOException {
    assertThat(commands().stream().map(Command::text))
        .contains(
            "mvn -B test",
            ".ci/run",
            "tools/debian-servers trixie sid prometheus redis_exporter",
            "mvn -B verify -Pfull",
            "./release");
  }

  @ParameterizedTest
  @MethodSource("workflows")
  void actionsArePinnedToCommits(Path workflow) throws IOException {
    List<String> uses = found(USES, 1, Files.readString(workflow));
    assertThat(uses).isNotEmpty().allMatch(PINNED.asMatchPredicate());
  }

  /** The default of the host would be write access, and six hours. */
  @ParameterizedTest
  @MethodSource("workflows")
  void permissionsAndTimeAreLimited(Path workflow) throws IOException {
    assertThat(Yaml.read(workflow).in("permissions").text("contents")).contains("read");
    assertThat(jobs(workflow))
        .isNotEmpty()
        .allSatisfy(job -> assertThat(job.text("timeout-minutes")).isPresent());
  }

  @ParameterizedTest
  @MethodSource("commands")
  void filesInCommandsExist(Command command) {
    for (String file : found(OWN_FILE, 0, command.text())) {
      assertThat(Path.of(file)).exists();
    }
    String program = command.text().replaceAll(" .*", "");
    if (OWN_FILE.matcher(program).matches()) {
      assertThat(Path.of(program)).isExecutable();
    }
  }

  /** The directories in which steps run, and the scripts of npm that they call there. */
  @ParameterizedTest
  @MethodSource("workflows")
  void scriptsOfNpmExist(Path workflow) throws IOException {
    for (Yaml job : jobs(workflow)) {
      Optional<String> directory = job.in("defaults").in("run").text("working-directory");
      for (Yaml step : job.each("steps")) {
        String command = step.text("run").orElse("");
        if (command.startsWith("npm run ")) {
          Path description = Path.of(directory.orElseThrow(), "package.json");
          assertThat(Yaml.read(description).in("scripts").text(command.substring(8))).isPresent();
        }
      }
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void optionsOfMavenExist(Command command) throws IOException {
    if (command.starts("mvn")) {
      String pom = Files.readString(Path.of("pom.xml"));
      for (String profile : found(PROFILE, 1, command.text())) {
        assertThat(pom).contains("<id>" + profile + "</id>");
      }
      for (String property : found(PROPERTY, 1, command.text())) {
        assertThat(pom).contains("<" + property + ">");
      }
    }
  }

  @ParameterizedTest
  @MethodSource("commands")
  void optionsOfOwnProgramsExist(Command command) throws IOException {
    String program = command.text().replaceAll(" .*", "");
    if (OWN_FILE.matcher(program).matches()) {
      String script = Files.readString(Path.of(program));
      for (String argument : command.text().substring(program.length()).strip().split(" +", -1)) {
        assertThat(script).contains(argument);
      }
    }
    if (command.starts("docker run")) {
      assertThat(Arguments.USAGE).contains(command.text().replaceAll(".* ", ""));
    }
    if (command.starts("docker build")) {
      String dockerfile = Files.readString(Path.of("Dockerfile"));
      for (String argument : found(Pattern.compile("--build-arg \"(\\w+)="), 1, command.text())) {
        assertThat(dockerfile).contains("ARG " + argument);
      }
    }
  }

  @Test
  void changesAreTestedOnTheOldestAndTheNewestJava() throws IOException {
    String oldest =
        found(
                Pattern.compile("<maven.compiler.release>(\\d+)<"),
                1,
                Files.readString(Path.of("pom.xml")))
            .get(0);
    String newest =
        found(Pattern.compile("-temurin-(\\d+)"), 1, Files.readString(Path.of("Dockerfile")))
            .get(0);
    assertThat(jobs(GITHUB.resolve("workflows/changes.yml")).stream())
        .filteredOn(job -> !job.in("strategy").fields().isEmpty())
        .isNotEmpty()
        .allSatisfy(
            job ->
                assertThat(job.in("strategy").in("matrix").texts("java"))
                    .containsExactly(oldest, newest));
  }

  @Test
  void updatesNameArtifactsOfTheBuild() throws IOException {
    String pom = Files.readString(Path.of("pom.xml"));
    List<Yaml> rules = Yaml.read(GITHUB.resolve("renovate.json")).each("packageRules");
    assertThat(rules).isNotEmpty();
    for (Yaml rule : rules) {
      for (String name : rule.texts("matchPackageNames")) {
        if (name.contains(":")) {
          assertThat(pom).contains("<groupId>" + name.replaceAll(":.*", "") + "</groupId>");
        }
      }
    }
  }

  /** Later versions need a newer JDK than the oldest one that builds the project. */
  @Test
  void errorProneIsBelowTheLimitForUpdates() throws IOException {
    Yaml rule =
        Yaml.read(GITHUB.resolve("renovate.json")).each("packageRules").stream()
            .filter(each -> each.texts("matchPackageNames").toString().contains("error_prone"))
            .findFirst()
            .orElseThrow();
    int limit =
        Integer.parseInt(
            rule.text("allowedVersions").orElseThrow().replaceFirst("^<2\\.(\\d+)$", "$1"));
    List<String> minor =
        found(
            Pattern.compile("<errorprone.version>2\\.(\\d+)\\."),
            1,
            Files.readString(Path.of("pom.xml")));
    assertThat(minor).hasSize(1).allMatch(number -> Integer.parseInt(number) < limit);
  }

  @ParameterizedTest
  @MethodSource("forms")
  void formsNameOptionsThatExist(Path form) throws IOException {
    for (String option : found(OPTION, 0, Files.readString(form))) {
      assertThat(Arguments.USAGE).contains(option);
    }
  }

  @Test
  void aReportOfAProblemHasTheVersionAndTheResultOfTheCheck() throws IOException {
    List<Yaml> required =
        Yaml.read(GITHUB.resolve("ISSUE_TEMPLATE/bug.yml")).each("body").stream()
            .filter(
                field ->
                    field.in("validations").text("required").filter("true"::equals).isPresent())
            .toList();
    assertThat(
            required.stream().map(field -> field.in("attributes").text("description").orElse("")))
        .anyMatch(text -> text.contains("--version"))
        .anyMatch(text -> text.contains("--check"));
  }

  private static List<String> found(Pattern pattern, int group, String text) {
    return pattern.matcher(text).results().map((MatchResult match) -> match.group(group)).toList();
  }
}
