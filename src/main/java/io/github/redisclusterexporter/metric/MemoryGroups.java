package io.github.redisclusterexporter.metric;

import static io.github.redisclusterexporter.metric.InfoReaders.difference;
import static io.github.redisclusterexporter.metric.InfoReaders.group;
import static io.github.redisclusterexporter.metric.InfoReaders.info;
import static io.github.redisclusterexporter.metric.InfoReaders.infoFirst;
import static io.github.redisclusterexporter.metric.InfoReaders.infoMilliseconds;
import static io.github.redisclusterexporter.metric.InfoReaders.labelled;
import static io.github.redisclusterexporter.metric.InfoReaders.part;
import static io.github.redisclusterexporter.metric.InfoReaders.whole;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.NumberKind;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;

/** Metrics of a node from the section Memory of INFO. */
final class MemoryGroups {
  private MemoryGroups() {}

  static Group<Node> memory() {
    return group("memory")
        .gauge("redis_cluster_memory_bytes", info("used_memory"))
        .help("Memory that the server has allocated, in bytes (INFO used_memory).")
        .gauge("redis_cluster_memory_max_bytes", info("maxmemory"))
        .help("Memory that the server may allocate, in bytes; 0 is no limit (INFO maxmemory).")
        .gauge(
            "redis_cluster_memory_not_counted_bytes",
            part("mem_not_counted_for_evict", "used_memory"))
        .help(
            "Part of the memory that is left out when it is compared with the maximum, in bytes"
                + " (INFO mem_not_counted_for_evict).")
        .gauge("redis_cluster_memory_rss_bytes", info("used_memory_rss"))
        .help(
            "Memory of the process as the operating system sees it, in bytes"
                + " (INFO used_memory_rss).")
        .gauge("redis_cluster_memory_system_bytes", info("total_system_memory"))
        .help("Memory of the machine, in bytes (INFO total_system_memory).")
        .gauge("redis_cluster_memory_peak_bytes", whole("used_memory_peak", "used_memory"))
        .help("Most memory that was ever allocated, in bytes (INFO used_memory_peak).")
        .gauge(
            "redis_cluster_memory_dataset_bytes", difference("used_memory_dataset", "used_memory"))
        .help("Memory that the keys and values use, in bytes (INFO used_memory_dataset).")
        .gauge(
            "redis_cluster_memory_fragmentation_ratio",
            info("mem_fragmentation_ratio", NumberKind.AMOUNT))
        .help(
            "Resident memory by allocated memory; large on a nearly empty server"
                + " (INFO mem_fragmentation_ratio).")
        .gauge("redis_cluster_memory_overhead_bytes", info("used_memory_overhead"))
        .help(
            "Memory for everything but keys and values, in bytes: buffers, tables, what the server"
                + " needs to start (INFO used_memory_overhead).")
        .gauge("redis_cluster_memory_startup_bytes", info("used_memory_startup"))
        .help("Memory that the empty server used, in bytes (INFO used_memory_startup).")
        .gauge(
            "redis_cluster_memory_component_bytes",
            List.of("component"),
            labelled(
                Map.of(
                    "clients_normal", info("mem_clients_normal"),
                    "clients_replicas", info("mem_clients_slaves"),
                    "replication_backlog", info("mem_replication_backlog"),
                    "aof_buffer", info("mem_aof_buffer"),
                    "cluster_links", info("mem_cluster_links"),
                    // From 7.0 on, used_memory_scripts includes functions.
                    "scripts", infoFirst("used_memory_scripts_eval", "used_memory_scripts"),
                    "functions", info("used_memory_functions"))))
        .help(
            "Memory of parts that do not overlap, in bytes: clients, replicas beyond the backlog,"
                + " the backlog, the buffer of the append-only file, links of the cluster bus,"
                + " scripts, functions (INFO mem_*, used_memory_scripts*, used_memory_functions).")
        .counter(
            "redis_cluster_eviction_exceeded_seconds_total",
            infoMilliseconds("total_eviction_exceeded_time"))
        .help(
            "Time during which the memory was above the maximum, in seconds"
                + " (INFO total_eviction_exceeded_time).")
        .build();
  }

  /** What the allocator takes from the operating system, and what it cannot use of that. */
  static Group<Node> allocator() {
    return group("allocator")
        .gauge(
            "redis_cluster_memory_allocator_bytes",
            List.of("state"),
            labelled(
                Map.of(
                    "allocated", info("allocator_allocated"),
                    "active", info("allocator_active"),
                    "resident", info("allocator_resident"),
                    "muzzy", info("allocator_muzzy"))))
        .help(
            "Memory of the allocator, in bytes: handed out, in pages that are in use, in all"
                + " resident pages; muzzy: in unused pages that the operating system may take back"
                + " (INFO allocator_allocated, allocator_active, allocator_resident,"
                + " allocator_muzzy).")
        .gauge("redis_cluster_memory_allocator_fragmentation_bytes", info("allocator_frag_bytes"))
        .help(
            "Memory that is lost between allocations, in bytes; what active defragmentation can"
                + " reclaim (INFO allocator_frag_bytes).")
        .gauge("redis_cluster_memory_defrag_running", infoPercentIsPositive())
        .help("1 while active defragmentation runs, else 0 (INFO active_defrag_running).")
        .counter("redis_cluster_defrag_seconds_total", infoMilliseconds("total_active_defrag_time"))
        .help(
            "Time during which memory was fragmented enough for active defragmentation, in seconds"
                + " (INFO total_active_defrag_time).")
        .counter(
            "redis_cluster_defrag_values_total",
            List.of("result"),
            labelled(
                Map.of("moved", info("active_defrag_hits"), "kept", info("active_defrag_misses"))))
        .help(
            "Allocations that active defragmentation looked at, by what it did with them"
                + " (INFO active_defrag_hits, active_defrag_misses).")
        .build();
  }

  /** The server writes the processor time that it spends on it, in percent. */
  private static Function<Node, OptionalDouble> infoPercentIsPositive() {
    return info(
        info -> {
          OptionalDouble effort = info.number("active_defrag_running", NumberKind.AMOUNT);
          return effort.isPresent() ? OptionalDouble.of(effort.getAsDouble() > 0 ? 1 : 0) : effort;
        });
  }

  /** Scripts and functions that the server keeps. */
  static Group<Node> scripts() {
    return group("scripts")
        .gauge("redis_cluster_cached_scripts", info("number_of_cached_scripts"))
        .help("Scripts in the cache of EVAL (INFO number_of_cached_scripts).")
        .gauge("redis_cluster_functions", info("number_of_functions"))
        .help("Functions that are loaded (INFO number_of_functions).")
        .gauge("redis_cluster_function_libraries", info("number_of_libraries"))
        .help("Libraries of functions that are loaded (INFO number_of_libraries).")
        .gauge(
            "redis_cluster_script_engine_bytes",
            infoFirst("used_memory_vm_total", "used_memory_lua"))
        .help(
            "Memory of the script engines, which is not part of the memory that the server has"
                + " allocated, in bytes (INFO used_memory_vm_total, used_memory_lua).")
        .counter("redis_cluster_evicted_scripts_total", info("evicted_scripts"))
        .help("Scripts of EVAL removed because there were too many (INFO evicted_scripts).")
        .build();
  }
}
