package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.address.HostPort;
import io.github.redisclusterexporter.config.RedisConfig;
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
public final class NodeLinks implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(NodeLinks.class);

  private final Map<HostPort, NodeLink> links = new ConcurrentHashMap<>();
  private final RedisConfig config;
  private final Watchdog watchdog = new Watchdog();
  private final Lookups lookups = new Lookups();
  private final Connector connector;

  public NodeLinks(RedisConfig config) {
    this.config = config;
    this.connector = new Connector(config, lookups, watchdog);
  }

  /** The link to an address; nothing is connected yet. */
  public NodeLink to(HostPort address) {
    return links.computeIfAbsent(address, a -> new NodeLink(a, connector, config.connectTimeout()));
  }

  /** The same place with its host name looked up; empty when nobody knows the name in time. */
  public List<HostPort> resolve(HostPort address, Deadline deadline) {
    try {
      return Arrays.stream(lookups.of(address.host(), deadline.within(config.connectTimeout())))
          .map(ip -> new HostPort(IpText.of(ip), address.port()))
          .toList();
    } catch (RedisException e) {
      logger.debug("{} has no addresses", address, e);
      return List.of();
    }
  }

  /** Closes the links to all other addresses. */
  public void retain(Collection<HostPort> addresses) {
    Set<HostPort> kept = Set.copyOf(addresses);
    for (Iterator<Map.Entry<HostPort, NodeLink>> all = links.entrySet().iterator();
        all.hasNext(); ) {
      Map.Entry<HostPort, NodeLink> link = all.next();
      if (!kept.contains(link.getKey())) {
        all.remove();
        link.getValue().close();
      }
    }
  }

  /** Connections that are open right now. */
  public int open() {
    return (int) links.values().stream().filter(NodeLink::isOpen).count();
  }

  @Override
  public void close() {
    retain(Set.of());
    lookups.close();
    watchdog.close();
  }
}
