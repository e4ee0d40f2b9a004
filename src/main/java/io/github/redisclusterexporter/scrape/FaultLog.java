package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.redis.Fault;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reports every fault to a counter, and logs one line when the faults of an address change. */
final class FaultLog {
  private static final Logger logger = LoggerFactory.getLogger(FaultLog.class);

  private final Consumer<Fault> counter;
  private final Map<HostPort, State> current = new ConcurrentHashMap<>();

  /**
   * The faults of an address in the last exchange.
   *
   * @param failure present when no usable reply came
   */
  private record State(Set<Fault> faults, Optional<ClusterConnections.Failure> failure) {}

  /**
   * Nothing is known of any address.
   *
   * @param counter is told every fault
   */
  FaultLog(Consumer<Fault> counter) {
    this.counter = counter;
  }

  /** The node at the address replied; some of the replies may be faults. */
  void answered(HostPort address, List<Fault> faults) {
    faults.forEach(this::count);
    Set<Fault> now = faults.isEmpty() ? Set.of() : EnumSet.copyOf(faults);
    Set<Fault> before = put(address, new State(now, Optional.empty()));
    if (now.isEmpty() && !before.isEmpty()) {
      logger.info("{} answers again in full", address);
    } else if (!now.isEmpty() && !now.equals(before)) {
      logger.warn("{} answers in part: {}", address, now);
    }
  }

  /** No usable reply came from the address. */
  void failed(HostPort address, Fault fault, String message) {
    if (isNews(new ClusterConnections.Failure(address, fault, message))) {
      logger.warn("No answer from {} ({} {}): {}", address, fault.stage(), fault.code(), message);
    }
  }

  /** A mistake of our own in the exchange with the address. */
  void bug(HostPort address, RuntimeException mistake) {
    String message = "the answer of " + address + " could not be handled: " + mistake;
    if (isNews(new ClusterConnections.Failure(address, Fault.PARSE_MALFORMED, message))) {
      logger.error("The answer of {} could not be handled", address, mistake);
    }
  }

  private boolean isNews(ClusterConnections.Failure failure) {
    count(failure.fault());
    Set<Fault> now = EnumSet.of(failure.fault());
    return !now.equals(put(failure.address(), new State(now, Optional.of(failure))));
  }

  /** The faults of the address before. */
  private Set<Fault> put(HostPort address, State now) {
    State before = current.put(address, now);
    return before == null ? Set.of() : before.faults();
  }

  /** Why the last exchange failed; empty when it did not, or there was none. */
  Optional<ClusterConnections.Failure> failure(HostPort address) {
    return Optional.ofNullable(current.get(address)).flatMap(State::failure);
  }

  void count(Fault fault) {
    counter.accept(fault);
  }

  /** Forgets the state of all other addresses. */
  void retain(Set<HostPort> addresses) {
    current.keySet().retainAll(addresses);
  }
}
