package io.github.redisclusterexporter.metric;

import static io.github.redisclusterexporter.metric.InfoReaders.group;
import static io.github.redisclusterexporter.metric.InfoReaders.info;
import static io.github.redisclusterexporter.metric.InfoReaders.infoMicroseconds;
import static io.github.redisclusterexporter.metric.InfoReaders.labelled;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.Info;
import io.github.redisclusterexporter.node.NumberKind;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.function.Function;

/**
 * Metrics of a node about processor time and threads: the section CPU of INFO, and the event loop.
 */
final class CpuGroups {
  private static final String IO_THREAD_TIME = "used_active_time_io_thread_";

  private CpuGroups() {}

  static Group<Node> cpu() {
    return group("cpu")
        .counter(
            "redis_cluster_cpu_seconds_total",
            List.of("mode"),
            labelled(
                Map.of(
                    "user", seconds("used_cpu_user"),
                    "system", seconds("used_cpu_sys"),
                    "children_user", seconds("used_cpu_user_children"),
                    "children_system", seconds("used_cpu_sys_children"))))
        .help(
            "Processor time of the server and of the children it forked, in seconds"
                + " (INFO used_cpu_*).")
        .counter(
            "redis_cluster_main_thread_cpu_seconds_total",
            List.of("mode"),
            labelled(
                Map.of(
                    "main_thread_user", seconds("used_cpu_user_main_thread"),
                    "main_thread_system", seconds("used_cpu_sys_main_thread"))))
        .help(
            "Processor time of the thread that runs the commands, in seconds; near 1 per second"
                + " the node is at its limit (INFO used_cpu_*_main_thread).")
        .build();
  }

  /** The loop in which the main thread works, and the threads that read and write for it. */
  static Group<Node> eventloop() {
    return group("eventloop")
        .counter("redis_cluster_eventloop_cycles_total", info("eventloop_cycles"))
        .help("Cycles of the event loop (INFO eventloop_cycles).")
        .counter(
            "redis_cluster_eventloop_seconds_total", infoMicroseconds("eventloop_duration_sum"))
        .help(
            "Time in the event loop without the waits for events, in seconds"
                + " (INFO eventloop_duration_sum).")
        .counter(
            "redis_cluster_eventloop_command_seconds_total",
            infoMicroseconds("eventloop_duration_cmd_sum"))
        .help(
            "Time in the event loop that commands took, in seconds"
                + " (INFO eventloop_duration_cmd_sum).")
        .gauge("redis_cluster_io_threads_active", info("io_threads_active"))
        .help("Not 0 while I/O threads are in use (INFO io_threads_active).")
        .counter("redis_cluster_reads_processed_total", info("total_reads_processed"))
        .help("Reads from client connections (INFO total_reads_processed).")
        .counter("redis_cluster_writes_processed_total", info("total_writes_processed"))
        .help("Writes to client connections (INFO total_writes_processed).")
        .counter("redis_cluster_io_threaded_reads_total", info("io_threaded_reads_processed"))
        .help("Reads that I/O threads did (INFO io_threaded_reads_processed).")
        .counter("redis_cluster_io_threaded_writes_total", info("io_threaded_writes_processed"))
        .help("Writes that I/O threads did (INFO io_threaded_writes_processed).")
        .counter(
            "redis_cluster_thread_active_seconds_total",
            List.of("thread"),
            labelled(
                Map.of(
                    "main", seconds("used_active_time_main_thread"),
                    "io", info(CpuGroups::ioThreadSeconds))))
        .help(
            "Time during which the main thread, and all I/O threads together, had work, in seconds;"
                + " waiting in a busy loop is left out (INFO used_active_time_*).")
        .gauge("redis_cluster_timer_frequency_hertz", info("hz"))
        .help(
            "How often per second the server runs its background tasks; can be more than configured"
                + " while there are many clients (INFO hz).")
        .gauge("redis_cluster_timer_frequency_configured_hertz", info("configured_hz"))
        .help("The setting hz of the server (INFO configured_hz).")
        .build();
  }

  private static Function<Node, OptionalDouble> seconds(String field) {
    return info(field, NumberKind.AMOUNT);
  }

  /** The I/O threads are numbered from 1 on. */
  private static OptionalDouble ioThreadSeconds(Info info) {
    OptionalDouble sum = OptionalDouble.empty();
    OptionalDouble next = info.number(IO_THREAD_TIME + 1, NumberKind.AMOUNT);
    for (int thread = 2; next.isPresent(); thread++) {
      sum = OptionalDouble.of(sum.orElse(0) + next.getAsDouble());
      next = info.number(IO_THREAD_TIME + thread, NumberKind.AMOUNT);
    }
    return sum;
  }
}
