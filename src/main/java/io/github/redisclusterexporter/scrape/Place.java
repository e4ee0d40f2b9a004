package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.address.HostPort;
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
record Place(Optional<String> id, List<HostPort> addresses, Optional<String> primary) {

  Place {
    addresses = List.copyOf(addresses);
  }

  static Place seed(HostPort address) {
    return new Place(Optional.empty(), List.of(address), Optional.empty());
  }

  static Place node(String id, Collection<HostPort> addresses, Optional<String> primary) {
    return new Place(Optional.of(id), List.copyOf(addresses), primary);
  }
}
