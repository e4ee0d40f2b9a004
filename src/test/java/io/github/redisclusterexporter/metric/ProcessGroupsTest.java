package io.github.redisclusterexporter.metric;

import static org.assertj.core.api.Assertions.assertThat;

import io.prometheus.metrics.model.registry.MetricNameFilter;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.CounterSnapshot.CounterDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.DataPointSnapshot;
import io.prometheus.metrics.model.snapshots.GaugeSnapshot.GaugeDataPointSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import io.prometheus.metrics.model.snapshots.MetricSnapshots;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProcessGroupsTest {
  private final PrometheusRegistry registry = new PrometheusRegistry();

  @BeforeEach
  void register() {
    ProcessGroups.register(registry);
  }

  private double value(String name) {
    DataPointSnapshot point =
        registry.scrape(name::equals).stream()
            .flatMap(metric -> metric.getDataPoints().stream())
            .findFirst()
            .orElseThrow();
    return point instanceof CounterDataPointSnapshot counter
        ? counter.getValue()
        : ((GaugeDataPointSnapshot) point).getValue();
  }

  @Test
  void theProcessIsMeasured() {
    double now = Instant.now().getEpochSecond();

    assertThat(value("process_cpu_seconds")).isPositive();
    assertThat(value("process_start_time_seconds"))
        .isBetween(now - Duration.ofDays(1).toSeconds(), now + 1);
    assertThat(value("process_resident_memory_bytes")).isGreaterThan(1 << 20);
    assertThat(value("process_open_fds")).isBetween(1.0, value("process_max_fds"));
    assertThat(value("jvm_memory_used_bytes")).isPositive();
    assertThat(value("jvm_threads_current")).isPositive();
  }

  @Test
  void theSeriesCostAFractionOfTheBudgetOfOneNode() {
    MetricSnapshots page = registry.scrape();

    assertThat(page.stream().mapToInt(metric -> metric.getDataPoints().size()).sum())
        .isLessThan(100);
  }

  @Test
  void aRequestForOtherMetricsIsAnsweredWithoutThem() {
    MetricSnapshots page =
        registry.scrape(
            MetricNameFilter.builder()
                .nameMustBeEqualTo("redis_cluster_up", "process_open_fds")
                .build());

    assertThat(page.stream().map(MetricSnapshot::getMetadata))
        .singleElement()
        .satisfies(metadata -> assertThat(metadata.getName()).isEqualTo("process_open_fds"));
  }
}
