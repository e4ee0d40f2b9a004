package io.github.redisclusterexporter.bench;

import java.io.IOException;
import java.util.Optional;

/** A program under comparison that collects the metrics of all nodes. Used by one thread. */
interface Contender extends AutoCloseable {
  String name();

  /** Collects from all nodes once, and returns the number of bytes received. */
  long round() throws IOException;

  /** The process whose costs are measured; empty if it has no separate process. */
  Optional<MeasuredProcess> process();

  @Override
  void close();
}
