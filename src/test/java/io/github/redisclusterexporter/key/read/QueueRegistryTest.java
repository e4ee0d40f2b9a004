package io.github.redisclusterexporter.key.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.queue.PatternMatches;
import io.github.redisclusterexporter.queue.QueueDefinition;
import io.github.redisclusterexporter.queue.QueueRead;
import io.github.redisclusterexporter.queue.QueueRules;
import io.github.redisclusterexporter.queue.QueueType;
import io.github.redisclusterexporter.queue.QueuesConfig;
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
              new QueuesConfig.Search(Duration.ofMinutes(5), 10_000, 10_000, Duration.ofDays(1))),
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

  private List<Command> firstCommands(String name) {
    return start(queue(name)).commands();
  }

  private QueueRead start(QueueDefinition queue) {
    return new QueueRead(queue, registry.planFor(queue), registry.now(), false, 0);
  }

  /** As a list with three elements. */
  private void read(String name) {
    QueueRead read = start(queue(name));
    while (read.result().isEmpty()) {
      List<Reply> replies =
          read.commands().stream()
              .map(
                  command ->
                      command.words().get(0).equals("TYPE")
                          ? new Reply.Text("list")
                          : (Reply) new Reply.Int(3))
              .toList();
      read.accept(replies, Optional.empty());
    }
    registry.remember(queue(name), read.nextPlan());
  }

  @Test
  void aReadUsesThePlanOfTheLastRead() {
    assertThat(firstCommands("named")).containsExactly(Command.of("TYPE", "jobs:named"));
    read("named");
    assertThat(firstCommands("named")).containsExactly(Command.of("LLEN", "jobs:named"));
  }

  @Test
  void aFoundKeyIsAQueueUnlessItIsOneAlready() {
    assertThat(names()).containsExactly("named");
    registry.found(JOBS, Set.of("jobs:named", "jobs:mails", "jobs:1"), true);
    registry.found(MAILS, Set.of("jobs:mails", "mails"), true);
    assertThat(names()).containsExactlyInAnyOrder("named", "jobs:mails", "jobs:1", "mails");
    assertThat(registry.patterns())
        .extracting(PatternMatches::complete)
        .containsExactly(true, true);
  }

  @Test
  void aPatternHasAtMostMaxKeysQueues() {
    registry.found(JOBS, Set.of("jobs:1", "jobs:2", "jobs:3"), true);
    assertThat(names()).containsExactlyInAnyOrder("named", "jobs:1", "jobs:2");
    assertThat(registry.patterns().get(0).over()).hasValue(1);
  }

  @Test
  void thePlanOfAForgottenQueueIsDropped() {
    registry.found(JOBS, Set.of("jobs:1"), true);
    read("named");
    read("jobs:1");
    QueueDefinition gone = queue("jobs:1");
    now = now.plus(Duration.ofHours(23));
    registry.found(JOBS, Set.of(), true);
    assertThat(start(gone).commands()).containsExactly(Command.of("LLEN", "jobs:1"));

    now = now.plus(Duration.ofHours(2));
    registry.found(JOBS, Set.of(), true);
    assertThat(names()).containsExactly("named");
    assertThat(start(gone).commands()).containsExactly(Command.of("TYPE", "jobs:1"));
    assertThat(firstCommands("named")).containsExactly(Command.of("LLEN", "jobs:named"));
  }

  /** A scrape that started before the queue was forgotten may still read it. */
  @Test
  void thePlanOfAQueueReadAfterItWasForgottenIsDroppedAtTheNextScan() {
    registry.found(JOBS, Set.of("jobs:1"), true);
    QueueDefinition gone = queue("jobs:1");
    QueueRead read = start(gone);
    now = now.plus(Duration.ofDays(2));
    registry.found(JOBS, Set.of(), true);
    read.accept(List.of(new Reply.Text("none")), Optional.empty());
    registry.remember(gone, read.nextPlan());
    registry.found(JOBS, Set.of(), true);
    assertThat(names()).containsExactly("named");
  }
}
