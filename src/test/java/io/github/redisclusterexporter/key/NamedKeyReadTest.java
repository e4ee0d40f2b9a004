package io.github.redisclusterexporter.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.key.KeyResult.Measured;
import io.github.redisclusterexporter.key.KeyResult.Redirected;
import io.github.redisclusterexporter.key.KeyResult.Unavailable;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamedKeyReadTest {
  private static final Reply WRONG_TYPE = new Reply.Refused(Fault.READ_WRONG_TYPE, "WRONGTYPE no");

  private final Map<String, Reply> replies =
      new HashMap<>(
          Map.of(
              "TYPE", new Reply.Text("hash"),
              "HLEN", new Reply.Int(3),
              "MEMORY USAGE", new Reply.Int(100),
              "PTTL", new Reply.Int(-1),
              "ASKING", new Reply.Text("OK"),
              "SELECT", new Reply.Text("OK")));
  private final List<List<Command>> sent = new ArrayList<>();

  private static NamedKey key(int database) {
    return new NamedKey("name", "k", KeyDatabase.of(database));
  }

  private NamedKeyRead read(NamedKeyRead read) {
    for (int i = 0; read.result().isEmpty(); i++) {
      assertThat(i).as("round trips").isLessThan(3);
      List<Command> commands = read.commands();
      sent.add(commands);
      read.accept(commands.stream().map(this::reply).toList(), Optional.empty());
    }
    assertThat(read.commands()).isEmpty();
    return read;
  }

  private Reply reply(Command command) {
    String name = command.words().get(0);
    return replies.getOrDefault(
        name.equals("MEMORY") ? "MEMORY USAGE" : name,
        new Reply.Refused(Fault.READ_ERROR_REPLY, ""));
  }

  private KeyResult<NamedKeyValues> result(Optional<String> type) {
    return read(new NamedKeyRead(key(0), type, false, true)).result().orElseThrow();
  }

  private static KeyResult<NamedKeyValues> hash() {
    return new Measured<>(
        new NamedKeyValues("hash", OptionalLong.of(3), OptionalLong.of(100), OptionalLong.empty()));
  }

  @ParameterizedTest
  @CsvSource({
    "string, STRLEN",
    "list, LLEN",
    "set, SCARD",
    "zset, ZCARD",
    "hash, HLEN",
    "stream, XLEN"
  })
  void eachTypeHasACommandForItsSize(String type, String command) {
    replies.put("TYPE", new Reply.Text(type));
    replies.put(command, new Reply.Int(7));
    replies.put("PTTL", new Reply.Int(1500));
    KeyResult<NamedKeyValues> expected =
        new Measured<>(
            new NamedKeyValues(
                type, OptionalLong.of(7), OptionalLong.of(100), OptionalLong.of(1500)));
    assertThat(result(Optional.empty())).isEqualTo(expected);
    assertThat(sent).hasSize(2);
    sent.clear();
    assertThat(result(Optional.of(type))).isEqualTo(expected);
    assertThat(sent)
        .containsExactly(
            List.of(
                Command.of("TYPE", "k"),
                Command.of("MEMORY", "USAGE", "k"),
                Command.of("PTTL", "k"),
                Command.of(command, "k")));
  }

  @Test
  void aMissingKeyIsEmptyAndHasNoTimeToLive() {
    replies.put("TYPE", new Reply.Text("none"));
    replies.put("MEMORY USAGE", new Reply.Nil());
    replies.put("PTTL", new Reply.Int(-2));
    assertThat(result(Optional.empty())).isEqualTo(new Measured<>(NamedKeyValues.MISSING));
    assertThat(sent).hasSize(1);
  }

  @Test
  void aMissingKeyThatIsWrittenIsReadWithItsType() {
    NamedKeyRead read = read(new NamedKeyRead(key(0), Optional.of("none"), false, true));
    assertThat(read.result()).contains(hash());
    assertThat(read.type()).contains("hash");
    assertThat(sent).hasSize(2);
  }

  @Test
  void aTypeOfAModuleHasNoSize() {
    replies.put("TYPE", new Reply.Text("ReJSON-RL"));
    assertThat(result(Optional.empty()))
        .isEqualTo(
            new Measured<>(
                new NamedKeyValues(
                    "ReJSON-RL",
                    OptionalLong.empty(),
                    OptionalLong.of(100),
                    OptionalLong.empty())));
    assertThat(sent).hasSize(1);
  }

  @Test
  void aKeyWithAnotherTypeThanBeforeIsReadAgain() {
    replies.put("LLEN", WRONG_TYPE);
    assertThat(result(Optional.of("list"))).isEqualTo(hash());
    assertThat(sent).hasSize(3);
  }

  @Test
  void aTypeThatChangesAgainAndAgainIsGivenUp() {
    replies.put("HLEN", WRONG_TYPE);
    assertThat(result(Optional.of("hash"))).isEqualTo(new Unavailable<>(Fault.READ_WRONG_TYPE));
    assertThat(sent).hasSize(3);
  }

  @Test
  void aKeyThatIsDeletedDuringTheReadHasNoMemory() {
    replies.put("MEMORY USAGE", new Reply.Nil());
    replies.put("PTTL", new Reply.Int(-2));
    replies.put("HLEN", new Reply.Int(0));
    assertThat(result(Optional.of("hash")))
        .isEqualTo(
            new Measured<>(
                new NamedKeyValues(
                    "hash", OptionalLong.of(0), OptionalLong.empty(), OptionalLong.empty())));
  }

  @Test
  void aRefusedCommandMakesTheKeyUnavailable() {
    replies.put("MEMORY USAGE", new Reply.Refused(Fault.READ_NO_PERMISSION, "NOPERM no"));
    assertThat(result(Optional.of("hash"))).isEqualTo(new Unavailable<>(Fault.READ_NO_PERMISSION));
  }

  @Test
  void aRedirectionIsPassedOn() {
    replies.put("PTTL", new Reply.Refused(Fault.READ_REDIRECTED, "MOVED 12539 b:1"));
    assertThat(result(Optional.of("hash")))
        .isEqualTo(new Redirected<>(Redirected.Kind.MOVED, 12539, "b", 1));
  }

  @ParameterizedTest
  @CsvSource({"HLEN, -1", "MEMORY USAGE, -1", "PTTL, -3"})
  void impossibleNumbersAreMalformed(String command, long number) {
    replies.put(command, new Reply.Int(number));
    assertThat(result(Optional.of("hash"))).isEqualTo(new Unavailable<>(Fault.PARSE_MALFORMED));
  }

  @Test
  void eachCommandIsAfterAskingInADatabase() {
    NamedKeyRead read = read(new NamedKeyRead(key(2), Optional.of("hash"), true, true));
    assertThat(read.result()).contains(hash());
    List<Command> commands = sent.get(0);
    assertThat(commands).hasSize(10);
    assertThat(commands.get(0)).isEqualTo(Command.of("SELECT", "2"));
    assertThat(commands.get(9)).isEqualTo(Command.of("SELECT", "0"));
    for (int i = 1; i < 9; i += 2) {
      assertThat(commands.get(i)).isEqualTo(Command.of("ASKING"));
    }
  }

  @Test
  void aDatabaseThatIsNotThereMakesTheKeyUnavailable() {
    replies.put(
        "SELECT",
        new Reply.Refused(Fault.READ_ERROR_REPLY, "ERR SELECT is not allowed in cluster mode"));
    NamedKeyRead read = read(new NamedKeyRead(key(2), Optional.of("hash"), false, true));
    assertThat(read.result()).contains(new Unavailable<>(Fault.READ_ERROR_REPLY));
  }
}
