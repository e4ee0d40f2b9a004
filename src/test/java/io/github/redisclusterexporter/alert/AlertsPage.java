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

      <!-- Made from the rules by AlertsPageTest; run it with -Ddocs.update=true. -->

      [redis-cluster.rules.yml](redis-cluster.rules.yml) is for Prometheus 2.42 or later,
      [alertmanager.yml](alertmanager.yml) is an example for Alertmanager that works.

      `critical` is for a pager: users feel it or are about to. `warning` is a ticket. `info` is told
      where nobody has to read it. What pages is a cluster, a shard or a queue; a node alone is a
      ticket.

      Two exporters of one cluster are one source. Where 1 is good, the better of the two counts; where
      more is worse, the smaller. What a server itself reported (a counter, a flag) counts though only
      one of them has seen it. Series are told apart by `instance` and `pod`: when your exporters differ
      in another label, drop it by relabelling.

      Every threshold and `for` is in the rules and nowhere else, but for the lines in the dashboards,
      which a test holds equal. The page of each alert says under "Tune" what to change. How old a task
      may become is set by queue, in the configuration of the exporter (`max-age`).

      The last column is the longest time from the fault to the message when Prometheus scrapes and
      evaluates every 15 s and the routes are as in the example: 15 s until the next scrape, 15 s until
      the next evaluation, the `for`, and the `group_wait`. A rule that looks back over a window needs
      some of it, or all where nothing may have happened in it, as RedisQueueStalled does. A further
      message of the same group waits for the `group_interval`. A shard that is lost pages within %s.

      | alert | says | severity | for | message after |
      |---|---|---|---|---|
      """;

  private static final String TAIL =
      """

      A page that silences other pages goes on firing for some minutes when its cause is over, so that
      what it explains ends first; its end is told that much later.

      ## Silence while you work

      ```sh
      amtool silence add component=redis-cluster redis_cluster=CLUSTER --duration=1h --comment="upgrade"
      ```

      ## Tests

      `alerts/tests` holds them, for `promtool test rules`: each alert fires with its labels and
      annotations one evaluation after its `for` and not one before, is silent on the other side of each
      threshold, without any of its terms and without anything, stands by what it says when an exporter
      is restarted, does not confuse two clusters, and resolves. A healthy day is silent.

      `AlertsIT` runs rules and routes on Prometheus and Alertmanager, with two exporters of each of a
      dozen real servers and clusters and every time divided by ten: healthy under load, a replica and a
      primary killed, a primary frozen, a shard, the majority and all nodes lost, the exporter's user
      revoked, exporters killed, tasks not done, memory full, disks that take no more. Each tells exactly
      what it should, and that it is over.

      The tests were tested by changing each rule in one way (`for` halved and doubled, the severity, a
      comparison turned round, a threshold half as large again or as small, a term dropped, max for min):
      520 of 535 changes were found. The 15 others change nothing that could be seen:

      - A number of things compared with 1.5 instead of 1, or with -1 or 0 instead of 0 or 1, where there is
        at least one: HostDown and ShardOneHost (two each), ViewDisagreement, VersionSkew,
        ManyShardsUnprotected, Watchdog (two).
      - max for min of series that are always 1, or before they are only counted: HostDown,
        ManyShardsUnprotected.
      - More than 1 instead of more than 0 of an increase() that makes somewhat more than 1 of a single
        event: ExporterRefused, ConnectionsRejected.
      - max for min of two exporters, of which one tells more memory than the other: the ratio is above its
        threshold with either (Fragmentation); and both have seen the dead letter (DeadLettersGrowing).
      """;

  private AlertsPage() {}

  static String write(List<Alert> alerts, Routes routes) throws IOException {
    return HEAD.formatted(promise(routes))
        + alerts.stream().map(alert -> row(alert, routes)).collect(Collectors.joining())
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
