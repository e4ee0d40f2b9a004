package io.github.redisclusterexporter.fault;

import io.github.redisclusterexporter.testing.TcpProxy;
import java.util.function.Consumer;

/**
 * A fault between the exporter and one node.
 *
 * @param name a noun phrase
 * @param begin makes it; {@link TcpProxy#forward} ends it
 * @param kept stage and code that are counted when it begins on a kept connection
 * @param fresh stage and code that are counted when it is there before the connection
 */
record NetworkFault(String name, Consumer<TcpProxy> begin, String kept, String fresh) {

  @Override
  public String toString() {
    return name;
  }
}
