package io.github.redisclusterexporter.metric;

import io.prometheus.metrics.instrumentation.jvm.JvmGarbageCollectorMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmMemoryMetrics;
import io.prometheus.metrics.instrumentation.jvm.JvmThreadsMetrics;
import io.prometheus.metrics.instrumentation.jvm.ProcessMetrics;
import io.prometheus.metrics.model.registry.PrometheusRegistry;

/**
 * The metrics of the exporter's own process and JVM, as the library names them; they belong to no
 * cluster.
 *
 * <p>The library's other groups would cost memory: native memory needs an MBean server, allocation
 * a thread that receives notifications. Classes, compilation and buffer pools do not change after
 * the start.
 */
public final class ProcessGroups {
  private ProcessGroups() {}

  /** Adds them to the registry. */
  public static void register(PrometheusRegistry registry) {
    ProcessMetrics.builder().register(registry);
    JvmMemoryMetrics.builder().register(registry);
    JvmGarbageCollectorMetrics.builder().register(registry);
    JvmThreadsMetrics.builder().register(registry);
  }
}
