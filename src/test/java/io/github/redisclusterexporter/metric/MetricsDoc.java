package io.github.redisclusterexporter.metric;

import com.typesafe.config.ConfigObject;
import com.typesafe.config.ConfigValue;
import io.github.redisclusterexporter.node.NumberKind;
import io.prometheus.metrics.model.snapshots.CounterSnapshot;
import io.prometheus.metrics.model.snapshots.Label;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Writes {@code docs/metrics.md} from the catalog. */
final class MetricsDoc {
  private static final String HEAD =
      """
      # Metrics

      <!-- Generated from the catalog by MetricsDocTest; run it with -Ddocs.update=true. -->

      Every series about Redis has the label `redis_cluster`, the configured name of the cluster. Series of a node also
      have `node`, its address as `host:port`, and `node_id`, its id in the cluster; a standalone server has no
      id. Series of a queue have `group` only if they describe one consumer group; that of
      `redis_cluster_queue_info` is the configured one.

      A known node that does not answer is kept as `redis_cluster_node_up 0`. Metrics that could not be
      collected in a scrape are omitted; stale values or zeros are never exposed in their place.
      Key groups are not measured in a scrape but counted between scrapes: their values are from the last complete
      pass, whose time is `redis_cluster_key_group_last_pass_timestamp_seconds`.

      ## Names in labels

      Servers and their clients choose the values of `cmd` and `error`. The busiest names, on all nodes together,
      have series of their own, up to `limits.max-commands` and `limits.max-errors`; a name that has them keeps
      them. The last third of the places is for names that become busy later: each of these places requires four
      times as many uses as the one before, and the last one a quarter of all uses. The other names are counted
      together as `other`. This counter starts at 0 when the exporter first sees a node, so its absolute value
      means nothing; use `rate()`. When a name gets its own series, `other` keeps what it has counted.

      The errors that the alerts and dashboards use always have their own series, from 0 on, in addition to the
      limit: %s.

      Slots have series, if the group `slot-stats` is enabled, as long as they are the busiest of the cluster: those
      with the largest share of the keys, the CPU time, the network traffic or the memory, up to `limits.max-slots`.
      Servers count since they started or since the slot moved to them, so the busiest slots are those of that
      time. A slot keeps its series until another one has twice its share, and a node that does not answer takes no
      series from its slots. There is no `other`.

      If the group `client-names` is enabled, clients choose the values of `name`. The first names have their own series,
      up to `limits.max-client-names`, and the others are counted together as `other`. A name that no client uses any
      more has the value 0; after an hour, a new name may take its place.

      ## Names of shards

      `shard` is the shard id of the server (7.2 and later), otherwise `slot-` and the lowest slot that the shard had
      when the exporter first saw it. The name stays with the primary, and with the replica that replaces it.

      Before 7.2, two exporters may name a shard differently if it is created while they run: slots move to the
      new primary one after the other, and each exporter uses the lowest slot in the first scrape in which the primary
      has any. The names stay different until both exporters restart after the move. With two exporters,
      this query shows the shards that only one of them has:

      ```promql
      count by (redis_cluster, shard) (redis_cluster_shard_serving) == 1
      ```

      ## Processor time of the main thread

      `mode` has other values in `redis_cluster_main_thread_cpu_seconds_total` (`main_thread_user`,
      `main_thread_system`) than in `redis_cluster_cpu_seconds_total` (`user`, `system`, `children_user`,
      `children_system`). To combine the two, replace the label. This query is the processor time of all other
      threads, for example those for I/O:

      ```promql
      rate(redis_cluster_cpu_seconds_total{mode=~"user|system"}[5m])
        - label_replace(rate(redis_cluster_main_thread_cpu_seconds_total[5m]), "mode", "$1", "mode", "main_thread_(.+)")
      ```

      ## Impossible values

      A value that cannot be right is omitted, and counted as `parse` `malformed` in
      `redis_cluster_exporter_probe_errors_total`. Other values of the same node are not affected. A sum or a
      worst value is omitted when a part of it is impossible. The log has one line for each metric and node, when a
      value is omitted for the first time, and again after it was right.

      | kind | fields | possible values |
      |---|---|---|
      %s| memory | `used_memory_dataset`, `mem_not_counted_for_evict`; `used_memory_peak` | at most `used_memory`; at least `used_memory` |
      | keyspace | `keys`, `expires` of a database | no more keys expire than there are |
      | time of a save | `rdb_last_save_time` | not later than the server's clock |
      | CLUSTER INFO | `cluster_slots_*`; `cluster_size` | the slots that are ok, pfail or fail are those that are assigned; no more primaries than nodes |
      | CLUSTER NODES | slots, ports, config epochs | as above, and no slot twice in a line; else the view of the node is omitted |
      | latency histogram | LATENCY HISTOGRAM, `usec` in INFO commandstats | counts do not fall from one bound to the next, none exceeds the number of calls, and the sum of all durations is not less than the bounds require |
      | length of a queue | LLEN, SCARD, ZCARD, ZCOUNT, XINFO STREAM | not negative; else `redis_cluster_queue_up` is 0 |
      | depth of a stream | `lag` in XINFO GROUPS | the number of entries that were counted; a lag that is negative or larger than the stream is not used, and one that was never compared with a count has `redis_cluster_queue_depth_exact` 0 |
      | size, memory and time to live of a named key | STRLEN, LLEN, SCARD, ZCARD, HLEN, XLEN, MEMORY USAGE, PTTL | not negative; else `redis_cluster_key_up` is 0 |
      | counters of a stream | `entries-added`, `entries-read` | no fewer entries added than stored; no more entries read than added |

      Servers and look-alikes without a field are not affected: a comparison needs both numbers. Redis 8 and
      Valkey 8 without keys report a negative `used_memory_dataset` without its sign (2^64 less some kilobytes). This
      counts as a missing field, not as an error.
      """;

