package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.cluster.ProbeResult;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.net.HostPort;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.Info;
import io.github.redisclusterexporter.node.NodeReport;
import io.github.redisclusterexporter.node.ServerCommands;
import io.github.redisclusterexporter.node.ServerProfile;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.NodeClient;
import io.github.redisclusterexporter.redis.RedisException;
import io.github.redisclusterexporter.redis.Reply;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Sends all commands of a scrape to one address, in one pipeline. */
record NodeProbe(
    ClusterConnections connections,
    Set<Collector> wanted,
    ViewSample views,
    KeyScraper.ScrapeReads keys,
    Set<NodeFault> reported)
    implements ClusterScrape.Probe {
  private static final Logger logger = LoggerFactory.getLogger(NodeProbe.class);

  /** A fault of a node, at any of its addresses. */
  record NodeFault(String nodeId, Fault fault) {}

  /** For one scrape. */
  NodeProbe(
      ClusterConnections connections,
      Set<Collector> wanted,
      ViewSample views,
      KeyScraper.ScrapeReads keys) {
    this(connections, wanted, views, keys, ConcurrentHashMap.newKeySet());
  }

  @Override
  public ProbeResult probe(ProbeTarget target, Deadline deadline) {
    long start = System.nanoTime();
    Deadline own = deadline.within(connections.config().timeout());
    Optional<NodeReport> report =
        connections.exchange(
            target.address(),
            client -> report(client, target, own),
            failure -> failed(target, failure));
    return new ProbeResult(target.address(), target.expectedId(), report, start, System.nanoTime());
  }

  /** A node that has the same fault at its host name and at its IP address has one fault. */
  private void failed(ProbeTarget target, ClusterConnections.Failure failure) {
    Optional<NodeFault> fault = target.expectedId().map(id -> new NodeFault(id, failure.fault()));
    if (fault.isEmpty() || reported.add(fault.get())) {
      connections.faults().failed(target.address(), failure.fault(), failure.message());
    }
  }

  private NodeReport report(NodeClient client, ProbeTarget target, Deadline deadline)
      throws RedisException {
    HostPort address = target.address();
    if (target.expectedId().isEmpty()) {
      connections
          .addressBook()
          .setResolved(address, connections.clients().resolve(address, deadline));
    }
    KeyScraper.NodeReads reads = keys.readsAt(target);
    Answer answer = ask(client, target, reads, deadline);
    NodeReport report = answer.report();
    throwIfSentinel(address, report);
    Reply serverInfo = answer.serverInfo();
    report.id().ifPresent(id -> connections.identities().add(id, serverInfo));
    if (!report.idOr(target.expectedId()).equals(target.expectedId())
        && target.expectedId().isPresent()) {
      connections.identities().forget(target.expectedId().get());
      connections.faults().forget(address);
      return report;
    }
    List<Fault> faults = new ArrayList<>(report.faults());
    try {
      reads.read(
          answer.ofKeys(), report.info().flatMap(Info::serverTime), report.id(), client, deadline);
      connections.faults().answered(address, faults);
      connections.faults().lacks(address, new ServerCommands(report.server(), wanted).unknown());
    } catch (RedisException e) {
      // Reads that are not done have no value; the node itself has replied.
      logger.debug("A key of {} was not read", address, e);
      faults.add(e.fault());
      connections.faults().answered(address, faults);
    } catch (RuntimeException e) {
      connections.faults().bug(address, e);
    }
    return report;
  }

  private record Answer(Reply serverInfo, NodeReport report, List<Reply> ofKeys) {}

  /** Asks again when the server refuses one form of a command, and may know another form. */
  private Answer ask(
      NodeClient client, ProbeTarget target, KeyScraper.NodeReads reads, Deadline deadline)
      throws RedisException {
    Map<Command, Fault> refused = new HashMap<>();
    Answer answer = askOnce(client, target, reads, refused, deadline);
    while (!answer.report().refusedForms().isEmpty()) {
      refused.putAll(answer.report().refusedForms());
      answer = askOnce(client, target, reads, refused, deadline);
    }
    return answer;
  }

  private Answer askOnce(
      NodeClient client,
      ProbeTarget target,
      KeyScraper.NodeReads reads,
      Map<Command, Fault> refused,
      Deadline deadline)
      throws RedisException {
    ClusterConnections.Replies received =
        connections.execute(
            client, profile -> commands(profile.withUnknown(refused.keySet()), reads), deadline);
    int own =
        new ServerCommands(received.profile().withUnknown(refused.keySet()), wanted)
            .commands()
            .size();
    NodeReport report =
        NodeReport.of(
            received.profile(),
            refused,
            wanted,
            received.replies().subList(0, own),
            lines -> views.includes(target.expectedId(), lines));
    // What the server does not know is not sent on this connection again.
    received.peer().addUnknown(report.server().unknownCommands());
    return new Answer(
        received.peer().serverInfo(),
        report,
        received.replies().subList(own, received.replies().size()));
  }

  private static void throwIfSentinel(HostPort address, NodeReport report) throws RedisException {
    if (report.server().product() == ServerProfile.Product.SENTINEL) {
      String monitored =
          report.info().map(info -> info.composed("master")).orElse(Map.of()).values().stream()
              .flatMap(
                  primary ->
                      primary.text("name").stream()
                          .map(name -> name + " at " + primary.text("address").orElse("?")))
              .collect(Collectors.joining(", "));
      throw new RedisException(
          Fault.READ_SENTINEL,
          address
              + " is a Sentinel, which stores no data"
              + (monitored.isEmpty() ? "" : "; it monitors " + monitored));
    }
  }

  private List<Command> commands(ServerProfile profile, KeyScraper.NodeReads reads) {
    return Stream.concat(
            new ServerCommands(profile, wanted).commands().stream(), reads.commands().stream())
        .toList();
  }
}
