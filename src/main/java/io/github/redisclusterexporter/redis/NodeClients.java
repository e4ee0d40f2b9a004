package io.github.redisclusterexporter.redis;

import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.net.HostNameResolver;
import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.net.SharedThreads;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The clients of all nodes, by address. */
public final class NodeClients implements AutoCloseable {
  private static final Logger logger = LoggerFactory.getLogger(NodeClients.class);

  private final Map<HostPort, NodeClient> clients = new ConcurrentHashMap<>();
  private final RedisConfig config;
  private final Watchdog watchdog = new Watchdog();
  private final HostNameResolver resolver;
  private final ConnectionFactory connections;
  private volatile boolean closed;

  /**
   * Creates clients without connections.
   *
   * @param allowed the only commands that are sent
   * @param lookUps for the host names of the nodes; closed with the clients
   */
  public NodeClients(RedisConfig config, AllowedCommands allowed, SharedThreads.Share lookUps) {
    this.config = config;
    this.resolver = new HostNameResolver(lookUps);
    this.connections = new ConnectionFactory(config, resolver, watchdog, allowed);
  }

  /** The client for an address. It connects when it is used for the first time. */
  public NodeClient client(HostPort address) {
    NodeClient client = clients.computeIfAbsent(address, key -> new NodeClient(key, connections));
    if (closed) {
      client.close();
    }
    return client;
  }

  /**
   * The same port at each IP address of the host; empty when the name cannot be resolved in time.
   */
  public List<HostPort> resolve(HostPort address, Deadline deadline) {
    try {
      return Arrays.stream(
              resolver.resolve(address.host(), deadline.within(config.connectTimeout())))
          .map(ip -> HostPort.of(ip, address.port()))
          .toList();
    } catch (UnknownHostException | TimeoutException e) {
      logger.debug("The host name of {} cannot be resolved", address, e);
      return List.of();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return List.of();
    }
  }

  /** Closes the clients of all addresses but these. */
  public void closeAllExcept(Collection<HostPort> addresses) {
    Set<HostPort> kept = Set.copyOf(addresses);
    clients.forEach(
        (address, client) -> {
          if (!kept.contains(address)) {
            clients.remove(address);
            client.close();
          }
        });
  }

  @Override
  public void close() {
    closed = true;
    closeAllExcept(Set.of());
    resolver.close();
    watchdog.close();
  }
}
