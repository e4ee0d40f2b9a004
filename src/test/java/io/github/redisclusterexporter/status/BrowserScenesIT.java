package io.github.redisclusterexporter.status;

import static io.github.redisclusterexporter.testing.Topology.addressOf;
import static io.github.redisclusterexporter.testing.Topology.idOf;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.cluster.Failovers;
import io.github.redisclusterexporter.queue.Backlog;
import io.github.redisclusterexporter.queue.QueueDefinition;
import io.github.redisclusterexporter.queue.QueueFacts;
import io.github.redisclusterexporter.queue.QueueRules;
import io.github.redisclusterexporter.queue.QueueType;
import io.github.redisclusterexporter.queue.QueueValues;
import io.github.redisclusterexporter.status.PageInspection.Window;
import io.github.redisclusterexporter.testing.Topology.Member;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** The status page in a browser: clusters that are too large or too rare for real servers. */
@Tag("full")
@ParameterizedClass(allowZeroInvocations = true)
@MethodSource("browsers")
class BrowserScenesIT {
  private static final String LONG_NAME =
      "redis-shop-%d.redis-shop-headless.production-eu-central-1.svc.cluster.local";

  private final PageInspection browser;

  BrowserScenesIT(PageInspection browser) {
    this.browser = browser;
  }

  /** Closed by JUnit when its tests are done. */
  static Stream<PageInspection> browsers() {
    return PageInspection.start().stream();
  }

  private void open(String name, ClusterStatus... clusters) {
    try (PageServer server = PageServer.of(clusters)) {
      browser.open(name, server.uri());
    }
  }

  private static QueueFacts queue(String name, Optional<String> group, Duration oldest) {
    return QueueFacts.measured(
        new QueueDefinition(
            name,
            name,
            QueueRules.of(0, QueueType.STREAM).withMaxAge(Optional.of(Duration.ofMinutes(5)))),
        "10.0.0.1:6379",
        new QueueValues(
            QueueType.STREAM,
            123_456,
            OptionalLong.empty(),
            OptionalLong.empty(),
            List.of(
                new Backlog(
                    group,
                    123_456,
                    true,
                    OptionalLong.of(64),
                    OptionalLong.of(8),
                    OptionalLong.of(1),
                    Optional.of(oldest),
                    Optional.empty(),
                    OptionalLong.empty(),
                    List.of())),
            OptionalLong.empty()));
  }

  private static Failovers.Event failover(String node, String shard) {
    return new Failovers.Event(
        Failovers.Type.AUTOMATIC,
        Scene.NOW.minusSeconds(190),
        Optional.of(node),
        Optional.of(shard),
        Optional.of(Duration.ofMillis(4230)));
  }

  @Test
  void aHundredAndTwentyNodes() {
    open("120-nodes", Scene.of(40, 2).status("shop"));
    assertThat(browser.text())
        .contains("All 16,384 slots are served by 40 shards")
        .contains("120 nodes answer")
        .contains("40 shards without a problem");
    browser.assertVisibleAtOnce(Window.PHONE, ".sentence");
    browser.assertVisibleAtOnce(Window.PHONE, "svg.slots");
  }

  @Test
  void aHundredAndTwentyNodesOfWhichSomeDoNotAnswer() {
    open("120-nodes-with-problems", Scene.of(40, 2).silent(7, 47, 87, 50, 91).status("shop"));
    assertThat(browser.text())
        .contains("Users notice: shop")
        .contains("shard slot-2457 has no primary that answers")
        .contains("Start one of these nodes again.")
        .contains("Owner does not answer (solid red)")
        .contains("37 shards without a problem");
    browser.assertVisibleAtOnce(Window.PHONE, ".sentence");
    browser.assertVisibleAtOnce(Window.DESKTOP, ".problems li");
  }