  private static final String PROCESS =
      """

      ## process

      The exporter's own process and JVM, as the Prometheus library for Java names them. They belong to no cluster, so
      they do not have `redis_cluster`, and they are on every page, also on those of one cluster. Cannot be disabled.

      | name | type | labels | meaning |
      |---|---|---|---|
      """;

  private final StringBuilder page = new StringBuilder();
  private final ConfigObject switches;

  private MetricsDoc(ConfigObject switches) {
    this.switches = switches;
  }

  /**
   * The whole page.
   *
   * @param switches the groups that can be switched off, with their descriptions as comments
   * @param process the metrics of the exporter's process
   */
  static String write(List<Group<?>> groups, ConfigObject switches, MetricSnapshots process) {
    MetricsDoc doc = new MetricsDoc(switches);
    doc.page.append(HEAD.formatted(errorsInUse(), numberKinds()));
    groups.forEach(doc::section);
    doc.page.append(PROCESS);
    process.forEach(doc::row);
    return doc.page.toString();
  }

  private static String errorsInUse() {
    return CommandGroups.ERRORS_IN_USE.stream()
        .sorted()
        .map(error -> "`" + error + "`")
        .collect(Collectors.joining(", "));
  }

  private static String numberKinds() {
    return Stream.of(NumberKind.values())
        .map(
            kind ->
                "| %s | %s | %s |\n"
                    .formatted(
                        kind.name().toLowerCase(Locale.ROOT), kind.fields(), kind.possible()))
        .collect(Collectors.joining());
  }

  private void section(Group<?> group) {
    ConfigValue toggle = switches.get(group.name());
    page.append("\n## ").append(group.name()).append("\n\n");
    if (toggle == null) {
      page.append("Cannot be disabled.\n");
    } else {
      page.append(comment(toggle))
          .append(
              (toggle.unwrapped().equals(true)
                      ? " Disabled with `collectors.%s = false`.\n"
                      : " Disabled by default; enabled with `collectors.%s = true`.\n")
                  .formatted(group.name()));
    }
    page.append("\n| name | type | labels | meaning |\n|---|---|---|---|\n");
    group.metrics().forEach(metric -> row(group, metric));
  }

  private void row(Group<?> group, Metric<?> metric) {
    row(
        metric.name(),
        metric.type().name(),
        Stream.concat(group.subject().labels().stream(), metric.labels().stream()),
        metric.help());
  }

  private void row(MetricSnapshot metric) {
    String name = metric.getMetadata().getPrometheusName();
    row(
        metric instanceof CounterSnapshot ? name + "_total" : name,
        metric.getClass().getSimpleName().replace("Snapshot", ""),
        metric.getDataPoints().stream()
            .flatMap(point -> point.getLabels().stream())
            .map(Label::getName)
            .distinct(),
        Objects.requireNonNullElse(metric.getMetadata().getHelp(), ""));
  }

  private void row(String name, String type, Stream<String> labels, String help) {
    page.append(
        "| `%s` | %s | %s | %s |\n"
            .formatted(
                name,
                type.toLowerCase(Locale.ROOT),
                labels.map(label -> "`" + label + "`").collect(Collectors.joining(", ")),
                help.replace("|", "\\|").replace("<", "&lt;")));
  }

  private static String comment(ConfigValue value) {
    return value.origin().comments().stream().map(String::strip).collect(Collectors.joining(" "));
  }
}
