package io.github.redisclusterexporter.node;

import io.github.redisclusterexporter.node.ServerProfile.Product;
import io.github.redisclusterexporter.redis.Reply;
import io.github.redisclusterexporter.redis.WireReplies;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Bytes as all replies of one node, of a version that the first byte tells. */
public final class ReportFuzz {
  private static final Set<Collector> EVERYTHING =
      Stream.concat(Collector.all().stream(), Collector.optional().stream())
          .collect(Collectors.toSet());

  private static final String VALKEY = "9.1.2";
  private static final List<String> VERSIONS = List.of("6.2.11", "7.0.15", "7.4.1", "99", VALKEY);

  private ReportFuzz() {}

  /** Called by the fuzzer. */
  public static void fuzzerTestOneInput(byte[] bytes) {
    if (bytes.length == 0) {
      return;
    }
    String version = VERSIONS.get((bytes[0] & 0xff) % VERSIONS.size());
    ServerProfile server =
        new ServerProfile(
            ServerProfile.Version.parse(version),
            version,
            Optional.of(true),
            version.equals(VALKEY) ? Product.VALKEY : Product.REDIS,
            Set.of());
    List<Reply> replies =
        WireReplies.read(
            Arrays.copyOfRange(bytes, 1, bytes.length),
            new ServerCommands(server, EVERYTHING).commands().size());
    check(NodeReport.of(server, EVERYTHING, replies, lines -> true));
    NodeReport alone = NodeReport.of(server, EVERYTHING, replies, lines -> false);
    alone.view().ifPresent(view -> view.lines().forEach(ReportFuzz::checkLine));
  }

  private static void check(NodeReport report) {
    report.id();
    report.isUp();
    report.view().ifPresent(view -> view.lines().forEach(ReportFuzz::checkLine));
    report.info().ifPresent(ReportFuzz::checkInfo);
    report.clusterInfo().ifPresent(ReportFuzz::checkInfo);
    report
        .get(Collector.LATENCY)
        .ifPresent(all -> all.values().forEach(histogram -> histogram.atMost(66)));
    require(
        report.collected().values().stream().allMatch(came -> came) == report.faults().isEmpty(),
        "a fault without a failure, or the other way round");
  }

  private static void checkLine(ClusterNodes.Line line) {
    line.addresses("dialled");
    require(line.slots().size() <= SlotRanges.SLOTS, "more slots than there are");
    require(line.configEpoch() >= 0, "an epoch below zero");
  }

  private static void checkInfo(Info info) {
    info.serverTime();
    info.fields()
        .forEach(
            (name, value) -> {
              info.readable(name)
                  .ifPresent(number -> require(Double.isFinite(number), "not finite"));
              Info fields = Info.pairs(name, value);
              try {
                fields.number("calls");
              } catch (MalformedReplyException e) {
                // What readers of it are prepared for.
              }
            });
  }

  private static void require(boolean condition, String what) {
    if (!condition) {
      throw new AssertionError(what);
    }
  }
}
