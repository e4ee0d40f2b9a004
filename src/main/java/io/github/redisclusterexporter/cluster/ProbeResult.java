package io.github.redisclusterexporter.cluster;

import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.node.NodeReport;
import java.time.Duration;
import java.util.Optional;

/**
 * What came of asking one address in one scrape.
 *
 * @param address the address dialled
 * @param expected the id of the node believed to be there; empty for a seed
 * @param report empty when nothing usable came back
 * @param askedAt when it was first tried, in nanoseconds of the monotonic clock
 * @param answeredAt when the last reply was there, on the same clock
 */
public record ProbeResult(
    HostPort address,
    Optional<String> expected,
    Optional<NodeReport> report,
    long askedAt,
    long answeredAt) {

  /** From the first attempt to the last reply. */
  public Duration took() {
    return Duration.ofNanos(answeredAt - askedAt);
  }

  /** Who answered: by its own word, else by what is believed of the address. */
  public Optional<String> id() {
    return report.flatMap(NodeReport::id).or(() -> expected);
  }
}
