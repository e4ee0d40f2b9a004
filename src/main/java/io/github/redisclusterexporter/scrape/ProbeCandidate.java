package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.net.HostPort;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Where a node may be.
 *
 * @param id empty for a seed, of which it is not known which node it leads to
 * @param addresses to dial, in the order to try
 * @param primary of a replica, which is asked after it
 */
record ProbeCandidate(Optional<String> id, List<HostPort> addresses, Optional<String> primary) {

  ProbeCandidate {
    addresses = List.copyOf(addresses);
  }

  static ProbeCandidate seed(HostPort address) {
    return new ProbeCandidate(Optional.empty(), List.of(address), Optional.empty());
  }

  static ProbeCandidate node(String id, Collection<HostPort> addresses, Optional<String> primary) {
    return new ProbeCandidate(Optional.of(id), List.copyOf(addresses), primary);
  }
}
