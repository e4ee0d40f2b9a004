package io.github.redisclusterexporter.dashboard;

import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Parts of queries. Two exporters of one cluster are one source: their series are collapsed before
 * anything is added up.
 */
final class Queries {
  private static final int FEW = 12;
  private static final String ONE_SOURCE = " without (instance, pod) (";

  private Queries() {}

  /** Which series of a metric are meant. */
  @FunctionalInterface
  interface Scope {
    String of(String metric, String... matchers);
  }

  /** The series of the cluster, with more matchers: {@code role="primary"}. */
  static String cluster(String metric, String... matchers) {
    return metric
        + "{"
        + String.join(",", with("redis_cluster=\"$redis_cluster\"", matchers))
        + "}";
  }

  /** Those of the chosen clusters. */
  static String fleet(String metric, String... matchers) {
    return metric
        + "{"
        + String.join(",", with("redis_cluster=~\"$redis_cluster\"", matchers))
        + "}";
  }

  /** Those of the chosen node. */
  static String node(String metric, String... matchers) {
    return cluster(metric, with("node=\"$node\"", matchers));
  }

  /** Those of the chosen queues. */
  static String queue(String metric, String... matchers) {
    return cluster(metric, with("queue=~\"$queue\"", matchers));
  }

  /** The alerts that fire for the cluster, and those that have no cluster: nothing is scraped. */
  static String firing(String... matchers) {
    return "ALERTS{alertstate=\"firing\","
        + String.join(",", matchers)
        + ",redis_cluster=~\"$redis_cluster|\"}";
  }

  /**
   * Series that hold a state: all of them if they are few, else only those that changed, or were
   * not well, in the time shown.
   *
   * @param states a vector
   * @param label tells its series apart
   * @param well the lowest state in which nothing is wrong
   */
  static String notable(String states, String label, int well) {
    return unwell(states, label, well) + " or (" + states + ")" + ifFew(states);
  }

  /**
   * As {@link #notable(String, String, int)}; of those in which nothing was wrong, the ones that do
   * not exist any more are left out.
   *
   * @param there selects the series of a metric that each of them has as long as it exists
   */
  static String notable(String states, String label, int well, String there) {
    String last = "max by (" + label + ") (last_over_time(" + there + "[%s] @ end()))";
    String now = last.formatted("$__rate_interval");
    String gone = last.formatted("$__range") + " unless " + now + " and on () " + now;
    return unwell(states, label, well)
        + (" or (" + states + ") unless on (" + label + ") (" + gone + ")")
        + ifFew(states);
  }

  private static String unwell(String states, String label, int well) {
    String overTime = "((" + states + ")[$__range:$__interval] @ end())";
    return "(%s) and on (%s) (min_over_time%s < %d or changes%s > 0)"
        .formatted(states, label, overTime, well, overTime);
  }

  private static String ifFew(String states) {
    return " and on () (count(" + states + ") <= " + FEW + ")";
  }

  /** Ids of shards (7.2 and later) as short as people use them. */
  static String withShortShards(String vector) {
    return "label_replace("
        + vector
        + ", \"shard\", \"$1\", \"shard\", \"([0-9a-f]{8})[0-9a-f]{32}\")";
  }

  private static String[] with(String first, String... others) {
    String[] all = new String[others.length + 1];
    all[0] = first;
    System.arraycopy(others, 0, all, 1, others.length);
    return all;
  }

  /** The better of the exporters where more is better, and what only one of them has seen. */
  static String best(String vector) {
    return "max" + ONE_SOURCE + vector + ")";
  }

  /** The better of the exporters where less is better. */
  static String least(String vector) {
    return "min" + ONE_SOURCE + vector + ")";
  }

  /** How fast a counter grows. */
  static String rate(String counter) {
    return best("rate(" + counter + "[$__rate_interval])");
  }

  /**
   * How fast a counter grows that may fall to another number than 0, which is not work that was
   * done: it has no value then.
   */
  static String rateWithoutFalls(String counter) {
    String window = counter + "[$__rate_interval]";
    return best("rate(" + window + ") unless resets(" + window + ") > 0");
  }

  /** By how much a counter has grown in that time. */
  static String grown(String counter, String time) {
    return best("increase(" + counter + "[" + time + "])");
  }

  /** The 99th percentile of a histogram's buckets, by these labels. */
  static String slowest(String buckets, String labels) {
    return "histogram_quantile(0.99, sum by (" + labels + ") (" + rate(buckets) + "))";
  }

  /** A vector of nodes, with the shard of each. */
  static String withShard(String vector, String... matchers) {
    return vector
        + " * on (redis_cluster, node) group_left (shard) max by (redis_cluster, node, shard) ("
        + cluster("redis_cluster_node_info", matchers)
        + ")";
  }

  /**
   * The part of the connections that is used; the server counts all kinds.
   *
   * @param select the series of a metric
   */
  static String connections(UnaryOperator<String> select) {
    String used =
        Stream.of(
                "redis_cluster_connected_clients",
                "redis_cluster_connected_replicas",
                "redis_cluster_bus_connections")
            .map(metric -> best(select.apply(metric)))
            .collect(Collectors.joining(" + "));
    return "(" + used + ") / " + best(select.apply("redis_cluster_max_clients"));
  }

  /**
   * The part of the time that the thread which runs commands is busy.
   *
   * @param select the series of a metric
   */
  static String mainThread(UnaryOperator<String> select) {
    return best(
        "sum without (mode) (rate("
            + select.apply("redis_cluster_main_thread_cpu_seconds_total")
            + "[$__rate_interval]))");
  }
}