  @Test
  void tenClusters() {
    List<ClusterStatus> clusters = new ArrayList<>();
    for (String name : List.of("cart", "catalogue", "checkout", "jobs", "mail")) {
      clusters.add(Scene.of(3, 1).status(name));
    }
    clusters.add(Scene.of(3, 1).silent(5).status("orders"));
    clusters.add(Scene.of(3, 1).status("prices"));
    clusters.add(Scene.of(3, 1).silent(2, 5).status("search"));
    clusters.add(Scene.of(3, 0).silent(1, 2, 3).status("sessions"));
    clusters.add(Scene.standalone().status("tracking"));
    open("ten-clusters", clusters.toArray(ClusterStatus[]::new));
    assertThat(browser.text())
        .startsWith("Users notice: search ")
        .contains("search Users notice sessions Not known orders Needs attention cart Healthy")
        .contains("Details of tracking");
    browser.assertVisibleAtOnce(Window.PHONE, "nav");
    browser.assertVisibleAtOnce(Window.PHONE, ".sentence");
    browser.assertVisibleAtOnce(Window.DESKTOP, ".problems li");
    assertThat(browser.accessibilityTree().names("heading"))
        .contains("search Users notice", "tracking Healthy");
  }

  @Test
  void aSlotWithoutAnOwnerAndSlotsThatAreServedTwice() {
    open(
        "slots",
        Scene.of(3, 1).with(Member.primary(2, "5462-10921")).status("gap"),
        Scene.of(3, 1)
            .state("ok")
            .with(new Member(idOf(4), addressOf(4), "master", "-", "0-99", 7))
            .with(
                1,
                node ->
                    node.with(
                        "CLUSTER NODES",
                        IntStream.rangeClosed(1, 3)
                            .mapToObj(
                                i ->
                                    "%s %s@1 %smaster - 0 0 1 connected %s\n"
                                        .formatted(
                                            idOf(i),
                                            addressOf(i),
                                            i == 1 ? "myself," : "",
                                            List.of("0-5460", "5461-10921", "10922-16383")
                                                .get(i - 1)))
                            .reduce("", String::concat)))
            .status("conflict"));
    assertThat(browser.text())
        .contains("No owner (red stripes): 1 slot, 5461.")
        .contains("Served twice (dark stripes): 100 slots, 0–99.");
    assertThat(browser.accessibilityTree().names("image"))
        .containsExactly(
            "Slots 0 to 16383 by owner. No owner (red stripes): 1 slot, 5461.",
            "Slots 0 to 16383 by owner. Served twice (dark stripes): 100 slots, 0–99.");
  }

  @Test
  void longNamesAndAllKindsOfTables() {
    Scene scene =
        Scene.of(3, 1)
            .with(
                queue("emails:transactional:high-priority", Optional.empty(), Duration.ZERO),
                queue(
                    "orders:payment-confirmations:eu-central-1:retry",
                    Optional.of("payment-confirmation-workers-blue"),
                    Duration.ofMinutes(17)))
            .with(
                new Failovers(
                    Map.of(Failovers.Type.AUTOMATIC, 2L),
                    Optional.of(Scene.NOW.minusSeconds(190)),
                    List.of(
                        failover(LONG_NAME.formatted(4) + ":6379", idOf(4)),
                        failover("10.0.0.5:6379", "slot-5461")),
                    Optional.empty()))
            .with(5, node -> node.withInfo("master_link_status", "down"))
            .with(3, node -> node.withInfo("maxmemory", "2000000"));
    for (int i = 1; i <= 3; i++) {
      scene.with(
          Member.replica(3 + i, i)
              .at("10.0.0.%d:6379@16379,".formatted(3 + i) + LONG_NAME.formatted(i)));
    }
    ClusterStatus status = scene.status("production-shop-eu-central-1");
    open(
        "long-names",
        new ClusterStatus(
            status.name(),
            status.scrape(),
            status.findings(),
            List.of(
                "ACL SETUSER exporter +info +cluster|nodes +cluster|info +slowlog|len"
                    + " +latency|latest +client|list +xinfo|stream +xinfo|groups ~*"),
            status.readAt()));
    assertThat(browser.text())
        .contains(LONG_NAME.formatted(1) + ":6379")
        .contains("orders:payment-confirmations:eu-central-1:retry, group")
        .contains("late");
  }

  @Test
  void aStandaloneServer() {
    open("standalone", Scene.standalone().status("cache"));
    assertThat(browser.text())
        .contains("Healthy: cache")
        .contains("The server 10.0.0.1:6379 is up");
  }
}
