package io.github.redisclusterexporter.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.testing.CapturedNode;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class NodeReportTest {
  private static final Set<Collector> EVERYTHING = CapturedNode.COLLECTORS;
  private static final CapturedNode NODE = CapturedNode.of("redis-7.0.15", "primary");

  @ParameterizedTest
  @CsvSource({"redis-7.0.15, 6", "redis-7.4.1, 7", "valkey-8.0.1, 7"})
  void everythingOfNewerServers(String version, int asks) {
    NodeReport report = CapturedNode.of(version, "primary").report(EVERYTHING);

    assertThat(report.faults()).isEmpty();
    assertThat(report.collected()).hasSize(asks).doesNotContainValue(false);
    assertThat(report.isUp()).isTrue();
    assertThat(report.id()).isEqualTo(report.view().orElseThrow().myself().map(line -> line.id()));
    assertThat(report.get(Collector.LATENCY)).isPresent();
  }

  @Test
  void whatRedis62DoesNotHaveIsNeitherCollectedNorMissed() {
    NodeReport report = CapturedNode.of("redis-6.2.11", "replica").report(EVERYTHING);

    assertThat(report.faults()).isEmpty();
    assertThat(report.collected()).hasSize(5).doesNotContainValue(false);
    assertThat(report.collected()).doesNotContainKey(Collector.LATENCY);
    assertThat(report.get(Collector.LATENCY)).isEmpty();
  }

  @Test
  void aServerWithoutClusterSupportDoesNotMissTheCluster() {
    NodeReport report =
        NODE.withInfo("redis_mode", "standalone")
            .withInfo("cluster_enabled", "0")
            .report(EVERYTHING);

    assertThat(report.collected())
        .isEqualTo(
            Map.of(
                Collector.INFO,
                true,
                Collector.COMMANDSTATS,
                true,
                Collector.LATENCY,
                true,
                Collector.SLOWLOG,
                true));
  }

  @Test
  void whatWasNotWantedIsNeitherCollectedNorMissed() {
    NodeReport report = NODE.report(Collector.INFO);

    assertThat(report.collected()).isEqualTo(Map.of(Collector.INFO, true));
    assertThat(report.view()).isEmpty();
  }

  @Test
  void aRefusalCostsOnlyItsCollector() {
    NodeReport report =
        NODE.with("LATENCY HISTOGRAM", new Reply.Refused(Fault.READ_NO_PERMISSION, "NOPERM"))
            .report(EVERYTHING);

    assertThat(report.faults()).containsExactly(Fault.READ_NO_PERMISSION);
    assertThat(report.get(Collector.LATENCY)).isEmpty();
    assertThat(failed(report)).containsExactly(Collector.LATENCY);
  }

  @Test
  void withInfoItsCommandsFail() {
    NodeReport report =
        NODE.with("INFO", new Reply.Refused(Fault.READ_NO_PERMISSION, "NOPERM")).report(EVERYTHING);

    assertThat(failed(report))
        .contains(Collector.INFO, Collector.COMMANDSTATS)
        .doesNotContain(Collector.SLOWLOG);
    assertThat(report.isUp()).isFalse();
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"READ_NO_PERMISSION", "READ_LOADING", "READ_BUSY", "READ_TIMEOUT"})
  void otherFaultsSayNothingAboutTheCommand(Fault fault) {
    Reply refusal = new Reply.Refused(fault, "");
    for (String command : List.of("INFO", "LATENCY HISTOGRAM")) {
      NodeReport report = NODE.with(command, refusal).report(EVERYTHING);

      assertThat(report.refusedForms()).isEmpty();
      assertThat(report.server().unknownCommands()).isEmpty();
      assertThat(report.faults()).containsExactly(fault);
    }
  }

  @ParameterizedTest
  @EnumSource(
      value = Fault.class,
      names = {"READ_UNKNOWN_COMMAND", "READ_ERROR_REPLY"})
  void infoHasFurtherForms(Fault fault) {
    NodeReport report = NODE.with("INFO", new Reply.Refused(fault, "ERR")).report(EVERYTHING);

    assertThat(report.refusedForms()).isEqualTo(Map.of(Command.of("INFO", "all"), fault));
    assertThat(report.server().unknownCommands()).isEmpty();
    assertThat(report.collected()).containsEntry(Collector.INFO, false);
    assertThat(report.isUp()).isFalse();
  }

  @Test
  void aRefusedFormIsUnknownOnlyWhenALaterFormSucceeds() {
    Map<Command, Fault> refused =
        Map.of(
            Command.of("INFO", "default", "commandstats"), Fault.READ_ERROR_REPLY,
            Command.of("INFO", "all"), Fault.READ_ERROR_REPLY);
    Set<Collector> wanted = Set.of(Collector.INFO, Collector.COMMANDSTATS);

    NodeReport succeeded = later(refused, wanted, new Reply.Text("role:master\r\n"));
    assertThat(succeeded.server().unknownCommands()).isEqualTo(refused.keySet());
    assertThat(succeeded.collected()).isEqualTo(Map.of(Collector.INFO, true));

    Reply refusal = new Reply.Refused(Fault.READ_ERROR_REPLY, "ERR max daily request limit");
    NodeReport failed = later(refused, wanted, refusal);
    assertThat(failed.server().unknownCommands()).isEmpty();
    assertThat(failed.faults()).containsExactly(Fault.READ_ERROR_REPLY);
    assertThat(failed.collected())
        .isEqualTo(Map.of(Collector.INFO, false, Collector.COMMANDSTATS, false));
  }

  private static NodeReport later(Map<Command, Fault> refused, Set<Collector> wanted, Reply info) {
    return NodeReport.of(NODE.profile(), refused, wanted, List.of(info), lines -> true);
  }

  @Test
  void infoWithoutARoleAndWithoutMemoryIsNoInfo() {
    assertThat(NODE.withoutInfo("role").report(Collector.INFO).isUp()).isTrue();
    NodeReport report = NODE.with("INFO", "redis_version:7.0.0\r\n").report(Collector.INFO);

    assertThat(report.failure(Collector.INFO)).contains(Fault.READ_NO_INFO);
    assertThat(report.isUp()).isFalse();
  }

  @Test
  void anUnknownCommandIsNoFailure() {
    NodeReport report =
        NODE.with("LATENCY HISTOGRAM", new Reply.Refused(Fault.READ_UNKNOWN_COMMAND, "ERR"))
            .report(EVERYTHING);

    assertThat(report.faults()).isEmpty();
    assertThat(report.collected()).doesNotContainKey(Collector.LATENCY).doesNotContainValue(false);
    assertThat(report.refusedForms()).isEmpty();
  }

  @Test
  void aMemberOfAClusterWithoutAViewFails() {
    NodeReport report =
        NODE.with("CLUSTER NODES", new Reply.Refused(Fault.READ_UNKNOWN_COMMAND, "ERR"))
            .report(EVERYTHING);

    assertThat(failed(report)).containsExactly(Collector.CLUSTER_NODES);
    assertThat(report.failure(Collector.CLUSTER_NODES)).contains(Fault.READ_UNKNOWN_COMMAND);
  }

  @Test
  void aBrokenConnectionCostsWhatDidNotComeAnyMore() {
    Reply lost = new Reply.Lost(Fault.READ_TIMEOUT);
    NodeReport report =
        NODE.with("LATENCY HISTOGRAM", lost).with("SLOWLOG GET 1", lost).report(EVERYTHING);

    assertThat(report.faults()).containsExactly(Fault.READ_TIMEOUT, Fault.READ_TIMEOUT);
    assertThat(failed(report)).containsExactlyInAnyOrder(Collector.LATENCY, Collector.SLOWLOG);
    assertThat(report.isUp()).isTrue();
  }

  @Test
  void garbageCostsOnlyItsCollector() {
    NodeReport report =
        NODE.with("CLUSTER NODES", "garbage")
            .with("CLUSTER INFO", new Reply.Nil())
            .report(EVERYTHING);

    assertThat(report.faults()).containsExactly(Fault.PARSE_MALFORMED, Fault.PARSE_MALFORMED);
    assertThat(failed(report))
        .containsExactlyInAnyOrder(Collector.CLUSTER_NODES, Collector.CLUSTER_INFO);
    assertThat(report.id()).isEmpty();
    assertThat(report.isUp()).isTrue();
  }

  @Test
  void faultsAreInTheOrderOfTheCommands() {
    NodeReport report =
        NODE.with("CLUSTER NODES", "garbage")
            .with("INFO", new Reply.Refused(Fault.READ_BUSY, "BUSY"))
            .with("SLOWLOG GET 1", new Reply.Lost(Fault.READ_CLOSED))
            .report(EVERYTHING);

    assertThat(report.faults().get(0)).isEqualTo(Fault.PARSE_MALFORMED);
    assertThat(report.faults()).endsWith(Fault.READ_CLOSED);
  }

  @Test
  void aNodeThatLoadsIsNotUp() {
    NodeReport report = NODE.withInfo("loading", "1").report(EVERYTHING);

    assertThat(report.isLoading()).isTrue();
    assertThat(report.isUp()).isFalse();
  }

  @Test
  void thereIsOneReplyForEachCommand() {
    assertThatThrownBy(() -> NodeReport.of(NODE.profile(), EVERYTHING, List.of(), lines -> true))
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static List<Collector> failed(NodeReport report) {
    return report.collected().entrySet().stream()
        .filter(entry -> !entry.getValue())
        .map(Map.Entry::getKey)
        .toList();
  }
}
