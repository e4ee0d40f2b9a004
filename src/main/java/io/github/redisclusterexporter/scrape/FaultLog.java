package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.address.HostPort;
import io.github.redisclusterexporter.redis.Fault;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts every fault, and logs one line when what is wrong with an address changes. */
final class FaultLog {
  private static final Logger logger = LoggerFactory.getLogger(FaultLog.class);

  private final Map<Fault, LongAdder> counts = new EnumMap<>(Fault.class);
  private final Map<HostPort, Set<Fault>> current = new ConcurrentHashMap<>();

  FaultLog() {
    for (Fault fault : Fault.values()) {
      counts.put(fault, new LongAdder());
    }
  }

  /** It answered; some of the replies may be faults. */
  void answered(HostPort address, List<Fault> faults) {
    faults.forEach(this::count);
    Set<Fault> now = faults.isEmpty() ? Set.of() : EnumSet.copyOf(faults);
    Set<Fault> before = current.put(address, now);
    if (now.isEmpty() && before != null && !before.isEmpty()) {
      logger.info("{} answers again in full", address);
    } else if (!now.isEmpty() && !now.equals(before)) {
      logger.warn("{} answers in part: {}", address, now);
    }
  }

  /** No usable answer came from it. */
  void failed(HostPort address, Fault fault, String message) {
    count(fault);
    Set<Fault> now = EnumSet.of(fault);
    if (!now.equals(current.put(address, now))) {
      logger.warn("No answer from {} ({} {}): {}", address, fault.stage(), fault.code(), message);
    }
  }

  /** Our own mistake while asking it. */
  void bug(HostPort address, RuntimeException mistake) {
    count(Fault.PARSE_MALFORMED);
    Set<Fault> now = EnumSet.of(Fault.PARSE_MALFORMED);
    if (!now.equals(current.put(address, now))) {
      logger.error("The answer of {} could not be handled", address, mistake);
    }
  }

  void count(Fault fault) {
    LongAdder adder = counts.get(fault);
    if (adder != null) {
      adder.increment();
    }
  }

  /** Forgets the state of all other addresses; the counts stay. */
  void retain(Set<HostPort> addresses) {
    current.keySet().retainAll(addresses);
  }

  Map<Fault, Long> counts() {
    Map<Fault, Long> sums = new EnumMap<>(Fault.class);
    counts.forEach((fault, adder) -> sums.put(fault, adder.sum()));
    return sums;
  }
}
