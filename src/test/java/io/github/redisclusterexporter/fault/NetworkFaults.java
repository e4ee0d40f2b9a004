package io.github.redisclusterexporter.fault;

import io.github.redisclusterexporter.testing.Disturbance;
import io.github.redisclusterexporter.testing.TcpProxy;
import java.time.Duration;
import java.util.List;
import java.util.stream.Collectors;

/** All faults that a network can have with one node, and the page about them. */
final class NetworkFaults {
  private static final int HUNDRED_MEGABYTES = 100 << 20;

  /** Less than the first reply of any question. */
  private static final int HALF_A_REPLY = 300;

  private static final String INTRODUCTION =
      """
      # Faults of the network and of nodes

      Each fault is made between the exporter and one node of a real cluster, once while their
      connection is open and once before there is one. Every time the page must come with status 200
      inside the scraper's timeout, with that node down, everything that is to be had of the other
      nodes, and the fault counted as `redis_cluster_exporter_probe_errors_total{stage,code}` says
      below; the connection is given up, and the first scrape after the fault has the node up again,
      over one connection. Generated from the tests (`mvn test -Ddocs.update=true` writes it again).

      | fault | counted on an open connection | counted on a new one |
      |---|---|---|
      """;

  private static final String MORE =
      """

      More faults, by the test that makes them:

      | fault | what is to be seen | test |
      |---|---|---|
      | every node answers with 100 MB at once, in a heap of 64 MB | pages in time, all nodes down, no connection, and all of it again when it is over | `FloodIT` |
      | everything arrives 200 ms later | a whole page, that much later | `FaultsIT` |
      | a node's address changes | it is one node, under its new address, over one connection | `FaultsIT` |
      | the clock jumps by a day, back and ahead, and to 1970 | nothing waits longer or less | `FaultsIT`, `ArchitectureTest` |
      | the TLS handshake stalls before or after the server's first bytes | that node is down: `connect` `timeout` | `TlsStallIT` |
      | the look-up of a host name hangs | nodes by that name are down, `connect` `timeout`, or up by their IP address; one thread waits, however many scrapes come | `HostNamesIT`, `HostNameLookupsTest` |
      | the look-up of a host name fails, and works later | `connect` `unknown_host`, then up | `HostNamesIT` |
      | a node is killed, stopped or loading; all are | see [drills.md](drills.md) | `ScrapeFailureIT`, `ScrapeFrozenIT` |
      | a server that is none, is full, wants a password, has the wrong certificate | why, in one word | `ConnectBadInputIT`, `NodeClientTest` |
      | any of these at random, several at a time, for as long as one likes | every page 200 and in time; no thread, file, connection or memory is left behind | `ChaosIT` |

      `mvn verify -Dtest=FaultsDocTest -Dit.test=ChaosIT -Dchaos.seconds=600` runs the last one for ten
      minutes; it prints its seed, and `-Dchaos.seed=N` makes the same choices again.
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
      String name, Disturbance disturbance, String kept, String fresh) {
    return new NetworkFault(name, proxy -> proxy.disturb(disturbance), kept, fresh);
  }

  static String page() {
    return all().stream()
        .map(
            fault -> "| %s | %s | %s |%n".formatted(fault, code(fault.kept()), code(fault.fresh())))
        .collect(Collectors.joining("", INTRODUCTION, MORE));
  }

  private static String code(String stageAndCode) {
    return "`" + stageAndCode.replace(" ", "` `") + "`";
  }
}
