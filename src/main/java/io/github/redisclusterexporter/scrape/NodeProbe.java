package io.github.redisclusterexporter.scrape;

import io.github.redisclusterexporter.cluster.ProbeResult;
import io.github.redisclusterexporter.net.Deadline;
import io.github.redisclusterexporter.node.Collector;
import io.github.redisclusterexporter.node.Info;
import io.github.redisclusterexporter.node.NodeReport;
import io.github.redisclusterexporter.node.ServerProfile;
import io.github.redisclusterexporter.redis.ClusterMode;
import io.github.redisclusterexporter.redis.Command;
import io.github.redisclusterexporter.redis.Fault;
import io.github.redisclusterexporter.redis.NodeClient;
import io.github.redisclusterexporter.redis.NodeClients;
import io.github.redisclusterexporter.redis.RedisConfig;
import io.github.redisclusterexporter.redis.RedisException;
import io.github.redisclusterexporter.redis.Reply;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Sends all commands of a scrape to one address, in one pipeline. */
final class NodeProbe implements TopologyScrape.Probe {
  private final RedisConfig config;
  private final NodeClients clients;
  private final NodeAddressBook addressBook;
  private final FaultLog faults;
  private final Set<Collector> wanted;
  private final ViewSample views;
  private final QueueReader.ScrapeReads queues;

  NodeProbe(
      ClusterConnections connections,
      Set<Collector> wanted,
      ViewSample views,
      QueueReader.ScrapeReads queues) {
    this.config = connections.config();
    this.clients = connections.clients();
    this.addressBook = connections.addressBook();
    this.faults = connections.faults();
    this.wanted = wanted;
    this.views = views;
    this.queues = queues;
  }

  @Override
  public ProbeResult probe(ProbeTarget target, Deadline deadline) {
    long start = System.nanoTime();
    Optional<NodeReport> report = report(target, deadline.within(config.timeout()));
    return new ProbeResult(target.address(), target.expectedId(), report, start, System.nanoTime());
  }

  private Optional<NodeReport> report(ProbeTarget target, Deadline deadline) {
    QueueReader.NodeReads reads = queues.readsAt(target);
    try {
      if (target.expectedId().isEmpty()) {
        addressBook.setResolved(target.address(), clients.resolve(target.address(), deadline));
      }
      NodeClient client = clients.client(target.address());
      NodeClient.PipelineResult received =
          client.execute(serverInfo -> commands(profile(serverInfo), reads), deadline);
      ServerProfile profile = profile(received.serverInfo());
      int own = Collector.commands(profile, wanted).size();
      NodeReport report =
          NodeReport.of(
              profile,
              wanted,
              received.replies().subList(0, own),
              lines -> views.includes(target.expectedId(), lines));
      List<Reply> rest = received.replies().subList(own, received.replies().size());
      finish(reads, rest, report, client, target, deadline);
      reads.complete(report.id());
      faults.answered(target.address(), report.faults());
      return Optional.of(report);
    } catch (RedisException e) {
      faults.failed(target.address(), e.fault(), String.valueOf(e.getMessage()));
      reads.failed();
      return Optional.empty();
    } catch (OutOfMemoryError e) {
      // The reply does not fit into the heap: the node is down in this scrape, and the scrape goes
      // on.
      faults.failed(target.address(), Fault.READ_TOO_LARGE, "there is no memory for its answer");
      reads.failed();
      return Optional.empty();
    } catch (RuntimeException e) {
      faults.bug(target.address(), e);
      return Optional.empty();
    }
  }

  /** The reads may send more commands when the node has replied to all others. */
  private void finish(
      QueueReader.NodeReads reads,
      List<Reply> replies,
      NodeReport report,
      NodeClient client,
      ProbeTarget target,
      Deadline deadline) {
    try {
      reads.read(replies, report.info().flatMap(Info::serverTime), client, deadline);
    } catch (RedisException e) {
      // Reads that are not done have no value; the node itself has replied.
      faults.failed(target.address(), e.fault(), String.valueOf(e.getMessage()));
    }
  }

  private List<Command> commands(ServerProfile profile, QueueReader.NodeReads reads) {
    List<Command> commands = new ArrayList<>(Collector.commands(profile, wanted));
    commands.addAll(reads.commands());
    return commands;
  }

  private ServerProfile profile(Reply serverInfo) {
    ServerProfile profile = ServerProfile.of(serverInfo);
    return config.cluster() == ClusterMode.AUTO
        ? profile
        : profile.withClustered(config.cluster() == ClusterMode.TRUE);
  }
}
