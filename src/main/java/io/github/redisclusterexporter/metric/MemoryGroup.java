package io.github.redisclusterexporter.metric;

import static io.github.redisclusterexporter.metric.NodeReaders.info;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.Collector;

/** How much memory a node uses, and how much it may. */
final class MemoryGroup {
  private MemoryGroup() {}

  static Group<Node> group() {
    return Group.ofNodes("memory", Collector.CLUSTER_NODES, Collector.INFO)
        .gauge(
            "redis_cluster_memory_bytes",
            "Memory that the server has allocated, in bytes (INFO used_memory).",
            info("used_memory"))
        .gauge(
            "redis_cluster_memory_max_bytes",
            "Memory that the server may allocate, in bytes; 0 is no limit (INFO maxmemory).",
            info("maxmemory"))
        .gauge(
            "redis_cluster_memory_not_counted_bytes",
            "Part of the memory that is left out when it is compared with the maximum, in bytes"
                + " (INFO mem_not_counted_for_evict).",
            info("mem_not_counted_for_evict"))
        .gauge(
            "redis_cluster_memory_rss_bytes",
            "Memory of the process as the operating system sees it, in bytes"
                + " (INFO used_memory_rss).",
            info("used_memory_rss"))
        .gauge(
            "redis_cluster_memory_peak_bytes",
            "Most memory that was ever allocated, in bytes (INFO used_memory_peak).",
            info("used_memory_peak"))
        .gauge(
            "redis_cluster_memory_dataset_bytes",
            "Memory that the keys and values use, in bytes (INFO used_memory_dataset).",
            info("used_memory_dataset"))
        .gauge(
            "redis_cluster_memory_fragmentation_ratio",
            "Resident memory by allocated memory; large on a nearly empty server"
                + " (INFO mem_fragmentation_ratio).",
            info("mem_fragmentation_ratio"))
        .build();
  }
}
