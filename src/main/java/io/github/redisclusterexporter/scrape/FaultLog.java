package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.scrape.ClusterConnections.Failure;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports every fault to a counter, and logs one line when the faults of an address or of a node
 * change.
 */
final class FaultLog {
  private static final Logger logger = LoggerFactory.getLogger(FaultLog.class);

  private final ScrapeListener events;
  private final Map<HostPort, State> current = new ConcurrentHashMap<>();

  /** Why nodes have no reply where no address is at fault, by node id, or by name without an id. */
  private final Map<String, Failure> nodes = new ConcurrentHashMap<>();

  /** The collectors that the server at an address does not have. */
  private final Map<HostPort, Set<Collector>> lacking = new ConcurrentHashMap<>();

  private volatile boolean closed;

  /** The faults of an address in the last exchange; a failure when no usable reply came. */
  private record State(Set<Fault> faults, Optional<Failure> failure) {}

  FaultLog(ScrapeListener events) {
    this.events = events;
  }

  /** The node at the address replied; some of the replies may be faults. */
  void answered(HostPort address, List<Fault> faults) {
    faults.forEach(events::failed);
    Set<Fault> now = faults.isEmpty() ? Set.of() : EnumSet.copyOf(faults);
    boolean isNews = isNews(address, new State(now, Optional.empty())) && isLogged();
    if (isNews && now.isEmpty()) {
      logger.info("{} answers again in full", address);
    } else if (isNews) {
      logger.warn("{} answers in part: {}", address, now);
    }
  }

  /** The server at the address does not have these collectors, although its version has them. */
  void lacks(HostPort address, List<Collector> collectors) {
    Set<Collector> now = Set.copyOf(collectors);
    Set<Collector> before = lacking.put(address, now);
    boolean isNews = before == null ? !now.isEmpty() : !before.containsAll(now);
    if (!isNews || !isLogged()) {
      return;
    }
    List<Collector> commands =
        collectors.stream().filter(each -> each != Collector.COMMANDSTATS).toList();
    if (!commands.isEmpty()) {
      logger.info(
          "{} does not know the commands of these collectors, which are omitted: {}",
          address,
          commands);
    }
    if (now.contains(Collector.COMMANDSTATS)) {
      logger.info("{} refuses INFO with the section commandstats, which is omitted", address);
    }
  }

  /** No usable reply came from the address. */
  void failed(HostPort address, Fault fault, String message) {
    if (isNews(address, new Failure(fault, message)) && isLogged()) {
      logger.warn("No answer from {} ({} {}): {}", address, fault.stage(), fault.code(), message);
    }
  }

  /** A mistake of our own in the exchange with the address. */
  void bug(HostPort address, RuntimeException mistake) {
    String message = "the answer of " + address + " could not be handled: " + mistake;
    if (isNews(address, new Failure(Fault.PARSE_MALFORMED, message))) {
      logger.error("The answer of {} could not be handled", address, mistake);
    }
  }

  /**
   * The nodes that have no reply in a scrape although no address failed, and why.
   *
   * @param failures by node id, or by name without an id; replaces those of the scrape before
   */
  void nodesFailed(Map<String, Failure> failures) {
    failures.forEach(
        (node, failure) -> {
          events.failed(failure.fault());
          Failure before = nodes.put(node, failure);
          boolean isNews = before == null || before.fault() != failure.fault();
          if (isNews && isLogged()) {
            logger.warn(
                "No answer from {} ({} {}): {}",
                node,
                failure.fault().stage(),
                failure.fault().code(),
                failure.message());
          }
        });
    nodes.forEach(
        (node, failure) -> {
          boolean hasEnded = !failures.containsKey(node) && nodes.remove(node, failure);
          if (hasEnded && isLogged()) {
            Fault fault = failure.fault();
            logger.info("{}: the fault {} {} has ended", node, fault.stage(), fault.code());
          }
        });
  }

  /** From now on, faults are consequences of closing the connections, and not logged. */
  void close() {
    closed = true;
  }

  private boolean isLogged() {
    return !closed && events.faultsAreLogged();
  }

  private boolean isNews(HostPort address, Failure failure) {
    events.failed(failure.fault());
    return isNews(address, new State(EnumSet.of(failure.fault()), Optional.of(failure)));
  }

  private boolean isNews(HostPort address, State now) {
    State before = current.put(address, now);
    return !now.faults().equals(before == null ? Set.of() : before.faults());
  }

  /** Why the last exchange failed; empty when it did not, or there was none. */
  Optional<Failure> failure(HostPort address) {
    return Optional.ofNullable(current.get(address)).flatMap(State::failure);
  }

  /** As {@link #nodesFailed} was told. */
  Optional<Failure> failure(String node) {
    return Optional.ofNullable(nodes.get(node));
  }

  /** The server at the address is another one than before. */
  void forget(HostPort address) {
    current.remove(address);
    lacking.remove(address);
  }

  /** Forgets the state of all other addresses. */
  void retain(Set<HostPort> addresses) {
    current.keySet().retainAll(addresses);
    lacking.keySet().retainAll(addresses);
  }
}
