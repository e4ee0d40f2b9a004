package io.github.redisclusterexporter.metric;

import static io.github.redisclusterexporter.metric.NodeReaders.infoByMode;

import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.node.Collector;
import java.util.List;

/** Processor time. The main thread's is the one that saturates: it runs all commands. */
final class CpuGroup {
  private CpuGroup() {}

  static Group<Node> group() {
    return Group.ofNodes("cpu", Collector.CLUSTER_NODES, Collector.INFO)
        .counter(
            "redis_cluster_cpu_seconds_total",
            List.of("mode"),
            "Processor time of the server and of the children it forked, in seconds"
                + " (INFO used_cpu_*).",
            infoByMode(
                "user", "used_cpu_user",
                "system", "used_cpu_sys",
                "children_user", "used_cpu_user_children",
                "children_system", "used_cpu_sys_children"))
        .counter(
            "redis_cluster_main_thread_cpu_seconds_total",
            List.of("mode"),
            "Processor time of the thread that runs the commands, in seconds; near 1 per second"
                + " the node is at its limit (INFO used_cpu_*_main_thread).",
            infoByMode(
                "main_thread_user", "used_cpu_user_main_thread",
                "main_thread_system", "used_cpu_sys_main_thread"))
        .build();
  }
}
