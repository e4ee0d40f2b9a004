package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.scrape.ScrapeResult;
import io.github.redisclusterexporter.testing.CapturedCluster;
import io.github.redisclusterexporter.testing.CapturedNode;
import io.github.redisclusterexporter.testing.RandomLoop;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.Label;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class WholePageTest {
  private static final Set<Collector> EVERYTHING = Collector.all();

  @Test
  void everyFamilyHasTheLabelsItDeclares() {
    Map<String, List<String>> declared = new HashMap<>();
    for (Group<?> group : Catalogs.full().groups()) {
      for (Metric<?> metric : group.metrics()) {
        List<String> labels = new ArrayList<>(List.of("redis_cluster"));
        labels.addAll(group.subject().labels());
        labels.addAll(metric.labels());
        declared.put(metric.baseName(), labels);
      }
    }
    // Some families wait for the first snapshot or failover, and others for a newer server.
    ScrapeResult captured = CapturedCluster.scrape(EVERYTHING, WholePageTest::withEverything);
    ScrapeResult scrape = Exposition.scrape(captured.snapshot(), Exposition.ONE_FAILOVER);
    PageMetrics metrics =
        Exposition.page(
            "test", Catalogs.full(), (collectors, timeout) -> scrape, new ExporterCounters());
    MetricSnapshots page = metrics.collect();

    assertThat(page.stream().map(snapshot -> snapshot.getMetadata().getName()).toList())
        .isSorted()
        .containsExactlyInAnyOrderElementsOf(
            declared.keySet().stream()
                .filter(name -> !name.startsWith("redis_cluster_queue"))
                .filter(name -> !name.startsWith("redis_cluster_key_"))
                .toList());
    for (MetricSnapshot snapshot : page) {
      String name = snapshot.getMetadata().getName();
      for (DataPointSnapshot point : snapshot.getDataPoints()) {
        assertThat(point.getLabels().stream().map(Label::getName))
            .as(name)
            .containsExactlyInAnyOrderElementsOf(declared.getOrDefault(name, List.of()));
      }
    }
  }

  @Test
  void aDownNodeIsThereAndNothingElseOfIt() {
    Exposition page =
        Exposition.of(
            Catalogs.full().groups(),
            Exposition.scrape(Exposition.snapshot(Nodes.primary(), Nodes.down("gone"))));

    assertThat(page.of("gone").lines().map(line -> line.replaceAll("[{ ].*", "")))
        .containsExactly(
            "redis_cluster_exporter_probe_duration_seconds",
            "redis_cluster_node_info",
            "redis_cluster_node_flagged",
            "redis_cluster_node_flagged",
            "redis_cluster_node_up");
    assertThat(page.of("gone")).contains("redis_cluster_node_up{role=\"primary\"} 0.0");
  }

  @Test
  @Tag("random")
  void thereIsAPageWhateverNodesSay() {
    RandomLoop.run(
        50,
        random -> {
          List<Group<?>> groups = Catalogs.full().groups();
          Exposition page =
              Exposition.of(
                  groups, CapturedCluster.scrape(EVERYTHING, node -> damaged(node, random)));
          assertThat(page.series()).contains("redis_cluster_up{redis_cluster=\"test\"} 1.0");
        });
  }

  private static CapturedNode withEverything(CapturedNode node) {
    String[] fields =
        """
        acl_access_denied_auth:1
        aof_base_size:1
        aof_current_rewrite_time_sec:1
        aof_current_size:1
        aof_delayed_fsync:1
        aof_enabled:1
        aof_last_cow_size:1
        aof_last_rewrite_time_sec:1
        aof_pending_bio_fsync:1
        client_output_buffer_limit_disconnections:1
        current_cow_peak:1
        db0:keys=3,expires=2,avg_ttl=1,subexpiry=1
        eventloop_cycles:1
        eventloop_duration_cmd_sum:1
        eventloop_duration_sum:1
        evicted_scripts:1
        expired_subkeys:1
        latest_fork_usec:1
        loading_eta_seconds:1
        loading_loaded_perc:1
        loading_total_bytes:1
        master_sync_in_progress:1
        master_sync_perc:1
        master_sync_total_bytes:1
        mem_overhead_db_hashtable_rehashing:1
        module_fork_last_cow_size:1
        paused_timeout_milliseconds:1
        pubsub_clients:1
        rdb_current_bgsave_time_sec:1
        rdb_last_bgsave_time_sec:1
        rdb_saves:1
        replica_full_sync_buffer_peak:1
        replica_full_sync_buffer_size:1
        replicas_waiting_psync:1
        second_repl_offset:1
        total_blocking_keys:1
        total_blocking_keys_on_nokey:1
        total_watched_keys:1
        used_active_time_main_thread:1
        watching_clients:1
        """
            .split("\n", -1);
    CapturedNode edited =
        node.with(
            "CLUSTER INFO",
            """
            cluster_state:ok
            cluster_slots_assigned:16384
            cluster_slots_ok:16384
            cluster_slots_pfail:0
            cluster_slots_fail:0
            cluster_known_nodes:6
            cluster_size:3
            cluster_current_epoch:6
            cluster_stats_bytes_sent:1
            cluster_stats_bytes_received:1
            cluster_stats_pubsub_bytes_sent:1
            cluster_stats_pubsub_bytes_received:1
            cluster_stats_module_bytes_sent:1
            cluster_stats_module_bytes_received:1
            total_cluster_links_buffer_limit_exceeded:1
            """
                .replace("\n", "\r\n"));
    for (String field : fields) {
      if (!field.isEmpty()) {
        edited = edited.withInfo(field.split(":", 2)[0], field.split(":", 2)[1]);
      }
    }
    return edited;
  }

  private static CapturedNode damaged(CapturedNode node, Random random) {
    return node.withInfo(
        info -> {
          StringBuilder damaged = new StringBuilder(info);
          // The profile at the beginning decides what is asked, and that has tests of its own.
          int start = info.indexOf("# Clients");
          for (int i = random.nextInt(40); i > 0; i--) {
            damaged.setCharAt(
                start + random.nextInt(info.length() - start), (char) (' ' + random.nextInt(200)));
          }
          return damaged.toString();
        });
  }
}
