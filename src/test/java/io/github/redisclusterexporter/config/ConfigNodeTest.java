package io.github.redisclusterexporter.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.typesafe.config.ConfigFactory;
import com.typesafe.config.ConfigObject;
import io.github.redisclusterexporter.config.ConfigException.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConfigNodeTest {
  private static final Duration HOUR = Duration.ofHours(1);

  private final Path directory;
  private final Problems problems = new Problems();

  ConfigNodeTest(@TempDir Path directory) {
    this.directory = directory;
  }

  private enum Color {
    RED,
    DARK_BLUE
  }

  private ConfigNode hocon(String text) {
    return ConfigNode.root(document(), ConfigFactory.parseString(text).root(), null);
  }

  private ConfigNode.Document document() {
    return new ConfigNode.Document("file", Path.of(""), Map.of(), problems);
  }

  private ConfigNode yaml(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("file.yml"), text);
    return ConfigNode.ofYaml(file, "key.of-file", problems).orElseThrow();
  }

  private List<String> lines() {
    try {
      problems.throwIfAny();
      return List.of();
    } catch (ConfigException e) {
      return e.problems().stream()
          .map(Problem::toString)
          .map(line -> line.replace(directory + "/", ""))
          .toList();
    }
  }

  @Test
  void bothFormatsHaveTheSameValues() throws IOException {
    ConfigNode hocon =
        hocon(
            "{ a { text = x, number = 07, yes = on, list = [p, q], wait = 5s, color = dark_blue }"
                + " }");
    ConfigNode yaml =
        yaml("a: {text: x, number: 07, yes: on, list: [p, q], wait: 5s, color: dark_blue}");
    for (ConfigNode root : List.of(hocon, yaml)) {
      ConfigNode section = root.at("a");
      assertThat(section.at("text").text()).contains("x");
      assertThat(section.at("number").text()).contains("07");
      assertThat(section.at("number").integer(0, 10)).isEqualTo(7);
      assertThat(section.at("yes").bool()).isTrue();
      assertThat(section.at("list").texts()).containsExactly("p", "q");
      assertThat(section.at("wait").duration(HOUR)).hasSeconds(5);
      assertThat(section.at("color").choice(Color.class)).contains(Color.DARK_BLUE);
      root.reportUnknownKeys();
    }
    assertThat(lines()).isEmpty();
  }

  @Test
  void anUnknownKeyIsReportedWithItsLineAndTheNearestKeyThatWasRead() throws IOException {
    ConfigNode root = yaml("first: {one: 1, tow: 2}\nsecond: 3\n");
    assertThat(root.at("first").at("one").integer(0, 9)).isEqualTo(1);
    assertThat(root.at("first").at("two").isSet()).isFalse();
    root.reportUnknownKeys();
    assertThat(lines())
        .containsExactly(
            "first.tow (file.yml:1): unknown key; the nearest known key is first.two",
            "second (file.yml:2): unknown key; the nearest known key is first");
  }

  @Test
  void keysThatUsersChooseAreKnown() throws IOException {
    ConfigNode users = yaml("users: {bob: x, alice: y}").at("users");
    assertThat(users.entries()).extracting(ConfigNode::key).containsExactly("alice", "bob");
    assertThat(users.entries().get(0).path()).isEqualTo("users.alice");
    users.reportUnknownKeys();
    assertThat(lines()).isEmpty();
  }

  @Test
  void aKeyWithADotIsQuotedInItsPath() {
    assertThat(hocon("\"a.b\" = 1").at("a.b").path()).isEqualTo("\"a.b\"");
  }

  @Test
  void anAnchorThatContainsItselfEndsInAProblem() throws IOException {
    ConfigNode root = yaml("a: &x [*x]");
    assertThat(root.at("a").texts()).isEmpty();
    root.reportUnknownKeys();
    assertThat(lines()).containsExactly("a (file.yml:1): has an item that is a list, not text");
  }

  @Test
  void aKeyThatIsNotAScalar() throws IOException {
    Path file = Files.writeString(directory.resolve("file.yml"), "a:\n  ? [b]\n  : c");
    assertThat(ConfigNode.ofYaml(file, "key.of-file", problems)).isEmpty();
    assertThat(lines()).singleElement().asString().contains("is not valid YAML");
  }

  @Test
  void aRepeatedKey() throws IOException {
    ConfigNode section = yaml("a:\n  b: c\n  b: d").at("a");
    assertThat(section.at("b").text()).contains("c");
    assertThat(lines()).containsExactly("a.b (file.yml:3): is there twice; expected it once");
  }

  @Test
  void aWrongValueIsReportedAndTheDefaultUsed() {
    ConfigNode node = hocon("a = many").at("a").or("3");
    assertThat(node.integer(0, 9)).isEqualTo(3);
    assertThat(node.isValid()).isFalse();
    assertThat(lines()).hasSize(1);
  }

  @Test
  void aSectionIsInvalidWithAnyKeyInIt() {
    ConfigNode root = hocon("ab { c = 1 }, a { c = maybe }");
    assertThat(root.at("a").at("c").or("true").bool()).isTrue();
    assertThat(root.at("a").isValid()).isFalse();
    assertThat(root.at("ab").isValid()).isTrue();
  }

  @Test
  void aReaderMayOnlyAskForKeysInTheReference() {
    ConfigObject reference = ConfigLoader.defaults().root();
    ConfigNode root = ConfigNode.root(document(), reference, reference);
    assertThatThrownBy(() -> root.at("redis").at("colour"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("redis.colour is not in reference.conf");
  }

  @Test
  void rangesOfDurationsAreShownInTheirLargestUnit() {
    hocon("a = 400d").at("a").optionalDuration(Duration.ofDays(366));
    hocon("b = 0s").at("b").optionalDuration(HOUR);
    hocon("c = 2m").at("c").optionalDuration(Duration.ofSeconds(60));
    assertThat(lines().stream().map(line -> line.replaceAll(".* to ", "")))
        .containsExactly("366d", "1h", "60s");
  }
}
