package io.github.redisclusterexporter.fault;

import io.github.redisclusterexporter.testing.Disturbance;
import io.github.redisclusterexporter.testing.TcpProxy;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** All network faults of one node, and the page that documents them. */
final class NetworkFaults {
  private static final int HUNDRED_MEGABYTES = 100 << 20;

  /** Less than the first reply of a pipeline. */
  private static final int HALF_A_REPLY = 300;

  private static final String INTRODUCTION =
      """
      # Faults of the network and of nodes

      <!-- Generated from the tests by FaultsDocTest; run it with -Ddocs.update=true. -->

      Each fault is caused between the exporter and one node of a real cluster, once on an open connection
      and once before the connection is opened. The tests require each time:

      - the page has status 200 and arrives within the scraper's timeout;
      - this node is down, and the metrics of the other nodes are complete;
      - the fault is counted in `redis_cluster_exporter_probe_errors_total{stage,code}` as below;
      - the connection is dropped, and in the first scrape after the fault the node is up again, over one
        connection.

      | fault | counted on an open connection | counted on a new connection |
      |---|---|---|
      """;

  private static final String MORE =
      """

      Other faults, with the tests that cause them:

      | fault | expected result | test |
      |---|---|---|
      | every node replies with 100 MB at the same time, with a heap of 64 MB | pages in time, all nodes down, no open connections; everything recovers after the fault | `FloodIT` |
      | every reply is delayed by 200 ms | a complete page, delayed by this time | `FaultsIT` |
      | a node's address changes | one node, with its new address, over one connection | `FaultsIT` |
      | the clock jumps by a day, forwards and backwards, and to 1970 | all waiting times are unchanged | `FaultsIT`, `ArchitectureTest` |
      | the TLS handshake stalls before or after the server's first bytes | this node is down: `connect` `tls_timeout` | `TlsStallIT` |
      | the look-up of a host name hangs | nodes with this name are down, `connect` `timeout`, or up by their IP address; one thread waits, regardless of the number of scrapes | `HostNamesIT`, `HostNameResolverTest` |
      | the look-up of a host name fails, and later succeeds | `connect` `unknown_host`, then up | `HostNamesIT` |
      | a node or all nodes are killed, stopped or loading | see [drills.md](drills.md) | `ScrapeFailureIT`, `ScrapeFrozenIT` |
      | a server is not Redis, has no free connections, requires a password, or has the wrong certificate | the code states the reason | `ConnectBadInputIT`, `NodeClientTest` |
      | any of these at random, several at the same time, for a configurable time | every page has status 200 and arrives in time; no thread, file, connection or memory leaks | `ChaosIT` |
      | ten clusters in one process; nodes and whole clusters are frozen, killed, or refuse connections at random | every page arrives in time and is complete for the clusters without a fault; nothing leaks | `ClustersChaosIT` |

      `mvn verify -Dtest=FaultsDocTest -Dit.test=ChaosIT -Dchaos.seconds=600` runs the last test for ten
      minutes. It prints its seed; `-Dchaos.seed=N` repeats the same choices.
      """;

  private NetworkFaults() {}

  static List<NetworkFault> all() {
    return List.of(
        new NetworkFault("silence", TcpProxy::hold, "read timeout", "connect timeout"),
        disturbed(
            "a trickle, a byte every 150 ms",
            Disturbance.trickling(Duration.ofMillis(150)),
            "read timeout",
            "read timeout"),
        disturbed(
            "half a reply, then silence",
            Disturbance.halting(HALF_A_REPLY),
            "read timeout",
            "read timeout"),
        disturbed(
            "a reset in the middle of a reply",
            Disturbance.resetting(HALF_A_REPLY),
            "read closed",
            "read closed"),
        disturbed("garbage", Disturbance.garbage(7), "connect not_redis", "connect not_redis"),
        disturbed(
            "a text of 100 MB",
            Disturbance.longText(HUNDRED_MEGABYTES),
            "connect not_redis",
            "connect not_redis"),
        disturbed(
            "an array of 100 MB",
            Disturbance.manyTexts(HUNDRED_MEGABYTES),
            "connect not_redis",
            "connect not_redis"),
        new NetworkFault(
            "a connection that is refused", TcpProxy::refuse, "connect refused", "connect refused"),
        new NetworkFault(
            "a connection that is never answered",
            TcpProxy::ignore,
            "connect timeout",
            "connect timeout"));
  }

  private static NetworkFault disturbed(
      String name,
      Disturbance disturbance,
      String countedOnOpenConnection,
      String countedOnNewConnection) {
    return new NetworkFault(
        name, proxy -> proxy.disturb(disturbance), countedOnOpenConnection, countedOnNewConnection);
  }

  static String page() {
    return all().stream()
        .map(
            fault ->
                "| %s | %s | %s |%n"
                    .formatted(
                        fault,
                        code(fault.countedOnOpenConnection()),
                        code(fault.countedOnNewConnection())))
        .collect(Collectors.joining("", INTRODUCTION, MORE));
  }

  private static String code(String stageAndCode) {
    return "`" + stageAndCode.replace(" ", "` `") + "`";
  }
}
