package io.github.redisclusterexporter.fault;

import io.github.redisclusterexporter.testing.TcpProxy;
import java.util.function.Consumer;

/**
 * A fault of the network between the exporter and one node.
 *
 * @param name a short description, as in docs/development/faults.md
 * @param begin starts the fault; {@link TcpProxy#forward} ends it
 * @param countedOnOpenConnection stage and code that are counted if there is an open connection
 * @param countedOnNewConnection stage and code that are counted if there is no connection yet
 */
record NetworkFault(
    String name,
    Consumer<TcpProxy> begin,
    String countedOnOpenConnection,
    String countedOnNewConnection) {

  @Override
  public String toString() {
    return name;
  }
}
