package io.github.redisclusterexporter.scrape;

import static io.github.redisclusterexporter.scrape.Answers.answer;
import static io.github.redisclusterexporter.scrape.Answers.id;
import static io.github.redisclusterexporter.scrape.Answers.myself;
import static io.github.redisclusterexporter.scrape.Answers.nothing;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.address.HostPort;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class AgendaTest {
  private final Agenda agenda = new Agenda();

  private static Place primary(String name, String... addresses) {
    return Place.node(id(name), addresses(addresses), Optional.empty());
  }

  private static Place replica(String name, String primary, String... addresses) {
    return Place.node(id(name), addresses(addresses), Optional.of(id(primary)));
  }

  private static List<HostPort> addresses(String... addresses) {
    return Arrays.stream(addresses).map(HostPort::parse).toList();
  }

  private static Target target(String name, String address) {
    return new Target(HostPort.parse(address), Optional.of(id(name)));
  }

  private List<String> next() {
    List<String> addresses = new ArrayList<>();
    for (Target target = agenda.next(); target != null; target = agenda.next()) {
      addresses.add(target.address().toString());
    }
    return addresses;
  }

  @Test
  void aReplicaWaitsForItsPrimary() {
    agenda.add(List.of(replica("r", "p", "r:1"), primary("p", "p:1")));

    assertThat(next()).containsExactly("p:1");
    assertThat(agenda.isHolding()).isTrue();
    agenda.done(answer(target("p", "p:1"), myself("p", "p:1")), List.of());
    assertThat(next()).containsExactly("r:1");
    agenda.done(answer(target("r", "r:1"), myself("r", "r:1")), List.of());
    assertThat(agenda.isIdle()).isTrue();
  }

  @Test
  void aReplicaGoesOnWhenItsPrimaryFailsAtAllItsAddresses() {
    agenda.add(List.of(primary("p", "p:1", "p:2"), replica("r", "p", "r:1")));

    assertThat(next()).containsExactly("p:1");
    agenda.done(nothing(target("p", "p:1")), List.of());
    assertThat(next()).containsExactly("p:2");
    agenda.done(nothing(target("p", "p:2")), List.of());
    assertThat(next()).containsExactly("r:1");
  }

  @Test
  void aNodeThatHasFailedIsTriedWhereAnotherNamesItAfterwards() {
    agenda.add(List.of(primary("p", "old:1"), primary("q", "q:1")));
    assertThat(next()).containsExactly("old:1", "q:1");

    agenda.done(nothing(target("p", "old:1")), List.of());
    assertThat(next()).isEmpty();
    agenda.done(answer(target("q", "q:1"), myself("q", "q:1")), List.of(primary("p", "new:1")));

    assertThat(next()).containsExactly("new:1");
  }

  @Test
  void aReplicaIsReleasedWhenItsPrimaryTakesTooLong() {
    agenda.add(List.of(primary("p", "p:1"), replica("r", "p", "r:1")));
    assertThat(next()).containsExactly("p:1");

    agenda.releaseAll();

    assertThat(next()).containsExactly("r:1");
  }

  @Test
  void aReplicaOfNobodyKnownIsAskedAtOnce() {
    agenda.add(List.of(replica("r", "gone", "r:1")));

    assertThat(next()).containsExactly("r:1");
  }

  @Test
  void aReplicaThatIsHeldBackIsUnfinishedAtTheEnd() {
    agenda.add(List.of(primary("p", "p:1"), replica("r", "p", "r:1")));
    next();

    assertThat(agenda.unfinished())
        .containsExactlyInAnyOrder(target("p", "p:1"), target("r", "r:1"));
  }

  @Test
  void whoHasAnsweredElsewhereIsNotUnfinished() {
    agenda.add(List.of(primary("p", "p:1")));
    agenda.add(List.of(Place.seed(HostPort.parse("lb:1"))));
    next();
    agenda.done(
        answer(new Target(HostPort.parse("lb:1"), Optional.empty()), myself("p", "p:1")),
        List.of());

    assertThat(agenda.isWorthWaiting()).isFalse();
    assertThat(agenda.unfinished()).isEmpty();
  }
}
