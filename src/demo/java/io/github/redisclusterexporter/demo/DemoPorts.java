package io.github.redisclusterexporter.demo;

import io.github.redisclusterexporter.testing.Ports;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.stream.IntStream;

/**
 * The ports of all processes of the demo, on 127.0.0.1.
 *
 * @param redis the port of the first node; the other nodes have the following ports, and the
 *     cluster bus ports are 10000 higher
 */
record DemoPorts(int redis, int exporter, int prometheus, int alertmanager) {
  static final DemoPorts STANDARD = new DemoPorts(7000, 9121, 9090, 9093);
  static final int NODES = 6;
  static final int LOWEST_BASE = 1024;
  static final int HIGHEST_BASE = 55_000;

  /** Consecutive ports, apart from the cluster bus ports. */
  static DemoPorts from(int base) {
    return new DemoPorts(base, base + NODES, base + NODES + 1, base + NODES + 2);
  }

  /** The ports that are already in use, each with its purpose. */
  List<String> busy(boolean prometheusToo, boolean alertmanagerToo) {
    Map<Integer, String> needed = new LinkedHashMap<>();
    for (int port = redis; port < redis + NODES; port++) {
      needed.put(port, "redis");
    }
    for (int port = redis; port < redis + NODES; port++) {
      needed.put(port + Ports.BUS_OFFSET, "cluster bus");
    }
    needed.put(exporter, "exporter");
    if (prometheusToo) {
      needed.put(prometheus, "prometheus");
    }
    if (alertmanagerToo) {
      needed.put(alertmanager, "alertmanager");
    }
    List<String> busy = new ArrayList<>();
    needed.forEach(
        (port, purpose) -> {
          if (!Ports.isFree(port)) {
            busy.add(port + " (" + purpose + ")");
          }
        });
    return busy;
  }

  /** A base port for which all ports are free. */
  static OptionalInt freeBase() {
    return IntStream.iterate(7100, base -> base < 20_000, base -> base + 100)
        .filter(base -> from(base).busy(true, true).isEmpty())
        .findFirst();
  }
}
