package io.github.redisclusterexporter.alert;

import static io.github.redisclusterexporter.alert.Change.always;
import static io.github.redisclusterexporter.alert.Change.before;
import static io.github.redisclusterexporter.alert.Change.hurt;
import static io.github.redisclusterexporter.alert.Change.instead;
import static io.github.redisclusterexporter.alert.Change.lasts;
import static io.github.redisclusterexporter.alert.Change.lead;
import static io.github.redisclusterexporter.alert.Change.nodes;
import static io.github.redisclusterexporter.alert.Change.onlySecond;
import static io.github.redisclusterexporter.alert.Change.second;
import static io.github.redisclusterexporter.alert.Change.series;
import static io.github.redisclusterexporter.alert.Change.value;
import static io.github.redisclusterexporter.alert.Change.without;

import java.util.List;

/** Cases of the alerts about the monitoring itself, and about the budget of errors. */
final class MonitoringCases {
  private static final String BUILD =
      "redis_cluster_exporter_build_info{job=\"redis-cluster\",instance=\"exporter-%s:9121\"}";

  private static final String UP =
      "up{job=\"redis-cluster-eu\",instance=\"exporter-a:9121\","
          + "namespace=\"monitoring\",pod=\"a-0\",node=\"machine-1\"}";

  private MonitoringCases() {}

  static List<RuleSpec> all() {
    return List.of(
        monitoringLost(),
        exporterDown(),
        reloadFailed(),
        vanished(),
        exporterBlind(),
        nameClash(),
        collectorFailing(),
        watchdog(),
        budgetBurn(),
        budgetBurnEnds(),
        budgetBurnByTheMinute(),
        budgetBurnExplained(),
        budgetBurnMedium(),
        budgetBurnMediumEnds(),
        budgetBurnSlow(),
        budgetBurnSlowEnds());
  }

  private static RuleSpec monitoringLost() {
    return RuleSpec.of("RedisClusterMonitoringLost")
        .label("redis_cluster", "")
        .absence()
        .bridgesNothing()
        .series(BUILD.formatted("a"), "1", "gone")
        .series(BUILD.formatted("b"), "1", "gone")
        .silent("while one of two answers", hurt(BUILD.formatted("b"), "1"));
  }

  private static RuleSpec exporterDown() {
    return RuleSpec.of("RedisClusterExporterDown")
        .label("redis_cluster", "")
        .label("job", "redis-cluster-eu")
        .label("instance", "exporter-a:9121")
        .label("namespace", "monitoring")
        .label("pod", "a-0")
        .series(UP, "1", "0")
        .verbatim()
        .silent(
            "about targets of other jobs",
            instead("up{", "up{job=\"node\",instance=\"x:9100\"}", "1", "0"));
  }

  private static RuleSpec reloadFailed() {
    String successful = "redis_cluster_exporter_config_last_reload_successful";
    return RuleSpec.of("RedisClusterExporterReloadFailed")
        .label("redis_cluster", "")
        .label("instance", "exporter-a:9121")
        .oneIsEnough()
        .lonely()
        .series(successful, "1", "0")
        .silent("when the errors are corrected in time", hurt(successful, "0 30 1"));
  }

  private static RuleSpec vanished() {
    String up = "redis_cluster_node_up{n1,role=\"primary\"}";
    return RuleSpec.of("RedisClusterVanished")
        .every(60)
        .series(up, "1", "gone")
        .series("redis_cluster_exporter_build_info{version=\"1\"}", "1", "1")
        .inTexts("redis_cluster_exporter_build_info")
        .bridgesNothing()
        .silent("when the cluster is down", hurt(up, "0"))
        .fires("when it was down before", without(up), series(up, "0", "gone"));
  }

  private static RuleSpec exporterBlind() {
    String up = "redis_cluster_node_up{n1,role=\"primary\"}";
    return RuleSpec.of("RedisClusterExporterBlind")
        .label("node", "10.0.0.1:7000")
        .label("instance", "exporter-a:9121")
        .oneIsEnough()
        .lonely()
        .series(up, "1", "0")
        .series("redis_cluster_node_up{n2,role=\"primary\"}", "1", "1")
        .series("redis_cluster_node_flagged{n1,flag=\"fail\"}", "0", "0")
        .series("redis_cluster_node_flagged{n1,flag=\"pfail\"}", "0", "0")
        .series("redis_cluster_node_loading{n1}", "0", "0")
        .optional("redis_cluster_node_loading")
        .silent(
            "when another node flags it", hurt("redis_cluster_node_flagged{n1,flag=\"pfail", "1"))
        .silent(
            "when another node flags it, as one of two exporters tells",
            second("redis_cluster_node_flagged{n1,flag=\"pfail", "0", "1"),
            second(up, "1", "1"))
        .silent("while it loads", hurt("redis_cluster_node_loading", "1"))
        .silent(
            "while it loads, as one of two exporters tells",
            hurt("redis_cluster_node_loading", "1"),
            second("redis_cluster_node_loading", "0", "0"))
        .silent(
            "when another target with the same instance reaches it",
            series(
                "redis_cluster_node_up{job=\"redis-cluster\",instance=\"exporter-a:9121\","
                    + "pod=\"a-1\",redis_cluster=\"orders\",n1,role=\"primary\"}",
                "1",
                "1"))
        .fires(
            "although a role is told otherwise",
            hurt(up, "gone"),
            series("redis_cluster_node_up{n1,role=\"unknown\"}", "gone", "0"));
  }

