package io.github.redisclusterexporter.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.cluster.ClusterHistory;
import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Membership;
import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.ServerProfile.Version;
import io.github.redisclusterexporter.queue.QueueDefinition;
import io.github.redisclusterexporter.queue.QueueFacts;
import io.github.redisclusterexporter.queue.QueueRules;
import io.github.redisclusterexporter.queue.QueueType;
import io.github.redisclusterexporter.redis.ClusterMode;
import io.github.redisclusterexporter.redis.Credentials;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.RedisConfig;
import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.redis.TlsConfig;
import io.github.redisclusterexporter.scrape.ScrapeResult;
import io.github.redisclusterexporter.testing.CapturedCluster;
import io.github.redisclusterexporter.testing.CapturedNode;
import java.time.Clock;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Test;

/** What is said of the nodes of a captured cluster. */
class CheckReportTest {
  private static final Set<Collector> ALL = CapturedNode.COLLECTORS;
  private static final Grants REDIS_7_0 = Grants.of(new Version(7, 0)).orElseThrow();
  private static final Reply REFUSED =
      new Reply.Refused(Fault.READ_NO_PERMISSION, "NOPERM no permission");

  private static RedisConfig redis(Optional<String> username) {
    return new RedisConfig(
        "prod",
        List.of(),
        ClusterMode.AUTO,
        new Credentials(username, Optional.empty(), Optional.empty()),
        new TlsConfig(
            false, Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty(), false),
        Map.of(),
        0,
        Duration.ofSeconds(1),
        Duration.ofSeconds(3));
  }

  private static CheckReport check(Optional<String> username, ScrapeResult scrape) {
    return new CheckReport(
        new CheckFacts(
            redis(username), ALL, Set.of(), scrape, node -> List.of(), Optional.empty()));
  }

  @Test
  void anOptionalCommandIsGrantedOnlyWhereItIsEnabledAndKnown() {
    Set<Collector> wanted = new HashSet<>(ALL);
    wanted.addAll(Collector.SLOT_STATS);
    UnaryOperator<CapturedNode> refusing =
        node -> {
          CapturedNode changed = node.with("SLOWLOG GET 1", REFUSED);
          for (String order :
              List.of("key-count", "cpu-usec", "network-bytes-in", "network-bytes-out")) {
            changed =
                changed.with("CLUSTER SLOT-STATS ORDERBY " + order + " LIMIT 100 DESC", REFUSED);
          }
          return changed;
        };
    UnaryOperator<CapturedNode> valkey =
        node -> refusing.apply(node.withInfo("valkey_version", "9.1.2"));
    String grant = "   ACL SETUSER exporter +cluster|slot-stats";

    assertThat(advice(wanted, valkey)).contains(grant);
    assertThat(advice(ALL, valkey)).noneMatch(line -> line.contains("slot-stats"));
    assertThat(advice(wanted, refusing)).noneMatch(line -> line.contains("slot-stats"));
  }

  private static List<String> advice(Set<Collector> wanted, UnaryOperator<CapturedNode> edit) {
    return new CheckReport(
            new CheckFacts(
                redis(Optional.of("exporter")),
                wanted,
                Set.of(),
                CapturedCluster.scrape(wanted, edit),
                node -> List.of(),
                Optional.empty()))
        .lines().stream().filter(line -> line.contains("ACL SETUSER")).toList();
  }

  private static ScrapeResult withQueues(ScrapeResult scrape, QueueFacts... queues) {
    return new ScrapeResult(
        scrape.snapshot(),
        scrape.failovers(),
        scrape.took(),
        List.of(queues),
        List.of(),
        List.of(),
        List.of());
  }

  private static QueueDefinition queue(String key) {
    return new QueueDefinition(key, key, QueueRules.of(0, QueueType.LIST));
  }

  @Test
  void allIsWell() {
    CheckReport report = check(Optional.of("watch"), CapturedCluster.scrape(ALL));
    assertThat(report.hasNoFindings()).isTrue();
    assertThat(String.join("\n", report.lines()))
        .isEqualTo(
            """
            prod: a cluster of 3 shards, 16384 of 16384 slots served; user watch, TLS off

            NODE           ROLE     VERSION  LATENCY  COLLECTORS
            10.0.0.1:6379  primary  7.0.15   1 ms     all 6
            10.0.0.2:6379  primary  7.0.15   2 ms     all 6
            10.0.0.3:6379  primary  7.0.15   3 ms     all 6
            10.0.0.4:6379  replica  7.0.15   4 ms     all 6
            10.0.0.5:6379  replica  7.0.15   5 ms     all 6
            10.0.0.6:6379  replica  7.0.15   6 ms     all 6

            COLLECTOR      OK  FAILED  ABSENT  COMMAND
            cluster_nodes  6   0       0       CLUSTER NODES
            info           6   0       0       INFO default commandstats
            commandstats   6   0       0       INFO default commandstats
            cluster_info   6   0       0       CLUSTER INFO
            shard_id       0   0       6
            latency        6   0       0       LATENCY HISTOGRAM
            slowlog        6   0       0       SLOWLOG GET 1

            All is well.\
            """);
  }

