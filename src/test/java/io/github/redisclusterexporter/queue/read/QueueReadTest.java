package io.github.redisclusterexporter.queue.read;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.queue.QueueDefinition;
import io.github.redisclusterexporter.queue.QueueProbe;
import io.github.redisclusterexporter.queue.QueueReadPlan;
import io.github.redisclusterexporter.queue.QueueReading;
import io.github.redisclusterexporter.queue.QueueReading.Measured;
import io.github.redisclusterexporter.queue.QueueReading.Unavailable;
import io.github.redisclusterexporter.queue.QueueRules;
import io.github.redisclusterexporter.queue.QueueType;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.Reply;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class QueueReadTest {
  private static final Reply OK = new Reply.Text("OK");

  private static QueueRead read(QueueType type, boolean asking, int database) {
    QueueDefinition queue = new QueueDefinition("q", "key", QueueRules.of(database, type));
    return new QueueRead(
        queue, QueueProbe.start(queue, QueueReadPlan.NONE, Instant.EPOCH), asking, database);
  }

  private static void take(QueueRead read, Reply... replies) {
    read.accept(List.of(replies), Optional.empty());
  }

  private static long length(QueueRead read) {
    return ((Measured) reading(read)).values().length();
  }

  private static QueueReading reading(QueueRead read) {
    return read.result().orElseThrow().reading();
  }

  @Test
  void goesOnUntilItIsDone() {
    QueueRead read = read(QueueType.AUTO, false, 0);
    assertThat(read.commands()).containsExactly(Command.of("TYPE", "key"));
    take(read, new Reply.Text("list"));
    assertThat(read.isDone()).isFalse();
    assertThat(read.result()).isEmpty();
    assertThat(read.commands()).containsExactly(Command.of("LLEN", "key"));
    take(read, new Reply.Whole(3));
    assertThat(read.isDone()).isTrue();
    assertThat(read.commands()).isEmpty();
    assertThat(length(read)).isEqualTo(3);
  }

  @Test
  void eachCommandForASlotOnItsWayIsBehindAnAsking() {
    QueueRead read = read(QueueType.LIST, true, 0);
    assertThat(read.commands()).containsExactly(Command.of("ASKING"), Command.of("LLEN", "key"));
    take(read, OK, new Reply.Whole(3));
    assertThat(length(read)).isEqualTo(3);
  }

  @Test
  void leavesTheConnectionInTheDatabaseInWhichItWas() {
    QueueRead read = read(QueueType.LIST, false, 4);
    assertThat(read.commands())
        .containsExactly(
            Command.of("SELECT", "4"), Command.of("LLEN", "key"), Command.of("SELECT", "0"));
    take(read, OK, new Reply.Whole(3), OK);
    assertThat(length(read)).isEqualTo(3);
  }

  @Test
  void whatIsReadFromAnotherDatabaseDoesNotCount() {
    QueueRead read = read(QueueType.LIST, false, 99);
    take(
        read,
        new Reply.Refused(Fault.READ_ERROR_REPLY, "ERR DB index is out of range"),
        new Reply.Whole(3),
        OK);
    assertThat(reading(read)).isEqualTo(new Unavailable(Fault.READ_ERROR_REPLY));

    read = read(QueueType.LIST, false, 4);
    Reply lost = new Reply.Lost(Fault.READ_TIMEOUT);
    take(read, lost, lost, lost);
    assertThat(reading(read)).isEqualTo(new Unavailable(Fault.READ_TIMEOUT));
  }
}
