package io.github.redisclusterexporter.scrape;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.config.QueueRules;
import io.github.redisclusterexporter.config.QueueType;
import io.github.redisclusterexporter.queue.QueueDefinition;
import io.github.redisclusterexporter.queue.QueueMemory;
import io.github.redisclusterexporter.queue.QueueProbe;
import io.github.redisclusterexporter.queue.QueueReading;
import io.github.redisclusterexporter.queue.QueueReading.Measured;
import io.github.redisclusterexporter.queue.QueueReading.Unavailable;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.Reply;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ErrandTest {
  private static final Reply OK = new Reply.Text("OK");

  private static Errand errand(QueueType type, boolean asking, int database) {
    QueueDefinition queue = new QueueDefinition("q", "key", QueueRules.of(database, type));
    return new Errand(
        queue, QueueProbe.start(queue, QueueMemory.NONE, Instant.EPOCH), asking, database);
  }

  private static void take(Errand errand, Reply... replies) {
    errand.take(List.of(replies), Optional.empty());
  }

  private static long length(Errand errand) {
    return ((Measured) reading(errand)).values().length();
  }

  private static QueueReading reading(Errand errand) {
    return errand.result().orElseThrow().reading();
  }

  @Test
  void goesOnUntilItIsDone() {
    Errand errand = errand(QueueType.AUTO, false, 0);
    assertThat(errand.commands()).containsExactly(Command.of("TYPE", "key"));
    take(errand, new Reply.Text("list"));
    assertThat(errand.isDone()).isFalse();
    assertThat(errand.result()).isEmpty();
    assertThat(errand.commands()).containsExactly(Command.of("LLEN", "key"));
    take(errand, new Reply.Whole(3));
    assertThat(errand.isDone()).isTrue();
    assertThat(errand.commands()).isEmpty();
    assertThat(length(errand)).isEqualTo(3);
  }

  @Test
  void eachCommandForASlotOnItsWayIsBehindAnAsking() {
    Errand errand = errand(QueueType.LIST, true, 0);
    assertThat(errand.commands()).containsExactly(Command.of("ASKING"), Command.of("LLEN", "key"));
    take(errand, OK, new Reply.Whole(3));
    assertThat(length(errand)).isEqualTo(3);
  }

  @Test
  void leavesTheConnectionInTheDatabaseInWhichItWas() {
    Errand errand = errand(QueueType.LIST, false, 4);
    assertThat(errand.commands())
        .containsExactly(
            Command.of("SELECT", "4"), Command.of("LLEN", "key"), Command.of("SELECT", "0"));
    take(errand, OK, new Reply.Whole(3), OK);
    assertThat(length(errand)).isEqualTo(3);
  }

  @Test
  void whatIsReadFromAnotherDatabaseDoesNotCount() {
    Errand errand = errand(QueueType.LIST, false, 99);
    take(
        errand,
        new Reply.Refused(Fault.READ_ERROR_REPLY, "ERR DB index is out of range"),
        new Reply.Whole(3),
        OK);
    assertThat(reading(errand)).isEqualTo(new Unavailable(Fault.READ_ERROR_REPLY));

    errand = errand(QueueType.LIST, false, 4);
    Reply lost = new Reply.Lost(Fault.READ_TIMEOUT);
    take(errand, lost, lost, lost);
    assertThat(reading(errand)).isEqualTo(new Unavailable(Fault.READ_TIMEOUT));
  }
}
