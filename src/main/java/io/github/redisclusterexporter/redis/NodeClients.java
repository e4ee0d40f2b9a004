package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.net.HostPort;
import java.util.Arrays;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The kept connections to all nodes, by the address that is dialled. */
public final class NodeClients implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(NodeClients.class);

  private final Map<HostPort, NodeClient> links = new ConcurrentHashMap<>();
  private final RedisConfig config;
  private final Watchdog watchdog = new Watchdog();
  private final HostNameLookups lookups = new HostNameLookups();
  private final Connector connector;

  /**
   * @param allowed the only commands that are sent
   */
  public NodeClients(RedisConfig config, AllowedCommands allowed) {
    this.config = config;
    this.connector = new Connector(config, lookups, watchdog, allowed);
  }

  /** The link to an address; nothing is connected yet. */
  public NodeClient to(HostPort address) {
    return links.computeIfAbsent(
        address, a -> new NodeClient(a, connector, config.connectTimeout()));
  }

  /** The same place with its host name looked up; empty when nobody knows the name in time. */
  public List<HostPort> resolve(HostPort address, Deadline deadline) {
    try {
      return Arrays.stream(lookups.of(address.host(), deadline.within(config.connectTimeout())))
          .map(ip -> new HostPort(IpLiteral.of(ip), address.port()))
          .toList();
    } catch (RedisException e) {
      logger.debug("{} has no addresses", address, e);
      return List.of();
    }
  }

  /** Closes the links to all other addresses. */
  public void retain(Collection<HostPort> addresses) {
    Set<HostPort> kept = Set.copyOf(addresses);
    for (Iterator<Map.Entry<HostPort, NodeClient>> all = links.entrySet().iterator();
        all.hasNext(); ) {
      Map.Entry<HostPort, NodeClient> link = all.next();
      if (!kept.contains(link.getKey())) {
        all.remove();
        link.getValue().close();
      }
    }
  }

  /** Connections that are open right now. */
  public int open() {
    return (int) links.values().stream().filter(NodeClient::isOpen).count();
  }

  @Override
  public void close() {
    retain(Set.of());
    lookups.close();
    watchdog.close();
  }
}
