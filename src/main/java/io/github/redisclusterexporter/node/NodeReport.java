package io.github.redisclusterexporter.node;

import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.Reply;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.IntPredicate;

/**
 * Everything one node said in one scrape. A part is empty when it was not asked for, when this
 * server does not have it, or when it failed; {@link #collected} tells which.
 *
 * @param server what it is
 * @param info source: INFO
 * @param view source: CLUSTER NODES
 * @param clusterInfo source: CLUSTER INFO
 * @param shardId source: CLUSTER MYSHARDID, 7.2 and later
 * @param latency source: LATENCY HISTOGRAM
 * @param slowlog source: SLOWLOG GET 1
 * @param collected everything that was wanted and that this server has, and whether it came
 * @param failed what was asked and did not come, and why
 */
public record NodeReport(
    ServerProfile server,
    Optional<Info> info,
    Optional<ClusterNodes> view,
    Optional<Info> clusterInfo,
    Optional<String> shardId,
    Optional<Map<String, LatencyHistogram>> latency,
    Optional<Slowlog> slowlog,
    Map<Collector, Boolean> collected,
    Map<Collector, Fault> failed) {
  private static final String LOADING = "loading";

  public NodeReport {
    collected = Map.copyOf(collected);
    failed = Map.copyOf(failed);
  }

  /** What went wrong, in the order of the commands. */
  public List<Fault> faults() {
    return failed.entrySet().stream()
        .sorted(Map.Entry.comparingByKey())
        .map(Map.Entry::getValue)
        .toList();
  }

  /** Why something of {@link #collected} did not come. */
  public Optional<Fault> failure(Collector ask) {
    return Optional.ofNullable(failed.get(ask.carrier()));
  }

  /**
   * Reads the replies of one pipeline; one that cannot be read costs only itself.
   *
   * @param wanted what was planned for
   * @param replies one for each command of {@link Collector#commands}, in their order
   * @param wholeView whether to read what it says of others, not only of itself, given how many
   *     nodes it tells of
   */
  public static NodeReport of(
      ServerProfile server, Set<Collector> wanted, List<Reply> replies, IntPredicate wholeView) {
    ReplyReader reader = new ReplyReader(server, wanted, replies);
    Optional<ClusterNodes> view =
        reader.read(
            Collector.CLUSTER_NODES,
            reply -> ClusterNodes.parse(ReplyShapes.text(reply), wholeView));
    Optional<Info> info = reader.read(Collector.INFO, reply -> Info.parse(ReplyShapes.text(reply)));
    Optional<Info> clusterInfo =
        reader.read(Collector.CLUSTER_INFO, reply -> Info.parse(ReplyShapes.text(reply)));
    Optional<String> shardId = reader.read(Collector.SHARD_ID, ReplyShapes::text);
    Optional<Map<String, LatencyHistogram>> latency =
        reader.read(Collector.LATENCY, LatencyHistogram::parse);
    Optional<Slowlog> slowlog = reader.read(Collector.SLOWLOG, Slowlog::parse);
    Map<Collector, Boolean> collected = new EnumMap<>(Collector.class);
    for (Collector ask : wanted) {
      if (reader.wasAsked(ask.carrier())) {
        collected.put(ask, reader.succeeded(ask.carrier()));
      }
    }
    return new NodeReport(
        server, info, view, clusterInfo, shardId, latency, slowlog, collected, reader.failed());
  }

  /** It answered INFO and is not loading its dataset. */
  public boolean isUp() {
    return info.isPresent() && !isLoading();
  }

  public boolean isLoading() {
    return info.flatMap(fields -> fields.text(LOADING))
        .map(value -> !value.equals("0"))
        .orElse(false);
  }

  /** What is left of it when the scrape is over: who it is, whether it is up, and its view. */
  public NodeReport withoutMeasurements() {
    return new NodeReport(
        server,
        info.map(fields -> fields.only(LOADING)),
        view,
        Optional.empty(),
        shardId,
        Optional.empty(),
        Optional.empty(),
        Map.of(),
        Map.of());
  }

  /** The id by which the cluster knows it; empty without cluster support, and while it loads. */
  public Optional<String> id() {
    return view.flatMap(ClusterNodes::myself).map(ClusterNodes.Line::id);
  }
}