  private static RuleSpec nameClash() {
    String up = "redis_cluster_node_up{n%d,role=\"primary\"}";
    String seed = "redis_cluster_node_up{node=\"seed:7000\",role=\"unknown\"}";
    return RuleSpec.of("RedisClusterNameClash")
        .value("6")
        .lists(" exporter-a:9121 exporter-b:9121")
        .inTexts("redis_cluster_up")
        .onlyPairs()
        .linger(60)
        .blur(1)
        .series("redis_cluster_up", "1", "1")
        .series("redis_cluster_known_nodes", "3", "3")
        .nodes(1, 3, "redis_cluster_node_up{n#,role=\"primary\"}", "1", "1")
        .second("redis_cluster_node_up", "gone", "gone")
        .onlySecond(up.formatted(4), "gone", "1")
        .onlySecond(up.formatted(5), "gone", "0")
        .onlySecond(up.formatted(6), "gone", "1")
        .silent(
            "when both exporters watch the same nodes",
            without("redis_cluster_node_up"),
            nodes(1, 3, "redis_cluster_node_up{n#,role=\"primary\"}", "1", "1"))
        .silent(
            "when one exporter still knows a node that was removed",
            without("redis_cluster_node_up"),
            nodes(1, 3, "redis_cluster_node_up{n#,role=\"primary\"}", "1", "1"),
            onlySecond(up.formatted(4), "1", "1"))
        .silent("when the cluster has that many nodes", always("redis_cluster_known_nodes", "6"))
        .silent(
            "when the cluster has that many nodes, and a seed has no id",
            always("redis_cluster_known_nodes", "6"),
            series(seed, "0", "0"))
        .silent(
            "when the cluster has that many nodes, as one of two exporters tells",
            always("redis_cluster_known_nodes", "6"),
            second("redis_cluster_known_nodes", "3", "3"))
        .silent(
            "when one exporter still knows a node that was removed, and a seed has no id",
            without("redis_cluster_node_up"),
            nodes(1, 3, "redis_cluster_node_up{n#,role=\"primary\"}", "1", "1"),
            onlySecond(up.formatted(4), "1", "1"),
            series(seed, "0", "0"))
        .fires(
            "about one node more, although a seed has no id",
            value("4"),
            without("redis_cluster_node_up{n5"),
            without("redis_cluster_node_up{n6"),
            series(seed, "0", "0"))
        .silent(
            "about seeds without an id",
            without(up.formatted(4).replace("}", "")),
            without("redis_cluster_node_up{n5"),
            without("redis_cluster_node_up{n6"),
            nodes(1, 3, "redis_cluster_node_up{n#,role=\"replica\"}", "1", "1"),
            series(seed, "0", "0"));
  }

  private static RuleSpec collectorFailing() {
    String success = "redis_cluster_exporter_collector_success{n1,collector=\"%s\"}";
    return RuleSpec.of("RedisClusterCollectorFailing")
        .label("node", "10.0.0.1:7000")
        .label("collector", "latency")
        .oneIsEnough()
        .series(success.formatted("latency"), "1", "0")
        .series(success.formatted("info"), "1", "1");
  }

  private static RuleSpec watchdog() {
    return RuleSpec.of("RedisClusterWatchdog")
        .label("redis_cluster", "")
        .series(BUILD.formatted("a"), "gone", "1")
        .verbatim()
        .linger(60)
        .blur(1)
        .fires("with two exporters as well", series(BUILD.formatted("b"), "gone", "1"));
  }

  private static RuleSpec burn(String alert, String errors, String value, String variant) {
    return RuleSpec.of(alert)
        .variant(variant)
        .every(120)
        .value(value)
        .before(0)
        .lead(120)
        .bridgesNothing()
        .oneIsEnough()
        .nodes(1, 2, "redis_cluster_commands_processed_total{n#}", "+6000", "+6000")
        .series("redis_cluster_errors_total{n1,error=\"OOM\"}", "+0", errors)
        .series("redis_cluster_errors_total{n2,error=\"MOVED\"}", "+0", "+0");
  }

