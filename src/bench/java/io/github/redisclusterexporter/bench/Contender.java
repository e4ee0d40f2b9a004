package io.github.redisclusterexporter.bench;

import java.io.IOException;
import java.util.Optional;

/** One way to ask all nodes at once. Used by one thread. */
interface Contender extends AutoCloseable {
  String name();

  /** Asks all nodes once, and returns the bytes that reached the one who asked. */
  long round() throws IOException;

  /** Where its costs are counted; empty when it has no process of its own. */
  Optional<MeasuredProcess> process();

  @Override
  void close();
}
