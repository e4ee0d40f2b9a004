package io.github.redisclusterexporter.fault;

import io.github.redisclusterexporter.testing.Eventually;
import java.io.IOException;
import java.time.Duration;

/** The resources that an exporter uses between scrapes. */
record Footprint(long heap, int threads, int files) {
  /** Longer than idle threads and connections are kept. */
  private static final Duration BOUND = Duration.ofSeconds(150);

  static Footprint of(RunningExporter exporter) throws IOException, InterruptedException {
    // Measured first: the first jcmd adds a thread and a socket to the JVM.
    long heap = exporter.liveHeap();
    return new Footprint(heap, exporter.threads(), exporter.openFiles());
  }

  /** Waits until the exporter uses as much as this, with a small tolerance. */
  void await(RunningExporter exporter, long heapTolerance) {
    Eventually.await(BOUND, "open files are as before", () -> exporter.openFiles() <= files + 2);
    Eventually.await(BOUND, "threads are as before", () -> exporter.threads() <= threads + 5);
    Eventually.await(
        BOUND, "the heap is as before", () -> exporter.liveHeap() < heap + heapTolerance);
  }
}
