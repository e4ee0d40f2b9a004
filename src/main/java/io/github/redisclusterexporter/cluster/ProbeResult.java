package io.github.redisclusterexporter.cluster;

import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.node.ClusterNodes;
import io.github.redisclusterexporter.node.NodeReport;
import java.time.Duration;
import java.util.Optional;

/**
 * The result of probing one address in one scrape.
 *
 * @param address the address to which the exporter connected
 * @param expectedId id of the node that is expected at the address; empty for a seed
 * @param report empty when there was no usable reply
 * @param startedAt start of the first attempt, in nanoseconds of the monotonic clock
 * @param finishedAt arrival of the last reply or end of the attempt, on the same clock
 */
public record ProbeResult(
    HostPort address,
    Optional<String> expectedId,
    Optional<NodeReport> report,
    long startedAt,
    long finishedAt) {

  /** Time from the first attempt to the last reply. */
  public Duration duration() {
    return Duration.ofNanos(finishedAt - startedAt);
  }

  /**
   * Id of the node that answered: from its report, or else the expected one; empty for a server
   * that has no id, whatever is expected at its address.
   */
  public Optional<String> id() {
    return report.isEmpty() ? expectedId : report.flatMap(said -> said.idOr(expectedId));
  }

  /** The same attempt, as one that failed. */
  ProbeResult withoutReport() {
    return new ProbeResult(address, expectedId, Optional.empty(), startedAt, finishedAt);
  }

  /** The same attempt, with the id of the node that is expected there. */
  ProbeResult expecting(String id) {
    return new ProbeResult(address, Optional.of(id), report, startedAt, finishedAt);
  }

  /** Whether a server without cluster support answered. */
  boolean isStandalone() {
    return report.filter(answer -> !answer.server().clustered().orElse(true)).isPresent();
  }

  /** This result with the view that the node reported when it was asked again. */
  public ProbeResult withLaterView(NodeReport later) {
    return new ProbeResult(
        address,
        expectedId,
        report.map(first -> first.withLaterView(later)),
        startedAt,
        finishedAt);
  }

  /** The view of the cluster that the node has. */
  Optional<ClusterNodes> view() {
    return report.flatMap(NodeReport::view);
  }
}
