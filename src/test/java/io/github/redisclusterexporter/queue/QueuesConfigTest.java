package io.github.redisclusterexporter.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.config.ConfigInput;
import io.github.redisclusterexporter.key.KeyDatabase;
import io.github.redisclusterexporter.queue.QueueRules.ListAge;
import io.github.redisclusterexporter.queue.QueueRules.Purpose;
import io.github.redisclusterexporter.queue.QueueRules.ScoreUnit;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class QueuesConfigTest {
  private final Path directory;

  QueuesConfigTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private QueuesConfig load(String... items) {
    return ConfigInput.valid()
        .file(directory, "queues = [", String.join("\n", items), "]")
        .loadOnly()
        .queues();
  }

  private List<String> problems(String... items) {
    return ConfigInput.valid()
        .file(directory, "queues = [", String.join("\n", items), "]")
        .lines()
        .stream()
        .map(line -> line.replace(directory.resolve("exporter.conf").toString(), "file"))
        .toList();
  }

  private static List<String> namesAndKeys(QueuesConfig queues) {
    return queues.keys().stream().map(key -> key.name() + " " + key.key()).toList();
  }

  @Test
  void everythingThatAQueueCanHave() {
    assertThat(
            load(
                    "{ name = s, key = \"tasks:high\", type = stream, group = g, max-age = 36h }",
                    "{ name = l, type = list, age-field = at, oldest = head, db = 3 }",
                    "{ name = z, type = ZSET, score = milliseconds, purpose = dead_letter }",
                    "plain")
                .keys())
        .containsExactly(
            new QueueDefinition(
                "s",
                "tasks:high",
                QueueRules.of(0, QueueType.STREAM)
                    .withGroup(Optional.of("g"))
                    .withMaxAge(Optional.of(Duration.ofHours(36)))),
            new QueueDefinition(
                "l",
                "l",
                QueueRules.of(3, QueueType.LIST).withListAge(new ListAge(ListAge.End.HEAD, "at"))),
            new QueueDefinition(
                "z",
                "z",
                QueueRules.of(0, QueueType.ZSET)
                    .withScore(ScoreUnit.MILLISECONDS)
                    .withPurpose(Purpose.DEAD_LETTER)),
            new QueueDefinition("plain", "plain", QueueRules.of(0, QueueType.AUTO)));
  }

  @Test
  void aPatternHasItsTextForAName() {
    assertThat(
            load(
                    "{ pattern = \"b:*\", type = list, max-keys = 5 }",
                    "{ name = c, pattern = \"c?\" }")
                .patterns())
        .containsExactly(
            new QueuesConfig.Pattern("b:*", "b:*", 5, QueueRules.of(0, QueueType.LIST)),
            new QueuesConfig.Pattern("c", "c?", 100, QueueRules.of(0, QueueType.AUTO)));
  }

  @Test
  void aPatternTakesNoNameThatIsTaken() {
    assertThat(problems("a", "{ name = a, pattern = \"a:*\" }"))
        .containsExactly(
            "queues.1 (file:3): the name 'a' is taken by queues.0 (file:2); names are unique");
  }

  @Test
  void theExamplesInTheDocumentationMakeTheQueuesThatItNames() throws IOException {
    List<MatchResult> rows =
        Pattern.compile("`(\\{ preset = [^`]*)` \\| `([^`]+)`")
            .matcher(Files.readString(Path.of("docs", "queues.md")))
            .results()
            .toList();
    assertThat(rows).hasSize(5);
    for (MatchResult row : rows) {
      assertThat(load(row.group(1)).keys())
          .as(row.group(1))
          .extracting(QueueDefinition::name)
          .contains(row.group(2));
    }
  }

  @Test
  void theExamplesInTheDocumentAreRight() throws IOException {
    List<String> examples =
        Pattern.compile("```hocon\\R(\\{ preset = [^`]*)```")
            .matcher(Files.readString(Path.of("docs", "queues.md")))
            .results()
            .map(example -> example.group(1))
            .toList();
    assertThat(examples).hasSize(5);
    examples.forEach(example -> assertThat(load(example).keys()).as(example).isNotEmpty());
  }

  @Test
  void theDatabaseOfTheUrlIsTheDefault() {
    ConfigInput input =
        ConfigInput.empty().env("REDIS_URL", "redis://h/4").env("REDIS_QUEUES", "q");
    assertThat(input.loadOnly().queues().keys().get(0).rules().database().standalone())
        .isEqualTo(4);
  }

  @Test
  void streams() {
    QueuesConfig queues =
        load(
            "{ preset = streams, queue = [\"tasks:high\", \"tasks:low\"], group = task_workers,",
            "  dead-letter = \"tasks:dlq\", log = \"tasks:checkpoints\", max-age = 5m }");
    assertThat(namesAndKeys(queues))
        .containsExactly(
            "tasks:high tasks:high",
            "tasks:low tasks:low",
            "tasks:dlq tasks:dlq",
            "tasks:checkpoints tasks:checkpoints");
    assertThat(queues.keys().get(0).rules().group()).contains("task_workers");
    assertThat(queues.keys().get(2).rules())
        .isEqualTo(QueueRules.of(0, QueueType.STREAM).withPurpose(Purpose.DEAD_LETTER));
  }

  @Test
  void bullmq() {
    assertThat(namesAndKeys(load("{ preset = bullmq, prefix = \"{bull}\", queue = emails }")))
        .containsExactly(
            "emails {bull}:emails:wait",
            "emails:paused {bull}:emails:paused",
            "emails:prioritized {bull}:emails:prioritized",
            "emails:delayed {bull}:emails:delayed",
            "emails:active {bull}:emails:active",
            "emails:waiting-children {bull}:emails:waiting-children",
            "emails:failed {bull}:emails:failed",
            "emails:completed {bull}:emails:completed");
  }

  @Test
  void sidekiq() {
    assertThat(namesAndKeys(load("{ preset = sidekiq, queue = \"default, mail\", prefix = app }")))
        .containsExactly(
            "default app:queue:default",
            "mail app:queue:mail",
            "sidekiq:schedule app:schedule",
            "sidekiq:retry app:retry",
            "sidekiq:dead app:dead");
  }

  @Test
  void celery() {
    assertThat(namesAndKeys(load("{ preset = celery, prefix = app_ }")))
        .containsExactly(
            "celery app_celery",
            "celery:priority-3 app_celery\u0006\u00163",
            "celery:priority-6 app_celery\u0006\u00166",
            "celery:priority-9 app_celery\u0006\u00169",
            "celery:unacked app_unacked_index");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{ preset = celery, priority-steps = [0, 1, 5, 5], separator = \":\" }",
        "{ preset = celery, priority-steps = \"1, 5\", separator = \":\" }",
        "\"celery?preset=celery&priority-steps=0&priority-steps=1&priority-steps=5&separator=:\""
      })
  void thePrioritiesOfCeleryAndTheirSeparator(String queues) {
    assertThat(namesAndKeys(load(queues)))
        .containsExactly(
            "celery celery",
            "celery:priority-1 celery:1",
            "celery:priority-5 celery:5",
            "celery:unacked unacked_index");
  }

  @Test
  void theOptionsOfAPresetInTheEnvironment() {
    assertThat(
            namesAndKeys(
                ConfigInput.valid()
                    .env(
                        "REDIS_QUEUES",
                        "a?preset=celery&priority-steps=7&priority-steps=9&separator=/,b?type=list")
                    .loadOnly()
                    .queues()))
        .containsExactly(
            "a a", "a:priority-7 a/7", "a:priority-9 a/9", "celery:unacked unacked_index", "b b");
  }

  @Test
  void rq() {
    assertThat(namesAndKeys(load("{ preset = rq, label-prefix = \"rq/\" }")))
        .containsExactly(
            "rq/default rq:queue:default",
            "rq/default:scheduled rq:scheduled:default",
            "rq/default:started rq:wip:default",
            "rq/default:deferred rq:deferred:default",
            "rq/default:failed rq:failed:default");
  }

  @Test
  void allThatIsWrongAtOnce() {
    assertThat(
            problems(
                "{ type = stream }",
                "{ name = a, tpye = list }",
                "{ name = b, type = queue }",
                "{ key = c, pattern = \"c*\" }",
                "{ name = d, type = list, group = g, score = seconds }",
                "{ name = e, max-age = 5 }",
                "{ name = f, oldest = head }",
                "{ name = \"\", key = [] }",
                "{ preset = bull, queue = x }",
                "{ preset = bullmq, max-age = 5m }",
                "{ preset = rq, queue = [{}] }",
                "{ name = g, db = -1 }",
                "{ pattern = \"x*\", max-keys = 0 }",
                "{ preset = celery, priority-steps = [0, low, 03] }"))
        .containsExactly(
            "queues.0 (file:2): has neither a name nor a key nor a pattern nor a preset; expected"
                + " one",
            "queues.1.tpye (file:3): unknown key; the nearest known key is type",
            "queues.2.type (file:4): 'queue' is not one of auto, stream, list, zset, set",
            "queues.3.pattern (file:5): is set beside key; leave it out",
            "queues.4.group (file:6): has no meaning for type list; it is for stream",
            "queues.4.score (file:6): has no meaning for type list; it is for zset",
            "queues.5.max-age (file:7): '5' has no unit; expected a duration such as 500ms or 3s",
            "queues.6.oldest (file:8): is set without age-field; set both or none",
            "queues.7.name (file:9): is empty; leave it out, or give it a text",
            "queues.7.key (file:9): is a list; expected text",
            "queues.8.preset (file:10): 'bull' is not one of streams, bullmq, sidekiq, celery, rq",
            "queues.9 (file:11): has no queue; expected the names of one or more",
            "queues.9.max-age (file:11): unknown key; the nearest known key is queue",
            "queues.10.queue (file:12): has an item that is a section, not text",
            "queues.11.db (file:13): '-1' is not a whole number between 0 and 65535",
            "queues.12.max-keys (file:14): '0' is not a whole number between 1 and 10000",
            "queues.13.priority-steps (file:15): 'low' is not a whole number between 0 and 999",
            "queues.13.priority-steps (file:15): '03' is not a whole number between 0 and 999");
  }

  @Test
  void aNameIsTakenOnceEvenByAPreset() {
    assertThat(
            problems(
                "\"emails:failed\"",
                "{ preset = bullmq, queue = emails }",
                "{ name = \"emails:failed\", key = other }"))
        .containsExactly(
            "queues.1 (file:3): the name 'emails:failed' is taken by queues.0 (file:2); names are"
                + " unique",
            "queues.2 (file:4): the name 'emails:failed' is taken by queues.0 (file:2); names are"
                + " unique");
  }

  @Test
  void onlyADatabaseOfTheQueueAppliesToACluster() {
    assertThat(
            ConfigInput.empty()
                .env("REDIS_URL", "redis://h/4")
                .file(directory, "queues = [a, { name = b, db = 1 }, { preset = rq, db = 4 }]")
                .loadOnly()
                .queues()
                .keys())
        .extracting(queue -> queue.rules().database())
        .startsWith(new KeyDatabase(4, 0), new KeyDatabase(1, 1), new KeyDatabase(4, 4));
  }

  @Test
  void aVariableHasOptionsAfterAQuestionMark() {
    QueuesConfig queues =
        ConfigInput.valid()
            .env(
                "REDIS_QUEUES",
                "tasks:high, tasks:letters?purpose=dead_letter,"
                    + "mail?type=list&max-age=5m&watch=no,"
                    + "audit?key=tasks:high&group=auditors,"
                    + "emails?preset=rq, jobs?pattern=jobs:*&max-keys=7")
            .loadOnly()
            .queues();
    QueueRules any = QueueRules.of(0, QueueType.AUTO);
    assertThat(queues.keys())
        .startsWith(
            new QueueDefinition("tasks:high", "tasks:high", any),
            new QueueDefinition(
                "tasks:letters", "tasks:letters", any.withPurpose(Purpose.DEAD_LETTER)),
            new QueueDefinition(
                "mail",
                "mail",
                QueueRules.of(0, QueueType.LIST)
                    .withMaxAge(Optional.of(Duration.ofMinutes(5)))
                    .unwatched()),
            new QueueDefinition("audit", "tasks:high", any.withGroup(Optional.of("auditors"))))
        .extracting(QueueDefinition::name)
        .endsWith("emails:deferred", "emails:failed");
    assertThat(queues.patterns())
        .containsExactly(new QueuesConfig.Pattern("jobs", "jobs:*", 7, any));
  }

  @Test
  void whatIsWrongWithTheOptionsOfAVariable() {
    String variable = " (environment variable REDIS_QUEUES): ";
    String notAKey =
        " is not a key with options; expected key?option=value&option=value, such as"
            + " tasks:dlq?purpose=dead_letter; in the file, a key with a question mark is written"
            + " as { key = \"...\" }";
    assertThat(
            ConfigInput.valid()
                .env(
                    "REDIS_QUEUES",
                    "a?purpose=dead-letter,b?dead_letter,?purpose=log,c?porpose=log,d?,"
                        + "e?purpose=log&purpose=work,f.g?watch=never,a,x?max-age=,h?watch=no,h")
                .lines())
        .containsExactly(
            "queues.a.purpose" + variable + "'dead-letter' is not one of work, dead_letter, log",
            "queues" + variable + "'b?dead_letter'" + notAKey,
            "queues" + variable + "'?purpose=log'" + notAKey,
            "queues.c.porpose" + variable + "unknown key; the nearest known key is purpose",
            "queues" + variable + "'d?'" + notAKey,
            "queues.e.purpose" + variable + "'log,work' is not one of work, dead_letter, log",
            "queues.\"f.g\".watch" + variable + "'never' is neither true nor false",
            "queues" + variable + "'x?max-age='" + notAKey,
            "queues"
                + variable
                + "the name 'h' is taken by queues.h (environment variable REDIS_QUEUES); names"
                + " are unique");
  }

  @Test
  void aKeyOfAFileMayHaveAQuestionMark() {
    assertThat(namesAndKeys(load("{ key = \"what?\" }", "\"tasks?purpose=log\"")))
        .containsExactly("what? what?", "tasks tasks");
  }

  @Test
  void entriesInProgressOrHeldBackDoNotHaveToBeTaken() {
    assertThat(
            load(
                    "{ preset = bullmq, queue = b }",
                    "{ preset = rq, queue = r }",
                    "{ preset = celery, queue = c }",
                    "{ preset = sidekiq, queue = s }")
                .keys())
        .filteredOn(queue -> !queue.rules().watch())
        .extracting(QueueDefinition::name)
        .containsExactly(
            "b:paused",
            "b:active",
            "b:waiting-children",
            "r:started",
            "r:deferred",
            "celery:unacked");
    assertThat(load("{ preset = sidekiq, watch = false }", "{ pattern = \"x:*\", watch = off }"))
        .satisfies(
            queues -> {
              assertThat(queues.keys()).noneMatch(queue -> queue.rules().watch());
              assertThat(queues.patterns()).noneMatch(pattern -> pattern.rules().watch());
            });
  }
}
