package io.github.redisclusterexporter.key;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.config.ConfigInput;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeysConfigTest {
  private final Path directory;

  KeysConfigTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private List<String> problems(String... lines) {
    return ConfigInput.valid().file(directory, lines).lines().stream()
        .map(line -> line.replace(directory.resolve("exporter.conf").toString(), "file"))
        .toList();
  }

  @Test
  void everythingThatAKeyCanHave() {
    assertThat(
            ConfigInput.valid()
                .file(
                    directory,
                    "keys = [",
                    "\"a:1,b\"",
                    "{ key = \"what?\", name = n, db = 2 }",
                    "{ key = plain }",
                    "]")
                .loadOnly()
                .keys()
                .named())
        .containsExactly(
            new NamedKey("a:1", "a:1", KeyDatabase.of(0)),
            new NamedKey("b", "b", KeyDatabase.of(0)),
            new NamedKey("n", "what?", KeyDatabase.of(2)),
            new NamedKey("plain", "plain", KeyDatabase.of(0)));
  }

  @Test
  void theDatabaseOfTheUrlIsThatOfAStandaloneServer() {
    List<NamedKey> keys =
        ConfigInput.empty()
            .env("REDIS_URL", "redis://localhost:7000/3")
            .file(directory, "keys = [k, { key = z, db = 0 }]")
            .loadOnly()
            .keys()
            .named();
    assertThat(keys).extracting(key -> key.database().on(false)).containsExactly(3, 0);
    assertThat(keys).extracting(key -> key.database().on(true)).containsExactly(0, 0);
    assertThat(keys).extracting(key -> key.database().isSelected()).containsExactly(true, false);
  }

  @Test
  void eachProblemNamesItsKey() {
    assertThat(
            problems(
                "keys = [",
                "5",
                "{ name = nameless }",
                "{ key = k, db = 70000 }",
                "{ key = l, database = 1 }",
                "{ key = \"\" }",
                "same",
                "{ key = other, name = same }",
                "]"))
        .containsExactlyInAnyOrder(
            "keys.0 (file:2): is a number; expected keys as text with commas, or a list of keys and"
                + " sections",
            "keys.1 (file:3): has no key; expected key = \"...\"",
            "keys.2.db (file:4): '70000' is not a whole number between 0 and 65535",
            "keys.3.database (file:5): unknown key; the nearest known key is db",
            "keys.4 (file:6): has no key; expected key = \"...\"",
            "keys.4.key (file:6): is empty; leave it out, or give it a text",
            "keys.6 (file:8): the name 'same' is taken by keys.5 (file:7); give one of them another"
                + " name");
  }

  @Test
  void thereAreAtMostAThousand() {
    String keys =
        IntStream.rangeClosed(1, KeysConfig.MAX_KEYS + 2)
            .mapToObj(i -> "k" + i)
            .collect(Collectors.joining(","));
    assertThat(ConfigInput.valid().env("REDIS_KEYS", keys).lines())
        .containsExactly(
            "keys (environment variable REDIS_KEYS): 'k1001' is one key too many; expected at most"
                + " 1000; key-groups count keys by pattern");
  }

  @Test
  void everythingThatAGroupCanHave() {
    assertThat(
            ConfigInput.valid()
                .file(
                    directory,
                    "key-groups {",
                    "sessions = \"session:*\"",
                    "carts { pattern = \"cart:*\", type = HASH, db = 2 }",
                    "}")
                .loadOnly()
                .keys()
                .groups())
        .containsExactlyInAnyOrder(
            new KeyGroup("sessions", "session:*", Optional.empty(), KeyDatabase.of(0)),
            new KeyGroup("carts", "cart:*", Optional.of("hash"), KeyDatabase.of(2)));
    assertThat(
            ConfigInput.valid()
                .env("REDIS_KEY_GROUPS", "sessions = session:*, odd=a=b")
                .loadOnly()
                .keys()
                .groups())
        .containsExactly(
            new KeyGroup("sessions", "session:*", Optional.empty(), KeyDatabase.of(0)),
            new KeyGroup("odd", "a=b", Optional.empty(), KeyDatabase.of(0)));
  }

  @Test
  void eachProblemNamesItsGroup() {
    assertThat(
            problems(
                "key-groups {",
                "a { type = hash }",
                "b { pattern = \"b:*\", type = json }",
                "c { pattern = \"c:*\", max-keys = 3 }",
                "d = 5",
                "}"))
        .containsExactlyInAnyOrder(
            "key-groups.a (file:2): has no pattern; expected pattern = \"...\"",
            "key-groups.b.type (file:3): 'json' is not one of string, list, set, zset, hash, stream",
            "key-groups.c.max-keys (file:4): unknown key; the nearest known key is pattern",
            "key-groups.d (file:5): is not a section; expected keys with values",
            "key-groups.d (file:5): has no pattern; expected pattern = \"...\"");
    assertThat(ConfigInput.valid().env("REDIS_KEY_GROUPS", "session:*,a=1,a=2,=x,b=").lines())
        .allMatch(line -> line.startsWith("key-groups (environment variable REDIS_KEY_GROUPS): "))
        .extracting(line -> line.substring(line.indexOf("): ") + 3))
        .containsExactlyInAnyOrder(
            "'session:*' is not a group; expected name=pattern",
            "the name 'a' is used twice; names are unique",
            "'=x' is not a group; expected name=pattern",
            "'b=' is not a group; expected name=pattern");
    String groups =
        IntStream.rangeClosed(1, KeyGroupsSection.MAX_GROUPS + 1)
            .mapToObj(i -> "g" + i + "=k" + i)
            .collect(Collectors.joining(","));
    assertThat(ConfigInput.valid().env("REDIS_KEY_GROUPS", groups).lines())
        .containsExactly(
            "key-groups (environment variable REDIS_KEY_GROUPS): 'g51' is one group too many;"
                + " expected at most 50");
  }

  @Test
  void aSlotIsThatOfTheHashTag() {
    assertThat(KeySlot.of("123456789")).isEqualTo(12739);
    assertThat(KeySlot.of("{123456789}:x")).isEqualTo(12739);
  }
}
