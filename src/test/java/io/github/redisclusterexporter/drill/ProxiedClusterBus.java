package io.github.redisclusterexporter.drill;

import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.TcpProxy;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Proxies in front of the cluster bus ports of all nodes, to isolate one node without privileges on
 * the machine. The proxies recognize that node by its source address.
 */
final class ProxiedClusterBus {
  private static final int BUS_OFFSET = 10_000;

  private final Map<RedisServer, TcpProxy> proxies = new LinkedHashMap<>();

  private ProxiedClusterBus() {}

  /** Starts the proxies, and gives one node a source address of its own. */
  static ProxiedClusterBus install(Testbed testbed, RedisServer isolable) {
    ProxiedClusterBus network = new ProxiedClusterBus();
    TcpProxy.setSourceAddress(isolable);
    for (RedisServer node : testbed.cluster().nodes()) {
      HostPort bus = new HostPort("127.0.0.1", node.address().port() + BUS_OFFSET);
      TcpProxy proxy = testbed.closeLater(TcpProxy.to(bus));
      network.proxies.put(node, proxy);
      node.command("CONFIG", "SET", "cluster-announce-ip", "127.0.0.1");
      node.command(
          "CONFIG", "SET", "cluster-announce-bus-port", Integer.toString(proxy.address().port()));
    }
    testbed.await("all nodes use the proxies", () -> network.isInUse(testbed));
    testbed.cluster().awaitHealthy();
    return network;
  }

  private boolean isInUse(Testbed testbed) {
    return testbed.cluster().nodes().stream()
        .allMatch(
            node -> {
              String view = node.text("CLUSTER", "NODES");
              // In the view of Redis 6.2, its own port does not change.
              return proxies.entrySet().stream()
                  .filter(other -> other.getKey() != node)
                  .allMatch(other -> view.contains("@" + other.getValue().address().port()));
            });
  }

  /** Interrupts the bus between the node and the others, in both directions. */
  void isolate(RedisServer node) {
    proxies.forEach(
        (other, proxy) -> {
          if (other == node) {
            proxy.refuse();
          } else {
            proxy.refuseFrom(TcpProxy.SOURCE_ADDRESS);
          }
        });
  }
}