  @Test
  void oneShardIsSingular() {
    ScrapeResult scrape = CapturedCluster.scrape(ALL);
    ClusterSnapshot three = scrape.snapshot();
    ClusterSnapshot one =
        new ClusterSnapshot(
            three.nodes(),
            three.shards().subList(0, 1),
            three.slots(),
            three.previouslyStandalone());
    ScrapeResult ofOne =
        new ScrapeResult(
            one, scrape.failovers(), scrape.took(), List.of(), List.of(), List.of(), List.of());
    assertThat(check(Optional.of("watch"), ofOne).lines().get(0))
        .startsWith("prod: a cluster of 1 shard, ");
  }

  @Test
  void whatIsRefusedHasItsPlaceAndItsRemedy() {
    UnaryOperator<CapturedNode> refusing =
        node ->
            node.profile().version().equals("7.0.15") ? node.with("SLOWLOG GET 1", REFUSED) : node;
    ScrapeResult scrape = CapturedCluster.scrape(ALL, refusing);
    CheckReport report =
        check(
            Optional.of("watch"),
            withQueues(
                scrape,
                QueueFacts.unavailable(queue("mine"), Optional.of(Fault.READ_NO_PERMISSION)),
                QueueFacts.unavailable(queue("lost"), Optional.empty())));
    assertThat(report.hasNoFindings()).isFalse();
    assertThat(report.lines())
        .contains(
            "10.0.0.1:6379  primary  7.0.15   1 ms     all but slowlog",
            "slowlog        0   6       0       SLOWLOG GET 1",
            "mine   -     work     -       not measured: read no_permission",
            "lost   -     work     -       not measured",
            "1. read no_permission: the user may not run a command, or not read a key",
            "   - 10.0.0.6:6379: slowlog",
            "   - queue mine",
            "2. queues: no reachable node serves these keys",
            "   - queue lost",
            "   " + REDIS_7_0.user("watch"),
            "   " + REDIS_7_0.queues("watch", List.of("mine", "lost"), List.of()),
            "2 things are not as they should be.");
  }

  @Test
  void aPurposeThatFollowsFromTheKeyIsMarked() {
    ScrapeResult scrape =
        withQueues(
            CapturedCluster.scrape(ALL),
            QueueFacts.unavailable(queue("tasks:failed"), Optional.empty()),
            QueueFacts.unavailable(queue("tasks_failed"), Optional.empty()));
    assertThat(check(Optional.empty(), scrape).lines())
        .contains(
            "tasks:failed  -     dead_letter (by its key)  -       not measured",
            "tasks_failed  -     work                      -       not measured");
  }

  @Test
  void theDefaultUserIsNotResetForEverybody() {
    CheckReport report =
        check(
            Optional.empty(),
            CapturedCluster.scrape(ALL, node -> node.with("SLOWLOG GET 1", REFUSED)));
    assertThat(report.lines())
        .contains("   " + REDIS_7_0.user("exporter"))
        .noneMatch(line -> line.contains("SETUSER default"))
        .anyMatch(line -> line.contains("REDIS_USERNAME=exporter"));
  }

  @Test
  void aNodeThatWasNotAskedInTimeIsSilentWithoutAReason() {
    HostPort seed = new HostPort("10.0.0.1", 6379);
    ClusterSnapshot silent =
        new ClusterHistory(Clock.systemUTC(), false, false)
            .add(new Membership(List.of()), Map.of(seed, Set.of(seed)));
    ScrapeResult before = CapturedCluster.scrape(ALL);
    ScrapeResult scrape =
        new ScrapeResult(
            silent, before.failovers(), before.took(), List.of(), List.of(), List.of(), List.of());
    assertThat(check(Optional.empty(), scrape).lines())
        .contains(
            "10.0.0.1:6379  unknown  -        -        none: no answer in time",
            "1. read timeout: the node accepted the connection and did not answer in time",
            "   - 10.0.0.1:6379 has not answered in time",
            "One thing is not as it should be.");
  }
}
