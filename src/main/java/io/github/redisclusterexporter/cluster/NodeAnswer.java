package io.github.redisclusterexporter.cluster;

import io.github.redisclusterexporter.address.HostPort;
import io.github.redisclusterexporter.node.NodeReport;
import java.time.Duration;
import java.util.Optional;

/**
 * What came of asking one address in one scrape.
 *
 * @param address the address dialled
 * @param expected the id of the node believed to be there; empty for a seed
 * @param report empty when nothing usable came back
 * @param took from the first attempt to the last reply
 */
public record NodeAnswer(
    HostPort address, Optional<String> expected, Optional<NodeReport> report, Duration took) {

  /** Who answered: by its own word, else by what is believed of the address. */
  public Optional<String> id() {
    return report.flatMap(NodeReport::id).or(() -> expected);
  }

  /** Another node than the one that was believed to be there. */
  public boolean isStranger() {
    Optional<String> own = report.flatMap(NodeReport::id);
    return own.isPresent() && expected.isPresent() && !own.equals(expected);
  }
}
