package io.github.redisclusterexporter.dashboard;

import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Parts of queries. Two exporters of one cluster are one source: their series are collapsed before
 * anything is added up.
 */
final class Queries {
  private static final String ONE_SOURCE = " without (instance, pod) (";

  private Queries() {}

  /** The series of the cluster, with more matchers: {@code role="primary"}. */
  static String cluster(String metric, String... matchers) {
    return metric
        + "{"
        + String.join(",", with("redis_cluster=\"$redis_cluster\"", matchers))
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
  static String firing(String matcher) {
    return "ALERTS{alertstate=\"firing\",component=~\"redis-cluster|redis-queue\","
        + matcher
        + ",redis_cluster=~\"$redis_cluster|\"}";
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