  private static RuleSpec withReasons(RuleSpec burn, String errors, String few) {
    return burn.silent(
            "about errors of the client's own",
            without("redis_cluster_errors_total{n1"),
            series("redis_cluster_errors_total{n1,error=\"WRONGTYPE\"}", "+0", errors))
        .silent(
            "when nothing is asked",
            hurt("redis_cluster_commands_processed_total", "+0"),
            hurt("redis_cluster_errors_total", "+0"))
        .fires(
            "with less than one command a second",
            always("redis_cluster_commands_processed_total", "+30"),
            hurt("redis_cluster_errors_total{n1", few))
        .silent(
            "while another page says why",
            series(
                "ALERTS{alertname=\"RedisClusterSlotsUncovered\",alertstate=\"firing\"}", "1", "1"))
        .fires(
            "while another page is pending",
            series(
                "ALERTS{alertname=\"RedisClusterSlotsUncovered\",alertstate=\"pending\"}",
                "1",
                "1"));
  }

  /** Errors of three percent, after six hours without. */
  private static RuleSpec budgetBurn() {
    RuleSpec burn =
        burn("RedisClusterErrorBudgetBurn", "+400", "3.226%", "")
            .before(185)
            .lead(28 * 60)
            .linger(240)
            .endsSlowly()
            .blur(1);
    return withReasons(burn, "+400", "+2")
        .silent("at fourteen times the budget", hurt("redis_cluster_errors_total{n1", "+170"))
        .fires(
            "at fifteen times the budget",
            lead(60 * 60),
            value("1.526%"),
            hurt("redis_cluster_errors_total{n1", "+186"))
        .fires(
            "when one exporter counts fewer commands and no errors",
            second("redis_cluster_commands_processed_total", "+3000", "+3000"),
            second("redis_cluster_errors_total", "+0", "+0"))
        .fires("until the last minutes are well", lasts(1800 + 600))
        .fires(
            "for long after another page has ended",
            series(
                "ALERTS{alertname=\"RedisClusterStateFail\",alertstate=\"firing\"}", "1", "gone"));
  }

  /** Afterwards ten times the budget. */
  private static RuleSpec budgetBurnEnds() {
    return burn("RedisClusterErrorBudgetBurn", "+400", "3.226%", "and then fewer errors")
        .before(185)
        .lead(28 * 60)
        .linger(240)
        .endsSlowly()
        .blur(1)
        .without("redis_cluster_errors_total{n1")
        .series("redis_cluster_errors_total{n1,error=\"OOM\"}", "+0 190 +125", "+400");
  }

  /** Short, with an evaluation each minute. */
  private static RuleSpec budgetBurnByTheMinute() {
    return burn("RedisClusterErrorBudgetBurn", "+400", "3.226%", "in minutes")
        .every(60)
        .lead(60)
        .linger(1380)
        .endsSlowly()
        .blur(1);
  }

  /** Another page says why after ten minutes. */
  private static RuleSpec budgetBurnExplained() {
    return burn("RedisClusterErrorBudgetBurn", "+400", "3.226%", "until another page says why")
        .every(60)
        .lead(60)
        .lasts(18 * 60)
        .ends(10 * 60)
        .series(
            "ALERTS{alertname=\"RedisClusterShardDown\",alertstate=\"firing\"}",
            "gone",
            "gone 10 1")
        .optional("ALERTS");
  }

  private static RuleSpec budgetBurnMedium() {
    return withReasons(
            burn("RedisClusterErrorBudgetBurn", "+100", "0.8264%", "over six hours"),
            "+100",
            "+0.5")
        .silent("at five times the budget", hurt("redis_cluster_errors_total{n1", "+60"))
        .fires(
            "just above six times the budget",
            value("0.6623%"),
            hurt("redis_cluster_errors_total{n1", "+80"))
        .lasts(3600)
        .linger(600)
        .endsSlowly();
  }

  /** Afterwards almost four times the budget. */
  private static RuleSpec budgetBurnMediumEnds() {
    return burn("RedisClusterErrorBudgetBurn", "+100", "0.8264%", "over six hours, then fewer")
        .lasts(3600)
        .linger(1200)
        .endsSlowly()
        .without("redis_cluster_errors_total{n1")
        .series("redis_cluster_errors_total{n1,error=\"OOM\"}", "+45", "+100");
  }

  private static RuleSpec budgetBurnSlow() {
    return withReasons(burn("RedisClusterErrorBudgetBurnSlow", "+20", "0.1664%", ""), "+20", "+0.1")
        .silent("below the budget", hurt("redis_cluster_errors_total{n1", "+10"))
        .silent(
            "when only the last two hours of three days were bad",
            before(3 * 24 * 30),
            lasts(2 * 3600),
            hurt("redis_cluster_errors_total{n1", "+350"))
        .linger(1440)
        .endsSlowly();
  }

  /** Afterwards below the budget. */
  private static RuleSpec budgetBurnSlowEnds() {
    return burn("RedisClusterErrorBudgetBurnSlow", "+60", "0.4975%", "and then fewer errors")
        .lasts(2 * 3600)
        .linger(345 * 60)
        .endsSlowly()
        .without("redis_cluster_errors_total{n1")
        .series("redis_cluster_errors_total{n1,error=\"OOM\"}", "+10", "+60");
  }
}
