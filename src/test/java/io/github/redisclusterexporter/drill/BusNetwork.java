package io.github.redisclusterexporter.drill;

import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.testing.RedisServer;
import io.github.redisclusterexporter.testing.TcpProxy;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The cluster bus through proxies, so that it can be cut without any rights on the machine. The
 * proxies tell the node that is to be cut off by the address it connects from, which needs Redis
 * 7.0 for {@code bind-source-addr}, and Linux for the rest of 127.0.0.0/8.
 */
final class BusNetwork {
  private static final String ITS_SOURCE = "127.0.0.9";
  private static final int BUS_OFFSET = 10_000;

  private final Map<RedisServer, TcpProxy> proxies = new LinkedHashMap<>();

  private BusNetwork() {}

  /** Puts proxies before all bus ports, and has one node connect from an address of its own. */
  static BusNetwork before(Stage stage, RedisServer isolable) {
    BusNetwork network = new BusNetwork();
    isolable.command("CONFIG", "SET", "bind-source-addr", ITS_SOURCE);
    for (RedisServer node : stage.cluster().nodes()) {
      HostPort bus = new HostPort("127.0.0.1", node.address().port() + BUS_OFFSET);
      TcpProxy proxy = stage.closeLater(TcpProxy.to(bus));
      network.proxies.put(node, proxy);
      node.command("CONFIG", "SET", "cluster-announce-ip", "127.0.0.1");
      node.command(
          "CONFIG", "SET", "cluster-announce-bus-port", Integer.toString(proxy.address().port()));
    }
    stage.await("all use the proxies", () -> network.isInUse(stage));
    stage.cluster().awaitHealthy();
    return network;
  }

  private boolean isInUse(Stage stage) {
    return stage.cluster().nodes().stream()
        .allMatch(
            node -> {
              String view = node.text("CLUSTER", "NODES");
              return proxies.values().stream()
                  .allMatch(proxy -> view.contains("@" + proxy.address().port()));
            });
  }

  /** Cuts the node off from the others, in both directions. */
  void isolate(RedisServer node) {
    proxies.forEach(
        (other, proxy) -> {
          if (other == node) {
            proxy.refuse();
          } else {
            proxy.refuseFrom(ITS_SOURCE);
          }
        });
  }
}
