package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.cluster.ClusterHistory;
import io.github.redisclusterexporter.cluster.ClusterSnapshot;
import io.github.redisclusterexporter.cluster.Node;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.net.SharedThreads;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.ServerProfile;
import io.github.redisclusterexporter.redis.AllowedCommand;
import io.github.redisclusterexporter.redis.AllowedCommands;
import io.github.redisclusterexporter.redis.ClusterMode;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.NodeClient;
import io.github.redisclusterexporter.redis.NodeClients;
import io.github.redisclusterexporter.redis.Peer;
import io.github.redisclusterexporter.redis.RedisConfig;
import io.github.redisclusterexporter.redis.RedisException;
import io.github.redisclusterexporter.redis.Reply;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.Stream;

/**
 * The nodes of one cluster as far as they are known, with what is needed to talk to them: their
 * addresses, one kept connection to each, threads, and the faults that occurred. Shared by scrapes
 * and by the tasks between them. Safe for any number of threads.
 */
public final class ClusterConnections implements AutoCloseable {
  private final RedisConfig config;
  private final ClusterHistory history;
  private final NodeAddressBook addressBook;
  private final NodeClients clients;
  private final ScrapeListener events;
  private final FaultLog faults;
  private final NodeIdentities identities = new NodeIdentities();
  private final SharedThreads.Share threads;

  /**
   * Why no usable reply came from an address or a node.
   *
   * @param message a sentence that names the address and holds no secret
   */
  public record Failure(Fault fault, String message) {}

  /** An exchange of commands and replies with one node. */
  @FunctionalInterface
  public interface Exchange<T> {
    T with(NodeClient client) throws RedisException;
  }

  /**
   * Connects to nothing yet.
   *
   * @param otherCommands commands that may be sent in addition to those of the collectors
   * @param failoversAreMonitored whether a {@link FailoverMonitor} reports the primaries
   * @param threads those of all clusters
   */
  public ClusterConnections(
      RedisConfig config,
      List<AllowedCommand> otherCommands,
      boolean failoversAreMonitored,
      NodeThreads threads,
      Clock clock,
      ScrapeListener events) {
    this.config = config;
    this.events = events;
    this.faults = new FaultLog(events);
    this.history =
        new ClusterHistory(clock, failoversAreMonitored, config.cluster() == ClusterMode.FALSE);
    this.addressBook = new NodeAddressBook(config, history, clock);
    this.clients = new NodeClients(config, allowedCommands(otherCommands), threads.forLookUps());
    this.threads = threads.forProbes();
  }

  static AllowedCommands allowedCommands(List<AllowedCommand> otherCommands) {
    return AllowedCommands.of(
        Stream.concat(
                Collector.withCommands().stream().map(Collector.Typed::command),
                otherCommands.stream())
            .toList());
  }

  /** The snapshot of the last scrape, without measurements. */
  public ClusterSnapshot snapshot() {
    return history.snapshot();
  }

  /** How long a node may take to reply. */
  public Duration timeout() {
    return config.timeout();
  }

  /**
   * Threads for talking to nodes. A task waits while all of them are busy; it is dropped when it
   * has none by the deadline.
   */
  public Executor executor(Deadline deadline) {
    return threads.until(deadline);
  }

  /**
   * Talks to a node over its kept connection. A failure is counted and logged here.
   *
   * @return empty after a failure, and for a node without a known address
   */
  public <T> Optional<T> exchange(Node node, Exchange<T> exchange) {
    return addressBook.addressOf(node).flatMap(address -> exchange(address, exchange));
  }

  <T> Optional<T> exchange(HostPort address, Exchange<T> exchange) {
    return exchange(
        address, exchange, failure -> faults.failed(address, failure.fault(), failure.message()));
  }

  /**
   * Talks to an address.
   *
   * @param failed is told why there is no reply
   */
  <T> Optional<T> exchange(HostPort address, Exchange<T> exchange, Consumer<Failure> failed) {
    try {
      return Optional.of(exchange.with(clients.client(address)));
    } catch (RedisException e) {
      failed.accept(new Failure(e.fault(), String.valueOf(e.getMessage())));
    } catch (OutOfMemoryError e) {
      // The reply does not fit into the heap: only this exchange fails.
      failed.accept(new Failure(Fault.READ_TOO_LARGE, "there is no memory for its answer"));
    } catch (RuntimeException e) {
      faults.bug(address, e);
    }
    return Optional.empty();
  }

  /**
   * The replies to a pipeline.
   *
   * @param profile what was known of the server when the commands were sent
   * @param peer the server that replied
   * @param replies one reply for each command, in the same order
   */
  record Replies(ServerProfile profile, Peer peer, List<Reply> replies) {}

  /** Sends commands that depend on the server, in one pipeline. */
  Replies execute(
      NodeClient client, Function<ServerProfile, List<Command>> commands, Deadline deadline)
      throws RedisException {
    // Two, when the connection was lost and opened again.
    Deque<ServerProfile> profiles = new ArrayDeque<>();
    NodeClient.PipelineResult received =
        client.execute(
            peer -> {
              profiles.add(profile(peer));
              return commands.apply(profiles.getLast());
            },
            deadline);
    return new Replies(profiles.getLast(), received.peer(), received.replies());
  }

  /** What a server is by its replies, with the cluster mode that is configured. */
  private ServerProfile profile(Peer peer) {
    ServerProfile profile = ServerProfile.of(peer.serverInfo());
    ClusterMode mode = config.cluster();
    return (mode == ClusterMode.AUTO ? profile : profile.withClustered(mode == ClusterMode.TRUE))
        .withUnknown(peer.unknownCommands());
  }

  /** Counts a fault that did not end an exchange. */
  public void count(Fault fault) {
    events.failed(fault);
  }

  /**
   * Checks that the connection of a client leads to a node. Asks each server process once.
   *
   * @throws RedisException when another node answers, or none
   */
  public void requireIdentity(String nodeId, NodeClient client, Deadline deadline)
      throws RedisException {
    identities.require(nodeId, client, deadline);
  }

  NodeIdentities identities() {
    return identities;
  }

  RedisConfig config() {
    return config;
  }

  ClusterHistory history() {
    return history;
  }

  NodeAddressBook addressBook() {
    return addressBook;
  }

  NodeClients clients() {
    return clients;
  }

  FaultLog faults() {
    return faults;
  }

  ScrapeListener events() {
    return events;
  }

  /** Closes the connections to nodes that left the cluster, and forgets their faults. */
  void retainKnownNodes() {
    clients.closeAllExcept(addressBook.firstAddresses());
    faults.retain(addressBook.allAddresses());
    identities.retain(addressBook.knownIds());
  }

  @Override
  public void close() {
    faults.close();
    threads.close();
    clients.close();
  }
}
