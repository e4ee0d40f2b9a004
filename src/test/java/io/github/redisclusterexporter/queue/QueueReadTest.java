package io.github.redisclusterexporter.queue;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.key.KeyResult;
import io.github.redisclusterexporter.key.KeyResult.Measured;
import io.github.redisclusterexporter.key.KeyResult.Unavailable;
import io.github.redisclusterexporter.queue.QueueRules.ScoreUnit;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.Reply;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class QueueReadTest {
  private static final Reply OK = new Reply.Text("OK");

  private static QueueRead inCluster(QueueType type) {
    return new QueueRead(queue(0, type), QueueReadPlan.NONE, Instant.EPOCH, false, 0);
  }

  private static QueueRead standalone(int database) {
    return new QueueRead(
        queue(database, QueueType.LIST), QueueReadPlan.NONE, Instant.EPOCH, false, database);
  }

  private static QueueDefinition queue(int database, QueueType type) {
    return new QueueDefinition("q", "key", QueueRules.of(database, type));
  }

  private static void accept(QueueRead read, Reply... replies) {
    read.accept(List.of(replies), Optional.empty());
  }

  private static long length(QueueRead read) {
    return ((Measured<QueueValues>) read.result().orElseThrow()).values().length();
  }

  @Test
  void hasCommandsUntilItIsDone() {
    QueueRead read = inCluster(QueueType.AUTO);
    assertThat(read.commands()).containsExactly(Command.of("TYPE", "key"));
    accept(read, new Reply.Text("list"));
    assertThat(read.result()).isEmpty();
    assertThat(read.commands()).containsExactly(Command.of("LLEN", "key"));
    accept(read, new Reply.Int(3));
    assertThat(read.commands()).isEmpty();
    assertThat(length(read)).isEqualTo(3);
  }

  @Test
  void afterAskEachCommandFollowsAnAsking() {
    QueueDefinition zset =
        new QueueDefinition(
            "q", "key", QueueRules.of(0, QueueType.ZSET).withScore(ScoreUnit.SECONDS));
    QueueRead read = new QueueRead(zset, QueueReadPlan.NONE, Instant.EPOCH, true, 0);
    assertThat(read.commands())
        .containsExactly(
            Command.of("ASKING"),
            Command.of("ZCARD", "key"),
            Command.of("ASKING"),
            Command.of("ZCOUNT", "key", "-inf", "0.000"),
            Command.of("ASKING"),
            Command.of("ZRANGE", "key", "0", "0", "WITHSCORES"));
    accept(read, OK, new Reply.Int(3), OK, new Reply.Int(1), OK, new Reply.Array(List.of()));
    assertThat(length(read)).isEqualTo(3);
    assertThat(read.result().map(QueueReadTest::scheduled)).hasValue(OptionalLong.of(2));
  }

  private static OptionalLong scheduled(KeyResult<QueueValues> result) {
    return ((Measured<QueueValues>) result).values().scheduled();
  }

  @Test
  void selectsTheConfiguredDatabaseAndThenDatabase0() {
    QueueRead read = standalone(4);
    assertThat(read.commands())
        .containsExactly(
            Command.of("SELECT", "4"), Command.of("LLEN", "key"), Command.of("SELECT", "0"));
    accept(read, OK, new Reply.Int(3), OK);
    assertThat(length(read)).isEqualTo(3);
  }

  @Test
  void failsWhenTheDatabaseIsNotSelected() {
    QueueRead read = standalone(99);
    accept(
        read,
        new Reply.Refused(Fault.READ_ERROR_REPLY, "ERR DB index is out of range"),
        new Reply.Int(3),
        OK);
    assertThat(read.result()).hasValue(new Unavailable<>(Fault.READ_ERROR_REPLY));

    read = standalone(4);
    Reply lost = new Reply.Lost(Fault.READ_TIMEOUT);
    accept(read, lost, lost, lost);
    assertThat(read.result()).hasValue(new Unavailable<>(Fault.READ_TIMEOUT));
  }
}
