package io.github.redisclusterexporter.alert;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Writes the page about the alerts from the rules and the routes. */
final class AlertsPage {
  private static final String HEAD =
      """
      # Alerts

      <!-- Generated from the rules by AlertsPageTest; run it with -Ddocs.update=true. -->

      [redis-cluster.rules.yml](redis-cluster.rules.yml) requires Prometheus 2.42 or later.
      [opt-in.rules.yml](opt-in.rules.yml) contains alerts that are off by default.
      [alertmanager.yml](alertmanager.yml) is a working example for Alertmanager.

      `critical` alerts page: users are affected or will be soon. `warning` alerts open a ticket. `info`
      alerts go to a channel that nobody has to read. Clusters, shards and queues can page; a single node
      only opens a ticket.

      All exporters of one cluster are treated as one source. If 1 is good, the rules use the maximum of all
      exporters; if a higher value is worse, they use the minimum. For events that the server itself reports (a counter, a
      flag), it is enough that one of the exporters has seen them. All rules aggregate by `redis_cluster` and the
      labels of the exporter. Labels of the target (`namespace`, `pod`, `job`) therefore do not matter, not even in a
      federation. If your targets have a label `node`, the scrape configuration needs `honor_labels: true`.

      A lost scrape does not change an alert: the last value counts for a minute. A page fires for at least five
      more minutes after its condition has ended, so that a pause of an exporter does not page twice. If all
      exporters are lost during an outage, RedisClusterVanished or RedisClusterMonitoringLost fires before its
      page ends.

      ## Your own values

      All thresholds, durations and selectors are in [values.yml](values.yml), and nowhere else. The rules, the
      operator's rule in `deploy/kubernetes/operator`, the values in the runbooks, the test cases and the
      threshold lines of the dashboards are generated from it. Write the values that you change into a file of
      your own, in the same form:

      ```yaml
      selector: 'redis_cluster=~"prod.*"'
      dashboards: https://grafana.shop.example
      redis_cli: redis-cli --cacert ca.pem -u rediss://
      RedisClusterMemoryNearLimit:
        above_ratio: 0.8
        for: 30m
      RedisClusterSnapshotTooOld:
        enabled: true
      ```

      ```shell
      alerts/generate --output /etc/prometheus/rules my-values.yml
      ```

      This writes `redis-cluster.rules.yml` and `prometheus-rule.yaml`. It needs a JDK 17 and no build, and it
      reports unknown keys and wrong values with their lines. Repeat it after an upgrade. Each runbook lists the
      values of its alert under "Tune". The maximum age of a task is configured per queue, in the configuration of
      the exporter (`max-age`).

      ## Overview

      The last column is the maximum time from the fault to the notification, if Prometheus scrapes and
      evaluates every 15 s and the routes are as in the example: 15 s until the next scrape, 15 s until the
      next evaluation, the `for` duration, and the `group_wait`. A rule over a time window needs a part of this
      window in addition, or all of it if it requires that nothing happened in it, such as RedisQueueStalled. A
      further notification of the same group waits for the `group_interval`. A lost shard pages within %s.

      | alert | meaning | severity | for | notification after |
      |---|---|---|---|---|
      """;

  /** The alerts that every cluster needs. None of them needs another alert. */
  private static final List<String> FIVE =
      List.of(
          "RedisClusterShardDown",
          "RedisClusterWritesBlocked",
          "RedisClusterErrorBudgetBurn",
          "RedisClusterNodeDown",
          "RedisClusterVanished");

  private static final String AFTER_FIVE =
      """

      RedisClusterErrorBudgetBurn needs the recording rules of its group. If you have task queues,
      add RedisQueueStalled. If every second counts, add RedisClusterQuorumLost: it pages earlier than
      RedisClusterShardDown.

      ## One fault, one message

      | message | one for each |
      |---|---|
      | page | cluster and alert; shard (RedisClusterShardDown), reason (RedisClusterWritesBlocked), node (RedisClusterDatasetLost), queue |
      | ticket | cluster and alert, with all nodes, shards and hosts; queue |
      | info | cluster and alert |

      A receiver that has acknowledged a page does not wake anybody when another alert joins it, so different alerts,
      shards that are down, and queues never share a page. Several nodes of a cluster with full memory share one, and so
      do several nodes that refuse clients. The inhibition rules silence the consequences of a fault: those of a
      cluster that has no majority or does not answer as a whole; those of a shard, a host, a node or a queue only
      for this shard, host, node or queue.

      Alertmanager does not report the end of an alert that is inhibited at that time. RedisClusterMemoryExhausted,
      RedisQueueStalled and RedisClusterErrorBudgetBurn often fire before the alert that explains them
      (RedisClusterWritesBlocked, RedisQueueOldestTaskTooOld, an outage). So they are not inhibited by it; their rules
      end them some minutes after it fires. Other pages fire before the alert that inhibits them only if one fault
      follows another, such as a shard that is down minutes before the majority is lost. Close such an incident by hand
      after the outage, because the next page about the same shard would join it. A ticket may stay open in the same
      way until somebody closes it.
      """;

  private static final String TAIL =
      """

      An alert that inhibits other pages continues to fire for some minutes after its cause has ended, so
      that the inhibited alerts end first. Its resolved notification is delayed by this time.

      ## Silence alerts during maintenance

      ```sh
      amtool silence add component=redis-cluster redis_cluster=CLUSTER --duration=1h --comment="upgrade"
      ```

      ## Silence a test cluster

      Add a route before the others in [alertmanager.yml](alertmanager.yml). All alerts of these clusters go to a
      channel that nobody has to read:

      ```yaml
        routes:
          - matchers: [redis_cluster=~"test|staging-.*"]
            receiver: chat
      ```

      RedisClusterExporterDown, RedisClusterExporterReloadFailed and RedisClusterMonitoringLost are about exporters and
      have no `redis_cluster`. To route RedisClusterExporterDown in the same way, give the targets of test clusters a
      label, for instance `env`, and use it as another matcher in a route of its own.

      [docs/development/alert-tests.md](../docs/development/alert-tests.md) describes how the rules are tested.
      """;

  private AlertsPage() {}

  static String write(List<Alert> alerts, Routes routes) throws IOException {
    return HEAD.formatted(promise(routes))
        + alerts.stream().map(alert -> row(alert, routes)).collect(Collectors.joining())
        + "\n## The five most important alerts\n\n"
        + alerts.stream()
            .filter(alert -> FIVE.contains(alert.name()))
            .map(alert -> "- %s: %s\n".formatted(alert.name(), alert.annotation("summary")))
            .collect(Collectors.joining())
        + AFTER_FIVE
        + TAIL;
  }

  /** How long a shard that is lost takes to page. */
  static String promise(Routes routes) throws IOException {
    return words(routes.messageAfter(Alert.named("RedisClusterShardDown")));
  }

  private static String row(Alert alert, Routes routes) {
    return String.format(
        Locale.ROOT,
        "| [%s](../docs/runbooks/%s) | %s | %s | %s | %s |%n",
        alert.name(),
        alert.runbook().getFileName(),
        alert.annotation("summary"),
        alert.label("severity"),
        alert.hold().orElse(""),
        words(routes.messageAfter(alert)));
  }

  private static String words(Duration time) {
    long minutes = time.toMinutes();
    String seconds = time.toSecondsPart() == 0 ? "" : time.toSecondsPart() + " s";
    return minutes == 0 ? seconds : (minutes + " min " + seconds).strip();
  }
}
