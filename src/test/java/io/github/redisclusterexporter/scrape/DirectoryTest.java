package io.github.redisclusterexporter.scrape;

import static io.github.redisclusterexporter.scrape.Answers.answer;
import static io.github.redisclusterexporter.scrape.Answers.directory;
import static io.github.redisclusterexporter.scrape.Answers.id;
import static io.github.redisclusterexporter.scrape.Answers.line;
import static io.github.redisclusterexporter.scrape.Answers.myself;
import static io.github.redisclusterexporter.scrape.Answers.nothing;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.address.HostPort;
import io.github.redisclusterexporter.cluster.ClusterPicture;
import io.github.redisclusterexporter.cluster.Node;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class DirectoryTest {

  private static Target seed(String address) {
    return new Target(HostPort.parse(address), Optional.empty());
  }

  private static Target node(String name, String address) {
    return new Target(HostPort.parse(address), Optional.of(id(name)));
  }

  private static List<String> start(Directory directory) {
    return directory.start().stream()
        .map(place -> place.addresses().stream().map(HostPort::toString).toList().toString())
        .toList();
  }

  private static List<String> names(ClusterPicture picture) {
    return picture.nodes().stream().map(Node::name).toList();
  }

  @Test
  void aSeedThatLedToANodeIsOnlyItsLastResort() {
    Directory directory = directory("lb:1", "other:1");
    directory.conclude(List.of(answer(seed("lb:1"), myself("a", "a:1")), nothing(seed("other:1"))));

    assertThat(start(directory)).containsExactly("[a:1, lb:1]", "[other:1]");
    assertThat(directory.worthKeeping())
        .containsExactlyInAnyOrder(HostPort.parse("a:1"), HostPort.parse("other:1"));
  }

  @Test
  void aSeedIsOneNodeWithWhatItsNameStandsFor() {
    Directory directory = directory("a:1", "localhost:2");
    directory.noteNames(HostPort.parse("localhost:2"), List.of(HostPort.parse("127.0.0.1:2")));

    ClusterPicture picture =
        directory.conclude(
            List.of(
                answer(seed("a:1"), myself("a", "a:1"), line("b", "127.0.0.1:2")),
                nothing(seed("localhost:2"))));

    assertThat(names(picture)).containsExactly("127.0.0.1:2", "a:1");
  }

  @Test
  void aNodeIsAskedFirstWhereItAnsweredWhenThatIsNotItsPreferredAddress() {
    String nowhere = "10.0.0.2:1,nowhere.internal";
    Directory directory = directory("a:1");
    directory.conclude(
        List.of(
            answer(seed("a:1"), myself("a", "a:1"), line("b", nowhere)),
            nothing(node("b", "nowhere.internal:1")),
            answer(node("b", "10.0.0.2:1"), myself("b", nowhere), line("a", "a:1"))));

    assertThat(start(directory)).contains("[10.0.0.2:1, nowhere.internal:1]");
    assertThat(directory.worthKeeping()).contains(HostPort.parse("10.0.0.2:1"));
    assertThat(directory.known()).contains(HostPort.parse("nowhere.internal:1"));

    directory.conclude(
        List.of(
            answer(node("a", "a:1"), myself("a", "a:1"), line("b", nowhere)),
            nothing(node("b", "10.0.0.2:1")),
            answer(node("b", "nowhere.internal:1"), myself("b", nowhere), line("a", "a:1"))));

    assertThat(start(directory)).contains("[nowhere.internal:1, 10.0.0.2:1]");
  }

  @Test
  void aNodeBehindNatIsKnownByItsSeed() {
    Directory directory = directory("public:1");
    directory.conclude(List.of(answer(seed("public:1"), myself("a", "10.0.0.1:1"))));
    directory.conclude(
        List.of(
            nothing(node("a", "10.0.0.1:1")),
            answer(node("a", "public:1"), myself("a", "10.0.0.1:1"))));

    assertThat(start(directory)).containsExactly("[public:1, 10.0.0.1:1]");
  }

  @Test
  void aNodeThatTheClusterForgotIsForgotten() {
    Directory directory = directory("a:1");
    String a = myself("a", "a:1");
    directory.conclude(
        List.of(
            answer(seed("a:1"), a, line("b", "b:1"), line("c", "c:1")),
            answer(node("b", "b:1"), myself("b", "b:1"), line("a", "a:1"), line("c", "c:1")),
            answer(node("c", "c:1"), myself("c", "c:1"), line("a", "a:1"), line("b", "b:1"))));

    ClusterPicture picture =
        directory.conclude(
            List.of(
                answer(node("a", "a:1"), a, line("b", "b:1")),
                answer(node("b", "b:1"), myself("b", "b:1"), line("a", "a:1")),
                answer(node("c", "c:1"), myself("c", "c:1"), line("a", "a:1"), line("b", "b:1"))));

    assertThat(names(picture)).containsExactly("a:1", "b:1");
    assertThat(directory.known())
        .containsExactlyInAnyOrder(HostPort.parse("a:1"), HostPort.parse("b:1"));
  }

  @Test
  void aClusterMadeAnewAtTheSameAddressesReplacesTheOld() {
    Directory directory = directory("a:1");
    directory.conclude(
        List.of(
            answer(seed("a:1"), myself("a", "a:1"), line("b", "b:1")),
            answer(node("b", "b:1"), myself("b", "b:1"), line("a", "a:1"))));

    ClusterPicture picture =
        directory.conclude(
            List.of(
                answer(node("a", "a:1"), myself("x", "a:1"), line("y", "b:1")),
                answer(node("b", "b:1"), myself("y", "b:1"), line("x", "a:1"))));

    assertThat(picture.nodes())
        .extracting(Node::id)
        .containsExactly(Optional.of(id("x")), Optional.of(id("y")));
  }

  @Test
  void allDeadNodesAreRemembered() {
    Directory directory = directory("a:1");
    directory.conclude(
        List.of(
            answer(seed("a:1"), myself("a", "a:1"), line("b", "b:1")),
            answer(node("b", "b:1"), myself("b", "b:1"), line("a", "a:1"))));

    ClusterPicture picture =
        directory.conclude(List.of(nothing(node("a", "a:1")), nothing(node("b", "b:1"))));

    assertThat(names(picture)).containsExactly("a:1", "b:1");
    assertThat(start(directory)).containsExactly("[a:1]", "[b:1]");
  }
}
