package io.github.redisclusterexporter.queue.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.queue.PatternMatches;
import io.github.redisclusterexporter.queue.QueueDefinition;
import io.github.redisclusterexporter.queue.QueueRules;
import io.github.redisclusterexporter.queue.QueueType;
import io.github.redisclusterexporter.queue.QueuesConfig;
import io.github.redisclusterexporter.queue.SearchConfig;
import io.github.redisclusterexporter.queue.Step;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Reply;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class QueueRegistryTest {
  private static final QueueRules RULES = QueueRules.of(0, QueueType.AUTO);
  private static final QueuesConfig.Pattern JOBS =
      new QueuesConfig.Pattern("jobs", "jobs:*", 2, RULES);
  private static final QueuesConfig.Pattern MAILS =
      new QueuesConfig.Pattern("mails", "*mails*", 2, RULES);
  private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

  private Instant now = NOW;
  private final QueueRegistry registry =
      new QueueRegistry(
          new QueuesConfig(
              List.of(new QueueDefinition("named", "jobs:named", RULES)),
              List.of(JOBS, MAILS),
              new SearchConfig(Duration.ofMinutes(5), 10_000, 10_000, Duration.ofDays(1))),
          new Clock() {
            @Override
            public ZoneOffset getZone() {
              return ZoneOffset.UTC;
            }

            @Override
            public Clock withZone(ZoneId zone) {
              return this;
            }

            @Override
            public Instant instant() {
              return now;
            }
          });

  private List<String> names() {
    return registry.queues().stream().map(QueueDefinition::name).toList();
  }

  private QueueDefinition queue(String name) {
    return registry.queues().stream()
        .filter(queue -> queue.name().equals(name))
        .findFirst()
        .orElseThrow();
  }

  private List<Command> questions(String name) {
    return registry.begin(queue(name)).commands();
  }

  /** As a list with three elements. */
  private void read(String name) {
    QueueDefinition queue = queue(name);
    Step step = registry.begin(queue);
    while (step instanceof Step.Send ask) {
      List<Reply> replies =
          ask.commands().stream()
              .map(
                  command ->
                      command.words().get(0).equals("TYPE")
                          ? new Reply.Text("list")
                          : (Reply) new Reply.Whole(3))
              .toList();
      step = ask.answer(replies, Optional.empty());
    }
    registry.remember(queue, (Step.Done) step);
  }

  @Test
  void whatOneReadingTaughtTheNextOneKnows() {
    assertThat(questions("named")).containsExactly(Command.of("TYPE", "jobs:named"));
    read("named");
    assertThat(questions("named")).containsExactly(Command.of("LLEN", "jobs:named"));
  }

  @Test
  void whatWasFoundIsAQueueUnlessItIsOneAlready() {
    assertThat(names()).containsExactly("named");
    registry.found(JOBS, Set.of("jobs:named", "jobs:mails", "jobs:1"), true);
    registry.found(MAILS, Set.of("jobs:mails", "mails"), true);
    assertThat(names()).containsExactlyInAnyOrder("named", "jobs:mails", "jobs:1", "mails");
    assertThat(registry.patterns())
        .extracting(PatternMatches::complete)
        .containsExactly(true, true);
  }

  @Test
  void noMoreAreQueuesThanAreAllowed() {
    registry.found(JOBS, Set.of("jobs:1", "jobs:2", "jobs:3"), true);
    assertThat(names()).containsExactlyInAnyOrder("named", "jobs:1", "jobs:2");
    assertThat(registry.patterns().get(0).over()).hasValue(1);
  }

  @Test
  void whatIsForgottenIsNoLongerRemembered() {
    registry.found(JOBS, Set.of("jobs:1"), true);
    read("named");
    read("jobs:1");
    QueueDefinition gone = queue("jobs:1");
    now = now.plus(Duration.ofHours(23));
    registry.found(JOBS, Set.of(), true);
    assertThat(registry.begin(gone).commands()).containsExactly(Command.of("LLEN", "jobs:1"));

    now = now.plus(Duration.ofHours(2));
    registry.found(JOBS, Set.of(), true);
    assertThat(names()).containsExactly("named");
    assertThat(registry.begin(gone).commands()).containsExactly(Command.of("TYPE", "jobs:1"));
    assertThat(questions("named")).containsExactly(Command.of("LLEN", "jobs:named"));
  }

  /** Its key may be found by a pattern while a round that began before still reads it. */
  @Test
  void whatIsReadAfterItWasForgottenIsForgottenAtTheNextSearch() {
    registry.found(JOBS, Set.of("jobs:1"), true);
    QueueDefinition gone = queue("jobs:1");
    Step.Send begun = registry.begin(gone);
    now = now.plus(Duration.ofDays(2));
    registry.found(JOBS, Set.of(), true);
    Step after = begun.answer(List.of(new Reply.Text("none")), Optional.empty());
    registry.remember(gone, (Step.Done) after);
    registry.found(JOBS, Set.of(), true);
    assertThat(names()).containsExactly("named");
  }
}
